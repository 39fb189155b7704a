#ifndef INKLING_CORE_KINKS_H_
#define INKLING_CORE_KINKS_H_

#include <cstdint>
#include <vector>

#include "core/architecture.h"
#include "core/loss.h"
#include "core/workspace.h"

namespace inkling {

// Networks with piecewise linear activations or max-pooling are smooth but for kinks, and a
// difference quotient across a kink says nothing about the derivative on either side.

// On which side of all its kinks a network was in the latest forward pass over `samples` samples:
// which piece each activation was on, and which value each pool took. No kink lies between two
// sets of parameters if this is equal for them (nor, the parameters being close to each other,
// for those in between).
template <typename Scalar>
std::vector<std::uint32_t> LinearPieces(const Architecture& architecture, const OutputUnit& unit,
                                        const Workspace<Scalar>& workspace, Index samples);

}  // namespace inkling

#endif  // INKLING_CORE_KINKS_H_
