#ifndef INKLING_BINDINGS_DIAGNOSTICS_H_
#define INKLING_BINDINGS_DIAGNOSTICS_H_

#include <cstdint>
#include <string>

#include "core/trainer.h"

namespace inkling {

// The plain values in which diagnostics leave the module: addresses in the place of arrays, NaN in
// the place of nothing.

struct DistributionInfo {
  double count = 0;
  double mean = 0;
  double deviation = 0;
  double minimum = 0;
  double maximum = 0;
  std::uintptr_t histogram_address = 0;  // of kHistogramBins counts; valid until the next Diagnose
};

struct LayerInfo {
  std::string layer;
  double dead = 0;
  double saturated = 0;
  DistributionInfo activation;
  bool has_weights = false;
  bool has_update = false;
  DistributionInfo weight;
  DistributionInfo gradient;
  DistributionInfo update;
  double weight_norm = 0;
  double gradient_norm = 0;
  double update_norm = 0;
};

LayerInfo Describe(const LayerDiagnostics& layer);

}  // namespace inkling

#endif  // INKLING_BINDINGS_DIAGNOSTICS_H_
