#include "bindings/diagnostics.h"

#include <emscripten/bind.h>

#include <limits>

namespace inkling {
namespace {

DistributionInfo Describe(const Distribution& found) {
  return {static_cast<double>(found.count),
          found.mean,
          found.deviation,
          found.minimum,
          found.maximum,
          reinterpret_cast<std::uintptr_t>(found.histogram.data())};
}

}  // namespace

LayerInfo Describe(const LayerDiagnostics& layer) {
  constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
  LayerInfo info;
  info.layer = layer.layer;
  info.dead = layer.dead.value_or(kNothing);
  info.saturated = layer.saturated.value_or(kNothing);
  info.activation = Describe(layer.activation);
  if (!layer.weights) return info;
  info.has_weights = true;
  info.weight = Describe(layer.weights->weight);
  info.gradient = Describe(layer.weights->gradient);
  info.weight_norm = layer.weights->weight_norm;
  info.gradient_norm = layer.weights->gradient_norm;
  if (!layer.weights->update) return info;
  info.has_update = true;
  info.update = Describe(*layer.weights->update);
  info.update_norm = layer.weights->update_norm;
  return info;
}

}  // namespace inkling

EMSCRIPTEN_BINDINGS(inkling_diagnostics) {
  using emscripten::value_object;
  using inkling::DistributionInfo;
  using inkling::LayerInfo;
  value_object<DistributionInfo>("DistributionInfo")
      .field("count", &DistributionInfo::count)
      .field("mean", &DistributionInfo::mean)
      .field("deviation", &DistributionInfo::deviation)
      .field("minimum", &DistributionInfo::minimum)
      .field("maximum", &DistributionInfo::maximum)
      .field("histogramAddress", &DistributionInfo::histogram_address);
  value_object<LayerInfo>("LayerInfo")
      .field("layer", &LayerInfo::layer)
      .field("dead", &LayerInfo::dead)
      .field("saturated", &LayerInfo::saturated)
      .field("activation", &LayerInfo::activation)
      .field("hasWeights", &LayerInfo::has_weights)
      .field("hasUpdate", &LayerInfo::has_update)
      .field("weight", &LayerInfo::weight)
      .field("gradient", &LayerInfo::gradient)
      .field("update", &LayerInfo::update)
      .field("weightNorm", &LayerInfo::weight_norm)
      .field("gradientNorm", &LayerInfo::gradient_norm)
      .field("updateNorm", &LayerInfo::update_norm);
}
