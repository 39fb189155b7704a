#ifndef INKLING_CORE_DIVERGENCE_H_
#define INKLING_CORE_DIVERGENCE_H_

#include <string>

#include "core/network.h"

namespace inkling {

// Where a network broke down.
struct Divergence {
  // The first layer with a parameter or an output that is not finite; if there is none, the one
  // with the largest weight. 'layers.0'
  std::string layer;
  // Largest magnitude among that layer's parameters; infinite if one of them is not finite.
  double largest_weight = 0;
};

// Looks at the parameters, and at the outputs of the latest forward pass over `samples` samples.
Divergence DiagnoseDivergence(const Network<float>& network, const Workspace<float>& workspace,
                              Index samples);

}  // namespace inkling

#endif  // INKLING_CORE_DIVERGENCE_H_
