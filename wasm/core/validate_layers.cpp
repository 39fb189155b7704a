#include "core/validate_layers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/limits.h"
#include "core/max_pool2d.h"

namespace inkling {
namespace {

std::string Count(std::int64_t value) { return std::to_string(value); }

// The numbers that the activation has.
Outcome ValidateNumbers(const ActivationConfig& activation, const std::string& path) {
  const std::string& type = activation.type;
  const double slope = activation.slope;
  if ((type == "sigmoid" || type == "tanh" || type == "relu") &&
      !(slope > 0 && slope <= kMaxSlope)) {
    return InvalidSpecification(path + ".slope", "The slope is a finite number greater than 0.");
  }
  if (type == "leaky-relu" && !(slope >= 0 && slope <= kMaxSlope)) {
    return InvalidSpecification(path + ".slope", "The slope is a finite number, 0 or greater.");
  }
  if (type == "relu" && !(std::abs(activation.floor) <= kMaxFloor)) {
    return InvalidSpecification(path + ".floor", "The floor is a finite number.");
  }
  return {};
}

// Refuses what is not in [1, most]; `what` begins the sentence.
Outcome ValidateCount(Index value, Index most, const std::string& path, const std::string& what) {
  if (value >= 1 && value <= most) return {};
  return InvalidSpecification(path,
                              what + " from 1 to " + Count(most) + ", not " + Count(value) + ".");
}

// Goes through a network from the front, with the shape of what has come out so far.
class Walk {
 public:
  explicit Walk(const Shape& input) : shape_(input), elements_(2 * std::int64_t{input.size()}) {}

  Outcome Add(const LayerConfig& layer, const std::string& path, bool is_last) {
    if (is_last && layer.type != "dense") {
      return InvalidSpecification(path + ".type",
                                  "The last layer is 'dense', with one unit for each class.");
    }
    Outcome outcome = AddLayer(layer, path, is_last);
    if (!outcome.ok()) return outcome;
    const std::int64_t size = shape_.size();
    elements_ += size;
    widest_ = std::max(widest_, size);
    return {};
  }

  std::int64_t parameters() const { return parameters_; }

  // Activations, two gradients of the widest layer, masks and positions for one sample, and
  // what convolution needs for one image. At most, since not every layer keeps a state.
  std::int64_t bytes() const {
    return (2 * elements_ + 2 * widest_ + scratch_) * std::int64_t{sizeof(float)};
  }

 private:
  // What an image or a vector may be used as.
  enum class Layout { kInput, kImage, kVector };

  Outcome AddLayer(const LayerConfig& layer, const std::string& path, bool is_last) {
    if (layer.type == "dense") return AddDense(layer, path, is_last);
    if (layer.type == "conv2d") return AddConv2d(layer, path);
    if (layer.type == "max-pool2d") return AddMaxPool2d(layer, path);
    if (layer.type == "flatten") return AddFlatten(path);
    if (layer.type == "dropout") {
      if (layer.rate >= 0 && layer.rate < 1) return {};
      return InvalidSpecification(
          path + ".rate", "The share of values that dropout drops is at least 0 and below 1.");
    }
    if (layer.type == "gaussian-noise") {
      if (layer.standard_deviation >= 0 && layer.standard_deviation <= kMaxNoiseDeviation) {
        return {};
      }
      return InvalidSpecification(path + ".standardDeviation",
                                  "The standard deviation is a finite number, 0 or greater.");
    }
    return InvalidSpecification(path + ".type", "There is no layer type '" + layer.type + "'.");
  }

