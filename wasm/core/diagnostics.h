#ifndef INKLING_CORE_DIAGNOSTICS_H_
#define INKLING_CORE_DIAGNOSTICS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/loss.h"
#include "core/network.h"

namespace inkling {

// A look into the layers of a network: how large its numbers are, and which units no longer work.

inline constexpr std::size_t kHistogramBins = 40;

// Of some values; those that are not finite are left out.
struct Distribution {
  Index count = 0;
  double mean = 0;
  double deviation = 0;  // of a population
  double minimum = 0;
  double maximum = 0;
  // Bins of equal width from minimum to maximum, which lies in the last one. If all values are
  // equal, all are in the first.
  std::array<std::uint32_t, kHistogramBins> histogram = {};
};

Distribution Describe(std::span<const float> values);

// Of the weight of a layer, without its bias. Norms are Euclidean.
struct WeightDiagnostics {
  Distribution weight;
  double weight_norm = 0;
  // Of the mean loss over the samples, in evaluation mode and without penalties.
  Distribution gradient;
  double gradient_norm = 0;
  // What the last step added to the weight; nothing if that is not known.
  std::optional<Distribution> update;
  double update_norm = 0;
};

struct LayerDiagnostics {
  std::string layer;  // 'layers.0'
  // Of all outputs on all samples; of the last layer, of the network's outputs.
  Distribution activation;
  // The fraction of units that are not active on any sample: they do not learn. A unit of a
  // convolution is a filter, which is active if it is so anywhere. Only for 'relu' and 'relu6',
  // where a unit is active above its floor.
  std::optional<double> dead;
  // The fraction of units whose slope is below 1/20 of the activation's largest, on average over
  // samples and places: hardly any gradient passes through them (Glorot & Bengio 2010,
  // 'Understanding the difficulty of training deep feedforward neural networks', section 3). For
  // 'sigmoid', 'improved-sigmoid', 'tanh', and 'relu6' at its upper end.
  std::optional<double> saturated;
  std::optional<WeightDiagnostics> weights;
};

// Passes x (samples, input_size), at most the workspace's capacity, through the network and back,
// whose own gradients stay as they are. `previous` is its arena before the last step, or empty.
// Nothing if memory is short.
std::optional<std::vector<LayerDiagnostics>> DiagnoseLayers(const Network<float>& network,
                                                            const Loss& loss,
                                                            ConstMatrixMap<float> x,
                                                            std::span<const std::uint8_t> labels,
                                                            std::span<const float> previous,
                                                            Workspace<float>& workspace);

}  // namespace inkling

#endif  // INKLING_CORE_DIAGNOSTICS_H_
