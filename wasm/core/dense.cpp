#include "core/dense.h"

#include "core/dense_products.h"
#include "core/layer_instantiation.h"

namespace inkling {
template <typename Scalar>
void Dense::Forward(const Scalar* params, const LayerContext<Scalar>& context,
                    ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  MultiplyForward(*this, context, x, params + weight_offset, y);
  AddBiasAndActivate(activation, has_bias ? params + bias_offset : nullptr, y);
}

template <typename Scalar>
void Dense::BackwardOutput(ConstMatrixMap<Scalar> y, MatrixMap<Scalar> grad) const {
  BackwardActivation(activation, y, grad);
}

template <typename Scalar>
void Dense::BackwardParameters(const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
                               ConstMatrixMap<Scalar> grad_z, Scalar* grads) const {
  MultiplyBackwardWeight(*this, context, x, grad_z, grads + weight_offset);
  if (!has_bias) return;
  RowMap<Scalar> grad_bias(grads + bias_offset, outputs);
  for (Index sample = 0; sample < grad_z.rows(); ++sample) {
    grad_bias += ConstRowMap<Scalar>(grad_z.data() + sample * outputs, outputs);
  }
}

template <typename Scalar>
void Dense::BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                          ConstMatrixMap<Scalar> grad_z, MatrixMap<Scalar> grad_x) const {
  MultiplyBackwardInput(*this, context, grad_z, params + weight_offset, grad_x);
}

INKLING_INSTANTIATE_LAYER(Dense, float);
INKLING_INSTANTIATE_LAYER(Dense, double);

}  // namespace inkling