  Outcome AddDense(const LayerConfig& layer, const std::string& path, bool is_last) {
    if (layout_ == Layout::kImage) {
      return InvalidSpecification(
          path + ".type",
          "A 'dense' layer takes a vector, and what comes before it gives an image; put "
          "a 'flatten' layer between them.");
    }
    if (layer.units < 1 || layer.units > kMaxUnits) {
      return InvalidSpecification(path + ".units", "A layer has 1 to " + Count(kMaxUnits) +
                                                       " units, not " + Count(layer.units) + ".");
    }
    if (is_last && layer.units != kClasses) {
      return InvalidSpecification(path + ".units", "The last layer has one unit for each of the " +
                                                       Count(kClasses) + " classes, not " +
                                                       Count(layer.units) + ".");
    }
    if (Outcome outcome = ValidateActivation(layer.activation, path, is_last); !outcome.ok()) {
      return outcome;
    }
    // No overflow: each term is at most kMaxUnits times the most values of an image, and there
    // are at most kMaxLayers of them. The same holds below.
    parameters_ += (std::int64_t{shape_.size()} + (layer.bias ? 1 : 0)) * layer.units;
    shape_ = VectorShape(layer.units);
    layout_ = Layout::kVector;
    return {};
  }

  Outcome AddConv2d(const LayerConfig& layer, const std::string& path) {
    if (Outcome outcome = NeedImage(path, "conv2d"); !outcome.ok()) return outcome;
    if (Outcome outcome = ValidateCount(layer.filters, kMaxFilters, path + ".filters",
                                        "The number of filters is");
        !outcome.ok()) {
      return outcome;
    }
    const std::optional<Padding> padding = ParsePadding(layer.padding);
    if (!padding) {
      return InvalidSpecification(path + ".padding", "There is no padding '" + layer.padding +
                                                         "'; there are 'same' and 'valid'.");
    }
    if (Outcome outcome =
            *padding == Padding::kValid
                ? ValidateSide(layer.kernel, path + ".kernel", "A kernel without padding")
                : ValidateCount(layer.kernel, kMaxImageSide, path + ".kernel",
                                "A kernel's side is");
        !outcome.ok()) {
      return outcome;
    }
    if (Outcome outcome = ValidateStride(layer.stride, path); !outcome.ok()) return outcome;
    if (Outcome outcome = ValidateActivation(layer.activation, path, false); !outcome.ok()) {
      return outcome;
    }
    const Windows windows = MakeWindows(shape_, layer.kernel, layer.stride, *padding);
    const std::int64_t rows = std::int64_t{shape_.channels} * layer.kernel * layer.kernel;
    const std::int64_t places = std::int64_t{windows.out_height} * windows.out_width;
    const std::int64_t size = places * layer.filters;
    parameters_ += (rows + (layer.bias ? 1 : 0)) * layer.filters;
    // At most: the packed image (windows.h), and in scratch memory (conv2d.cpp) another, the
    // weights with lines and panels filled up, the terms of a few filters or of a row of places.
    const std::int64_t packed = std::int64_t{shape_.height + layer.kernel} *
                                (shape_.width + layer.kernel) *
                                (shape_.channels == 1 ? layer.kernel : shape_.channels);
    elements_ += packed / 2;
    scratch_ = std::max(scratch_, packed + (layer.filters + 12) * (rows + 7 * layer.kernel) +
                                      9 * (places + 10) + 2 * windows.out_width * layer.filters);
    // Before the shape, whose size might not fit an Index.
    if ((size + scratch_) * std::int64_t{sizeof(float)} > kWorkspaceBytes) {
      return TooMuchMemory(path, size + scratch_);
    }
    shape_ = {layer.filters, windows.out_height, windows.out_width};
    layout_ = Layout::kImage;
    return {};
  }

  Outcome AddMaxPool2d(const LayerConfig& layer, const std::string& path) {
    if (Outcome outcome = NeedImage(path, "max-pool2d"); !outcome.ok()) return outcome;
    if (Outcome outcome = ValidateSide(layer.size, path + ".size", "A pool"); !outcome.ok()) {
      return outcome;
    }
    if (Outcome outcome = ValidateStride(layer.stride, path); !outcome.ok()) return outcome;
    MaxPool2d pool;
    pool.input = shape_;
    pool.size = layer.size;
    pool.stride = layer.stride;
    shape_ = pool.output_shape();
    layout_ = Layout::kImage;
    return {};
  }

