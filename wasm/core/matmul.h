#ifndef INKLING_CORE_MATMUL_H_
#define INKLING_CORE_MATMUL_H_

#include "core/matrix.h"

namespace inkling {

// The three matrix products of a fully connected layer. The one place through which the core
// multiplies matrices; instantiated for float in matmul_float.cpp, for double in
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

}  // namespace inkling

#endif  // INKLING_CORE_MATMUL_H_
