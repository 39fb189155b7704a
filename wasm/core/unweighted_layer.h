#ifndef INKLING_CORE_UNWEIGHTED_LAYER_H_
#define INKLING_CORE_UNWEIGHTED_LAYER_H_

#include "core/pass.h"
#include "core/shape.h"

namespace inkling {

// What layers without parameters and without an activation have in common.
struct UnweightedLayer {
  std::int64_t multiply_adds() const { return 0; }
  Index ScratchSize() const { return 0; }

  template <typename Scalar>
  void BackwardParameters(const LayerContext<Scalar>& /*context*/, ConstMatrixMap<Scalar> /*x*/,
                          ConstMatrixMap<Scalar> /*grad_z*/, Scalar* /*grads*/) const {}
};

}  // namespace inkling

#endif  // INKLING_CORE_UNWEIGHTED_LAYER_H_