  Outcome AddFlatten(const std::string& path) {
    if (layout_ == Layout::kVector) {
      return InvalidSpecification(path + ".type",
                                  "What comes before this 'flatten' layer is flat already.");
    }
    shape_ = VectorShape(shape_.size());
    layout_ = Layout::kVector;
    return {};
  }

  Outcome NeedImage(const std::string& path, const std::string& type) const {
    if (layout_ != Layout::kVector) return {};
    return InvalidSpecification(path + ".type",
                                "A '" + type +
                                    "' layer takes an image, and what comes before it gives a "
                                    "vector; put it before 'dense' and 'flatten' layers.");
  }

  // For windows that must lie within the image.
  Outcome ValidateSide(Index side, const std::string& path, const std::string& what) const {
    const Index most = std::min(shape_.height, shape_.width);
    if (side >= 1 && side <= most) return {};
    return InvalidSpecification(path, what + " here has a side of 1 to " + Count(most) +
                                          ", since the image that it looks at has " +
                                          Count(shape_.width) + " x " + Count(shape_.height) +
                                          " pixels; " + Count(side) + " was given.");
  }

  Outcome ValidateStride(Index stride, const std::string& path) const {
    return ValidateCount(stride, kMaxImageSide, path + ".stride", "The stride is");
  }

  static Outcome ValidateActivation(const ActivationConfig& activation, const std::string& path,
                                    bool is_last) {
    const std::string& type = activation.type;
    if (is_last && !ParseOutputUnit(activation)) {
      return InvalidSpecification(
          path + ".activation.type",
          "The last layer's activation is 'softmax', 'sigmoid', 'tanh' or 'relu', not '" + type +
              "'.");
    }
    if (!is_last && type == "softmax") {
      return InvalidSpecification(path + ".activation.type",
                                  "Only the last layer can have 'softmax'.");
    }
    if (!is_last && !ParseActivation(activation)) {
      return InvalidSpecification(path + ".activation.type",
                                  "There is no activation '" + type + "'.");
    }
    return ValidateNumbers(activation, path + ".activation");
  }

  static Outcome TooMuchMemory(const std::string& path, std::int64_t elements) {
    return InvalidSpecification(path, "This layer would need " +
                                          Count(elements * std::int64_t{sizeof(float)} >> 20) +
                                          " MiB of working memory for one image; there are " +
                                          Count(kWorkspaceBytes >> 20) + " MiB.");
  }

  Shape shape_;
  Layout layout_ = Layout::kInput;
  std::int64_t parameters_ = 0;
  std::int64_t elements_;
  std::int64_t widest_ = 0;
  std::int64_t scratch_ = 0;
};

}  // namespace

Outcome ValidateLayers(std::span<const LayerConfig> layers, const Shape& input) {
  const std::string path = "model.layers";
  if (layers.empty() || layers.size() > kMaxLayers) {
    return InvalidSpecification(path, "A network has 1 to " + std::to_string(kMaxLayers) +
                                          " layers, not " + std::to_string(layers.size()) + ".");
  }
  Walk walk(input);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::string layer_path = path + "[" + std::to_string(i) + "]";
    if (Outcome outcome = walk.Add(layers[i], layer_path, i + 1 == layers.size()); !outcome.ok()) {
      return outcome;
    }
  }
  if (walk.parameters() > kMaxParameters) {
    return InvalidSpecification(path, "The network would have " + Count(walk.parameters()) +
                                          " parameters; memory holds " + Count(kMaxParameters) +
                                          ".");
  }
  if (walk.bytes() > kWorkspaceBytes) {
    return InvalidSpecification(path, "The network would need " + Count(walk.bytes() >> 20) +
                                          " MiB of working memory for one image; there are " +
                                          Count(kWorkspaceBytes >> 20) + " MiB.");
  }
  return {};
}

}  // namespace inkling
