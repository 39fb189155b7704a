#ifndef INKLING_CORE_MATMUL_EIGEN_H_
#define INKLING_CORE_MATMUL_EIGEN_H_

// The products of matmul.h by Eigen: included by the files that instantiate them.

#include <algorithm>

#include "core/matmul.h"

namespace inkling {

// c += a b, in blocks.
//
// Eigen copies blocks of both operands into temporaries, whose size grows with the matrices; a
// temporary above EIGEN_STACK_ALLOCATION_LIMIT comes from the heap. With blocks of at most this
// many rows and columns both fit the stack.
template <typename Scalar, typename A, typename B>
void AccumulateProduct(const A& a, const B& b, MatrixMap<Scalar> c) {
  constexpr Index kBlock = sizeof(Scalar) == 4 ? 256 : 176;
  static_assert(kBlock * kBlock * sizeof(Scalar) <= EIGEN_STACK_ALLOCATION_LIMIT);
  for (Index k = 0; k < a.cols(); k += kBlock) {
    const Index depth = std::min(kBlock, a.cols() - k);
    for (Index i = 0; i < c.rows(); i += kBlock) {
      const Index rows = std::min(kBlock, c.rows() - i);
      for (Index j = 0; j < c.cols(); j += kBlock) {
        const Index columns = std::min(kBlock, c.cols() - j);
        c.block(i, j, rows, columns).noalias() +=
            a.block(i, k, rows, depth) * b.block(k, j, depth, columns);
      }
    }
  }
}

template <typename Scalar>
void MatmulForward(ConstMatrixMap<Scalar> x, ConstMatrixMap<Scalar> w, MatrixMap<Scalar> y) {
  y.setZero();
  AccumulateProduct(x, w, y);
}

template <typename Scalar>
void MatmulBackwardInput(ConstMatrixMap<Scalar> grad_y, ConstMatrixMap<Scalar> w,
                         MatrixMap<Scalar> grad_x) {
  grad_x.setZero();
  AccumulateProduct(grad_y, w.transpose(), grad_x);
}

template <typename Scalar>
void MatmulBackwardWeight(ConstMatrixMap<Scalar> x, ConstMatrixMap<Scalar> grad_y,
                          MatrixMap<Scalar> grad_w) {
  AccumulateProduct(x.transpose(), grad_y, grad_w);
}

}  // namespace inkling

#endif  // INKLING_CORE_MATMUL_EIGEN_H_
