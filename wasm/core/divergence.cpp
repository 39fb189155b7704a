#include "core/divergence.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inkling {
namespace {

// Largest magnitude among the layer's parameters; infinite if one is not finite.
double LargestWeight(const Network<float>& network, std::size_t layer) {
  double largest = 0;
  for (const TensorInfo& tensor : network.architecture().tensors) {
    if (tensor.layer != layer) continue;
    for (const float value : network.values().subspan(static_cast<std::size_t>(tensor.offset),
                                                      static_cast<std::size_t>(tensor.size))) {
      if (!std::isfinite(value)) return std::numeric_limits<double>::infinity();
      largest = std::max(largest, std::abs(static_cast<double>(value)));
    }
  }
  return largest;
}

}  // namespace

Divergence DiagnoseDivergence(const Network<float>& network, const Workspace<float>& workspace,
                              Index samples) {
  Divergence largest;
  for (std::size_t i = 0; i < network.architecture().layers.size(); ++i) {
    const double weight = LargestWeight(network, i);
    if (!std::isfinite(weight) || !workspace.Output(i, samples).allFinite()) {
      return {LayerName(i), weight};
    }
    if (largest.layer.empty() || weight > largest.largest_weight) largest = {LayerName(i), weight};
  }
  return largest;
}

}  // namespace inkling
