// Fully connected layers in double, for checks: products by Eigen.
#include "core/dense.h"
#include "core/matmul.h"

namespace inkling {

template <>
void Dense::Forward(const double* params, const LayerContext<double>& /*context*/,
                    ConstMatrixMap<double> x, MatrixMap<double> y) const {
  MatmulForward(x, {params + weight_offset, inputs, outputs}, y);
  AddBiasAndActivate(activation, Biases(params), y);
}

template <>
void Dense::BackwardParameters(const LayerContext<double>& /*context*/, ConstMatrixMap<double> x,
                               ConstMatrixMap<double> grad_z, double* grads) const {
  MatmulBackwardWeight(x, grad_z, {grads + weight_offset, inputs, outputs});
  if (!has_bias) return;
  RowMap<double>(grads + bias_offset, outputs) += grad_z.colwise().sum().array();
}

template <>
void Dense::BackwardInput(const double* params, const LayerContext<double>& /*context*/,
                          ConstMatrixMap<double> grad_z, MatrixMap<double> grad_x) const {
  MatmulBackwardInput(grad_z, {params + weight_offset, inputs, outputs}, grad_x);
}

template <>
bool Dense::BackwardAtNonZeros(const double* /*params*/, const LayerContext<double>& /*context*/,
                               ConstMatrixMap<double> /*x*/, ConstMatrixMap<double> /*grad_z*/,
                               MatrixMap<double> /*grad_x*/, double* /*grads*/) const {
  return false;
}

}  // namespace inkling
