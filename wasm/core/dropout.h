#ifndef INKLING_CORE_DROPOUT_H_
#define INKLING_CORE_DROPOUT_H_

#include "core/unweighted_layer.h"

namespace inkling {

// Inverted dropout: in training each value is zero with probability `rate`, else scaled by
// 1 / (1 - rate), so that its expectation stays; in evaluation y = x.
// Srivastava et al. 2014, 'Dropout: a simple way to prevent neural networks from overfitting'.
//
// State: the mask, a byte for each value, 1 where it is kept.
struct Dropout : UnweightedLayer {
  Shape shape;
  double rate = 0;  // in [0, 1)

  Shape output_shape() const { return shape; }
  template <typename Scalar>
  Index StateBytes(Index samples) const {
    return samples * shape.size();
  }

  template <typename Scalar>
  void Forward(const Scalar* params, const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
               MatrixMap<Scalar> y) const;

  template <typename Scalar>
  void BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                     ConstMatrixMap<Scalar> grad_y, MatrixMap<Scalar> grad_x) const;
};

}  // namespace inkling

#endif  // INKLING_CORE_DROPOUT_H_
