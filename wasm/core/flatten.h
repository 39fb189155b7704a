#ifndef INKLING_CORE_FLATTEN_H_
#define INKLING_CORE_FLATTEN_H_

#include "core/unweighted_layer.h"

namespace inkling {

// Reads an image (channels, height, width) as the vector that it is in memory.
struct Flatten : UnweightedLayer {
  Index size = 0;

  Shape output_shape() const { return VectorShape(size); }
  template <typename Scalar>
  Index StateBytes(Index /*samples*/) const {
    return 0;
  }

  template <typename Scalar>
  void Forward(const Scalar* /*params*/, const LayerContext<Scalar>& /*context*/,
               ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
    y = x;
  }

  template <typename Scalar>
  void BackwardInput(const Scalar* /*params*/, const LayerContext<Scalar>& /*context*/,
                     ConstMatrixMap<Scalar> grad_y, MatrixMap<Scalar> grad_x) const {
    grad_x = grad_y;
  }
};

}  // namespace inkling

#endif  // INKLING_CORE_FLATTEN_H_
