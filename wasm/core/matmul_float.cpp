#include "core/matmul.h"
#include "kernels/f32_gemm.h"

// The products of training, by the fastest kernel of the build.
namespace inkling {
namespace {

using kernels::F32Factor;

F32Factor Factor(const ConstMatrixMap<float>& matrix, bool transposed = false) {
  return {matrix.data(), static_cast<std::size_t>(matrix.cols()), transposed};
}

// c (m, n) = or += a b, reducing over k.
void Multiply(F32Factor a, F32Factor b, Index k, MatrixMap<float> c, bool accumulate) {
  if (c.size() == 0 || k == 0) {
    if (!accumulate) {
      c.setZero();
    }
    return;
  }
  // On the stack, so that calls from several threads share nothing.
  alignas(64) float scratch[kernels::kF32GemmScratch];
  kernels::kF32Gemm({.m = static_cast<std::size_t>(c.rows()),
                     .n = static_cast<std::size_t>(c.cols()),
                     .k = static_cast<std::size_t>(k),
                     .a = a,
                     .b = b,
                     .c = c.data(),
                     .c_stride = static_cast<std::size_t>(c.cols()),
                     .accumulate = accumulate,
                     .scratch = scratch});
}

}  // namespace

void MatmulForward(ConstMatrixMap<float> x, ConstMatrixMap<float> w, MatrixMap<float> y) {
  Multiply(Factor(x), Factor(w), x.cols(), y, false);
}

void MatmulBackwardInput(ConstMatrixMap<float> grad_y, ConstMatrixMap<float> w,
                         MatrixMap<float> grad_x) {
  Multiply(Factor(grad_y), Factor(w, true), grad_y.cols(), grad_x, false);
}

void MatmulBackwardWeight(ConstMatrixMap<float> x, ConstMatrixMap<float> grad_y,
                          MatrixMap<float> grad_w) {
  Multiply(Factor(x, true), Factor(grad_y), x.rows(), grad_w, true);
}

}  // namespace inkling
