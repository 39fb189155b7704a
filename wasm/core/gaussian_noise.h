#ifndef INKLING_CORE_GAUSSIAN_NOISE_H_
#define INKLING_CORE_GAUSSIAN_NOISE_H_

#include "core/unweighted_layer.h"

namespace inkling {

// In training y = x + e with independent normal e of mean 0; in evaluation y = x.
//
// State: e, in the scalar type.
struct GaussianNoise : UnweightedLayer {
  Shape shape;
  double standard_deviation = 0;

  Shape output_shape() const { return shape; }
  template <typename Scalar>
  Index StateBytes(Index samples) const {
    return samples * shape.size() * static_cast<Index>(sizeof(Scalar));
  }

  template <typename Scalar>
  void Forward(const Scalar* params, const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
               MatrixMap<Scalar> y) const;

  template <typename Scalar>
  void BackwardInput(const Scalar* /*params*/, const LayerContext<Scalar>& /*context*/,
                     ConstMatrixMap<Scalar> grad_y, MatrixMap<Scalar> grad_x) const {
    grad_x = grad_y;
  }
};

}  // namespace inkling

#endif  // INKLING_CORE_GAUSSIAN_NOISE_H_
