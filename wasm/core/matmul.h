#ifndef INKLING_CORE_MATMUL_H_
#define INKLING_CORE_MATMUL_H_

#include "core/matrix.h"

namespace inkling {

// The three matrix products of a fully connected layer in double, for checks, by Eigen. None
// allocates on the heap. (Those of training go to the kernels, in dense_float.cpp.)
//
//   x  (batch, inputs)   w  (inputs, outputs)   y  (batch, outputs)

// y = x w
void MatmulForward(ConstMatrixMap<double> x, ConstMatrixMap<double> w, MatrixMap<double> y);

// grad_x = grad_y wᵀ
void MatmulBackwardInput(ConstMatrixMap<double> grad_y, ConstMatrixMap<double> w,
                         MatrixMap<double> grad_x);

// grad_w += xᵀ grad_y
void MatmulBackwardWeight(ConstMatrixMap<double> x, ConstMatrixMap<double> grad_y,
                          MatrixMap<double> grad_w);

}  // namespace inkling

#endif  // INKLING_CORE_MATMUL_H_
