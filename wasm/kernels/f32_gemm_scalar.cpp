#include "kernels/f32_gemm.h"

namespace inkling::kernels {
namespace {

double Element(const F32Factor& factor, std::size_t row, std::size_t column) {
  return factor.transposed ? factor.data[column * factor.stride + row]
                           : factor.data[row * factor.stride + column];
}

}  // namespace

// The definition of the right answer: each sum is taken in double and rounded once.
void f32_gemm_1x1__scalar(const F32GemmArguments& arguments) {
  for (std::size_t row = 0; row < arguments.m; ++row) {
    for (std::size_t column = 0; column < arguments.n; ++column) {
      float& result = arguments.c[row * arguments.c_stride + column];
      double sum = arguments.accumulate ? result : 0.0;
      for (std::size_t p = 0; p < arguments.k; ++p) {
        sum += Element(arguments.a, row, p) * Element(arguments.b, p, column);
      }
      result = static_cast<float>(sum);
    }
  }
}

}  // namespace inkling::kernels
