#include "core/architecture.h"

#include <functional>
#include <numeric>
#include <string>

#include "core/aligned_buffer.h"

namespace inkling {
namespace {

// Appends a tensor of the layer under way to the arena and returns its offset.
Index AddTensor(Architecture& architecture, const std::string& name, const TensorShape& shape) {
  const std::size_t layer = architecture.layers.size();
  constexpr Index kElements = kAlignment / sizeof(float);
  const Index offset = architecture.arena_size;
  Index size = 1;
  for (const Index side : shape) size *= side == 0 ? 1 : side;
  architecture.tensors.push_back({LayerName(layer) + "." + name, layer, shape, size, offset,
                                  shape[1] == 0, shape[1] != 0 && shape[2] == 0});
  architecture.arena_size += (size + kElements - 1) / kElements * kElements;
  return offset;
}

// Appends the tensors of a layer of this weight, one bias for each of `units`, and notes where
// they are.
template <typename WeightedLayer>
void AddParameters(Architecture& architecture, WeightedLayer& layer, const TensorShape& weight,
                   Index units) {
  layer.weight_offset = AddTensor(architecture, "weight", weight);
  if (layer.has_bias) layer.bias_offset = AddTensor(architecture, "bias", {units});
}

Layer AddLayer(Architecture& architecture, const LayerConfig& config, const Shape& input,
               bool is_last) {
  if (config.type == "conv2d") {
    Conv2d conv;
    conv.windows =
        MakeWindows(input, config.kernel, config.stride, ParsePadding(config.padding).value());
    conv.filters = config.filters;
    conv.has_bias = config.bias;
    conv.activation = ParseActivation(config.activation).value();
    AddParameters(architecture, conv,
                  {config.filters, input.channels, config.kernel, config.kernel}, config.filters);
    return conv;
  }
  if (config.type == "max-pool2d") {
    MaxPool2d pool;
    pool.input = input;
    pool.size = config.size;
    pool.stride = config.stride;
    return pool;
  }
  if (config.type == "flatten") {
    Flatten flatten;
    flatten.size = input.size();
    return flatten;
  }
  if (config.type == "dropout") {
    Dropout dropout;
    dropout.shape = input;
    dropout.rate = config.rate;
    return dropout;
  }
  if (config.type == "gaussian-noise") {
    GaussianNoise noise;
    noise.shape = input;
    noise.standard_deviation = config.standard_deviation;
    return noise;
  }
  Dense dense;
  dense.inputs = input.size();
  dense.outputs = config.units;
  dense.has_bias = config.bias;
  // The last layer gives logits; what turns them into outputs is part of the loss.
  dense.activation = is_last ? Identity{} : ParseActivation(config.activation).value();
  AddParameters(architecture, dense, {dense.inputs, dense.outputs}, dense.outputs);
  return dense;
}

}  // namespace

std::string LayerName(std::size_t layer) { return "layers." + std::to_string(layer); }

Index Architecture::parameter_count() const {
  Index count = 0;
  for (const TensorInfo& tensor : tensors) count += tensor.size;
  return count;
}

bool Architecture::StopsGradientAtZeroBelow(std::size_t layer) const {
  while (layer-- > 0) {
    const Layer& below = layers[layer];
    if (const Activation* activation = ActivationOf(below)) return StopsGradientAtZero(*activation);
    // The others but noise give what they read, or a zero that passes nothing.
    if (std::holds_alternative<GaussianNoise>(below)) return false;
  }
  return false;
}

std::int64_t Architecture::multiply_adds() const {
  return std::transform_reduce(layers.begin(), layers.end(), std::int64_t{0}, std::plus<>(),
                               MultiplyAdds);
}

Architecture BuildArchitecture(const Shape& input, std::span<const LayerConfig> layers) {
  Architecture architecture;
  architecture.input_size = input.size();
  Shape shape = input;
  for (const LayerConfig& config : layers) {
    const bool is_last = &config == &layers.back();
    architecture.layers.push_back(AddLayer(architecture, config, shape, is_last));
    shape = OutputShape(architecture.layers.back());
  }
  return architecture;
}

}  // namespace inkling
