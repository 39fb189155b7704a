#ifndef INKLING_CORE_DENSE_PRODUCTS_H_
#define INKLING_CORE_DENSE_PRODUCTS_H_

#include "core/dense.h"

namespace inkling {

// The three matrix products of a fully connected layer. In float, for training, by the kernels,
// which leave out zeros where there are many; in double, for checks, by Eigen. None allocates.
//
//   x  (batch, inputs)   w  (inputs, outputs)   y  (batch, outputs)
//
// In float w and its gradient lie in tiles (kernels/f32_tiles.h), in double row-major.

// y = x w
void MultiplyForward(const Dense& layer, const LayerContext<float>& context,
                     ConstMatrixMap<float> x, const float* w, MatrixMap<float> y);
void MultiplyForward(const Dense& layer, const LayerContext<double>& context,
                     ConstMatrixMap<double> x, const double* w, MatrixMap<double> y);

// grad_x = grad_y wᵀ
void MultiplyBackwardInput(const Dense& layer, const LayerContext<float>& context,
                           ConstMatrixMap<float> grad_y, const float* w, MatrixMap<float> grad_x);
void MultiplyBackwardInput(const Dense& layer, const LayerContext<double>& context,
                           ConstMatrixMap<double> grad_y, const double* w,
                           MatrixMap<double> grad_x);

// grad_w += xᵀ grad_y, for the x of the latest MultiplyForward with this state.
void MultiplyBackwardWeight(const Dense& layer, const LayerContext<float>& context,
                            ConstMatrixMap<float> x, ConstMatrixMap<float> grad_y, float* grad_w);
void MultiplyBackwardWeight(const Dense& layer, const LayerContext<double>& context,
                            ConstMatrixMap<double> x, ConstMatrixMap<double> grad_y,
                            double* grad_w);

}  // namespace inkling

#endif  // INKLING_CORE_DENSE_PRODUCTS_H_
