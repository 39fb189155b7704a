#ifndef INKLING_CORE_MATMUL_H_
#define INKLING_CORE_MATMUL_H_

#include "core/matrix.h"

namespace inkling {

// The three matrix products of a fully connected layer. The one place through which the core
// multiplies matrices: float by the kernels in matmul_float.cpp, double by Eigen in
// matmul_double.cpp. None allocates on the heap.
//
//   x  (batch, inputs)   w  (inputs, outputs)   y  (batch, outputs)

// y = x w
template <typename Scalar>
void MatmulForward(ConstMatrixMap<Scalar> x, ConstMatrixMap<Scalar> w, MatrixMap<Scalar> y);

// grad_x = grad_y wᵀ
template <typename Scalar>
void MatmulBackwardInput(ConstMatrixMap<Scalar> grad_y, ConstMatrixMap<Scalar> w,
                         MatrixMap<Scalar> grad_x);

// grad_w += xᵀ grad_y
template <typename Scalar>
void MatmulBackwardWeight(ConstMatrixMap<Scalar> x, ConstMatrixMap<Scalar> grad_y,
                          MatrixMap<Scalar> grad_w);

template <>
void MatmulForward(ConstMatrixMap<float> x, ConstMatrixMap<float> w, MatrixMap<float> y);
template <>
void MatmulBackwardInput(ConstMatrixMap<float> grad_y, ConstMatrixMap<float> w,
                         MatrixMap<float> grad_x);
template <>
void MatmulBackwardWeight(ConstMatrixMap<float> x, ConstMatrixMap<float> grad_y,
                          MatrixMap<float> grad_w);

}  // namespace inkling

#endif  // INKLING_CORE_MATMUL_H_
