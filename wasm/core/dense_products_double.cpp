#include "core/dense_products.h"
#include "core/matmul.h"

namespace inkling {

void MultiplyForward(const Dense& layer, const LayerContext<double>&, ConstMatrixMap<double> x,
                     const double* w, MatrixMap<double> y) {
  MatmulForward(x, {w, layer.inputs, layer.outputs}, y);
}

void MultiplyBackwardInput(const Dense& layer, const LayerContext<double>&,
                           ConstMatrixMap<double> grad_y, const double* w,
                           MatrixMap<double> grad_x) {
  MatmulBackwardInput(grad_y, {w, layer.inputs, layer.outputs}, grad_x);
}

void MultiplyBackwardWeight(const Dense& layer, const LayerContext<double>&,
                            ConstMatrixMap<double> x, ConstMatrixMap<double> grad_y,
                            double* grad_w) {
  MatmulBackwardWeight(x, grad_y, {grad_w, layer.inputs, layer.outputs});
}

}  // namespace inkling
