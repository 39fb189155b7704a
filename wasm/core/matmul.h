#ifndef INKLING_CORE_MATMUL_H_
#define INKLING_CORE_MATMUL_H_

#include "core/matrix.h"

namespace inkling {

// The three matrix products of a fully connected layer: the one place through which the core
// multiplies matrices. In float, for training, by the kernels; in double, for checks, by Eigen.
// None allocates on the heap.
//
//   x  (batch, inputs)   w  (inputs, outputs)   y  (batch, outputs)

// y = x w
void MatmulForward(ConstMatrixMap<float> x, ConstMatrixMap<float> w, MatrixMap<float> y);
void MatmulForward(ConstMatrixMap<double> x, ConstMatrixMap<double> w, MatrixMap<double> y);

// grad_x = grad_y wᵀ
void MatmulBackwardInput(ConstMatrixMap<float> grad_y, ConstMatrixMap<float> w,
                         MatrixMap<float> grad_x);
void MatmulBackwardInput(ConstMatrixMap<double> grad_y, ConstMatrixMap<double> w,
                         MatrixMap<double> grad_x);

// grad_w += xᵀ grad_y
void MatmulBackwardWeight(ConstMatrixMap<float> x, ConstMatrixMap<float> grad_y,
                          MatrixMap<float> grad_w);
void MatmulBackwardWeight(ConstMatrixMap<double> x, ConstMatrixMap<double> grad_y,
                          MatrixMap<double> grad_w);

}  // namespace inkling

#endif  // INKLING_CORE_MATMUL_H_
