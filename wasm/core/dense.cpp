#include "core/dense.h"

#include "core/layer_instantiation.h"
#include "core/matmul.h"

namespace inkling {
namespace {

// y = x w where x is float and mostly zero; false, and nothing done, elsewhere.
template <typename Scalar>
bool MultiplyNonZeros(const Dense& layer, const LayerContext<Scalar>& context,
                      ConstMatrixMap<Scalar> x, ConstMatrixMap<Scalar> w, MatrixMap<Scalar> y) {
  if constexpr (std::is_same_v<Scalar, float>) {
    if (!layer.SkipsZeros<Scalar>()) return false;
    NonZeros non_zeros(context.state, x.rows(), x.cols());
    if (!non_zeros.Collect(x)) return false;
    non_zeros.MultiplyForward(w, y, context.scratch);
    return true;
  }
  return false;
}

// grad_w += xᵀ grad_y where MultiplyNonZeros has listed x; false, and nothing done, elsewhere.
template <typename Scalar>
bool MultiplyNonZerosBackward(const Dense& layer, const LayerContext<Scalar>& context,
                              ConstMatrixMap<Scalar> x, ConstMatrixMap<Scalar> grad_y,
                              MatrixMap<Scalar> grad_w) {
  if constexpr (std::is_same_v<Scalar, float>) {
    if (!layer.SkipsZeros<Scalar>()) return false;
    const NonZeros non_zeros(context.state, x.rows(), x.cols());
    if (!non_zeros.exist()) return false;
    non_zeros.MultiplyBackwardWeight(grad_y, grad_w, context.scratch);
    return true;
  }
  return false;
}

}  // namespace

template <typename Scalar>
void Dense::Forward(const Scalar* params, const LayerContext<Scalar>& context,
                    ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  const ConstMatrixMap<Scalar> weight(params + weight_offset, inputs, outputs);
  if (!MultiplyNonZeros(*this, context, x, weight, y)) MatmulForward(x, weight, y);
  AddBiasAndActivate(activation, has_bias ? params + bias_offset : nullptr, y);
}

template <typename Scalar>
void Dense::BackwardOutput(ConstMatrixMap<Scalar> y, MatrixMap<Scalar> grad) const {
  BackwardActivation(activation, y, grad);
}

template <typename Scalar>
void Dense::BackwardParameters(const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
                               ConstMatrixMap<Scalar> grad_z, Scalar* grads) const {
  const MatrixMap<Scalar> grad_weight(grads + weight_offset, inputs, outputs);
  if (!MultiplyNonZerosBackward(*this, context, x, grad_z, grad_weight)) {
    MatmulBackwardWeight(x, grad_z, grad_weight);
  }
  if (!has_bias) return;
  RowMap<Scalar> grad_bias(grads + bias_offset, outputs);
  for (Index sample = 0; sample < grad_z.rows(); ++sample) {
    grad_bias += ConstRowMap<Scalar>(grad_z.data() + sample * outputs, outputs);
  }
}

template <typename Scalar>
void Dense::BackwardInput(const Scalar* params, const LayerContext<Scalar>& /*context*/,
                          ConstMatrixMap<Scalar> grad_z, MatrixMap<Scalar> grad_x) const {
  MatmulBackwardInput(grad_z, ConstMatrixMap<Scalar>(params + weight_offset, inputs, outputs),
                      grad_x);
}

INKLING_INSTANTIATE_LAYER(Dense, float);
INKLING_INSTANTIATE_LAYER(Dense, double);

}  // namespace inkling
