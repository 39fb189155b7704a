#ifndef INKLING_CORE_ARCHITECTURE_H_
#define INKLING_CORE_ARCHITECTURE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/config.h"
#include "core/layer.h"
#include "core/tensor_info.h"

namespace inkling {

// What a network is, apart from its numbers: its layers, and where each of their tensors lies in
// an arena. Every tensor begins at a multiple of kAlignment bytes; the gaps stay zero.
struct Architecture {
  Index input_size = 0;
  std::vector<Layer> layers;
  // In the order of export: layer by layer, weight before bias.
  std::vector<TensorInfo> tensors;
  Index arena_size = 0;  // elements, with the gaps

  // Weights and biases, without the gaps.
  Index parameter_count() const;
  Index output_size(std::size_t layer) const { return OutputSize(layers[layer]); }
  // Whether the gradient with respect to what a layer reads counts for nothing where that is zero:
  // it is the output of a ReLU, which passes none there.
  bool StopsGradientAtZeroBelow(std::size_t layer) const;
  // Products of a forward pass for one sample: what its time goes with.
  std::int64_t multiply_adds() const;
};

// What a layer is called outside: 'layers.0'.
std::string LayerName(std::size_t layer);

// Lays out a configuration that Validate has accepted. A first layer that is dense reads an
// image as a vector.
Architecture BuildArchitecture(const Shape& input, std::span<const LayerConfig> layers);

}  // namespace inkling

#endif  // INKLING_CORE_ARCHITECTURE_H_
