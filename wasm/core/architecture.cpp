#include "core/architecture.h"

#include <string>

#include "core/aligned_buffer.h"

namespace inkling {
namespace {

// Appends a tensor of the layer under way to the arena and returns its offset. columns = 0: a
// vector of `rows`.
Index AddTensor(Architecture& architecture, const std::string& name, Index rows, Index columns) {
  const std::size_t layer = architecture.layers.size();
  constexpr Index kElements = kAlignment / sizeof(float);
  const Index offset = architecture.arena_size;
  const Index size = columns == 0 ? rows : rows * columns;
  architecture.tensors.push_back(
      {LayerName(layer) + "." + name, layer, rows, columns, size, offset, columns == 0});
  architecture.arena_size += (size + kElements - 1) / kElements * kElements;
  return offset;
}

}  // namespace

std::string LayerName(std::size_t layer) { return "layers." + std::to_string(layer); }

Index Architecture::parameter_count() const {
  Index count = 0;
  for (const TensorInfo& tensor : tensors) count += tensor.size;
  return count;
}

Architecture BuildArchitecture(Index input_size, std::span<const LayerConfig> layers) {
  Architecture architecture;
  architecture.input_size = input_size;
  Index inputs = input_size;
  for (const LayerConfig& config : layers) {
    const bool is_last = &config == &layers.back();
    Dense dense;
    dense.inputs = inputs;
    dense.outputs = config.units;
    dense.has_bias = config.bias;
    // The last layer gives logits; what turns them into outputs is part of the loss.
    dense.activation = is_last ? Identity{} : ParseActivation(config.activation).value();
    dense.weight_offset = AddTensor(architecture, "weight", inputs, config.units);
    if (config.bias) dense.bias_offset = AddTensor(architecture, "bias", config.units, 0);
    architecture.layers.emplace_back(dense);
    inputs = config.units;
  }
  return architecture;
}

}  // namespace inkling
