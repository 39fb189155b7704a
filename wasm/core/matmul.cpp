#include "core/matmul.h"

#include <algorithm>

namespace inkling {
namespace {

// c += a b, in blocks.
//
// Eigen copies blocks of both operands into temporaries, whose size grows with the matrices; a
// temporary above EIGEN_STACK_ALLOCATION_LIMIT comes from the heap. With blocks of at most this
// many rows and columns both fit the stack.
template <typename A, typename B>
void AccumulateProduct(const A& a, const B& b, MatrixMap<double> c) {
  constexpr Index kBlock = 176;
  static_assert(kBlock * kBlock * sizeof(double) <= EIGEN_STACK_ALLOCATION_LIMIT);
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

}  // namespace

void MatmulForward(ConstMatrixMap<double> x, ConstMatrixMap<double> w, MatrixMap<double> y) {
  y.setZero();
  AccumulateProduct(x, w, y);
}

void MatmulBackwardInput(ConstMatrixMap<double> grad_y, ConstMatrixMap<double> w,
                         MatrixMap<double> grad_x) {
  grad_x.setZero();
  AccumulateProduct(grad_y, w.transpose(), grad_x);
}

void MatmulBackwardWeight(ConstMatrixMap<double> x, ConstMatrixMap<double> grad_y,
                          MatrixMap<double> grad_w) {
  AccumulateProduct(x.transpose(), grad_y, grad_w);
}

}  // namespace inkling
