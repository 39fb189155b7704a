#include <cassert>
#include <vector>

#include "kernels/f32_sparse_transposed.h"

namespace inkling::kernels {

// The definition of the right answer: each sum is taken in double and rounded once.
void f32_sparse_transposed_1x1__scalar(const F32SparseArguments& arguments) {
  assert(arguments.accumulate && arguments.bias == nullptr && arguments.floor == kF32NoFloor);
  const std::size_t rows = arguments.rows;
  const std::size_t c_stride = arguments.c_stride;
  const F32NonZeros& a = arguments.a;
  float* const c = arguments.c;
  std::size_t inputs = 0;
  const auto for_each_element = [&](const auto& visit) {
    for (std::size_t list = 0; list < a.blocks * rows; ++list) {
      for (std::size_t q = a.begin[list]; q < a.begin[list] + a.count[list]; ++q) {
        visit(list % rows, a.elements[q].offset / kF32RowBytes, a.elements[q].value);
      }
    }
  };
  for_each_element(
      [&](std::size_t, std::size_t input, float) { inputs = input < inputs ? inputs : input + 1; });
  for (std::size_t column = 0; column < arguments.columns; ++column) {
    std::vector<double> sums(inputs);
    for (std::size_t i = 0; i < inputs; ++i) sums[i] = c[i * c_stride + column];
    for_each_element([&](std::size_t row, std::size_t input, float value) {
      sums[input] += static_cast<double>(value) *
                     static_cast<double>(arguments.b[row * arguments.b_stride + column]);
    });
    for (std::size_t i = 0; i < inputs; ++i) c[i * c_stride + column] = static_cast<float>(sums[i]);
  }
}

}  // namespace inkling::kernels
