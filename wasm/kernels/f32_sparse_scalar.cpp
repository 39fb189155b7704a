#include "kernels/f32_sparse.h"

namespace inkling::kernels {

// The definition of the right answer: each sum is taken in double and rounded once.
void f32_sparse_1x1__scalar(const F32SparseArguments& arguments) {
  const auto [blocks, begin, count, elements] = arguments.a;
  for (std::size_t row = 0; row < arguments.rows; ++row) {
    for (std::size_t column = 0; column < arguments.columns; ++column) {
      float& result = arguments.c[row * arguments.c_stride + column];
      double sum = arguments.accumulate ? result : 0.0;
      for (std::size_t list = row; list < blocks * arguments.rows; list += arguments.rows) {
        for (std::size_t q = begin[list]; q < begin[list] + count[list]; ++q) {
          const std::size_t b_row = elements[q].offset / kF32RowBytes;
          sum += static_cast<double>(elements[q].value) *
                 static_cast<double>(arguments.b[b_row * arguments.b_stride + column]);
        }
      }
      if (arguments.bias != nullptr) sum += static_cast<double>(arguments.bias[column]);
      result = static_cast<float>(sum);
      if (result < arguments.floor) result = arguments.floor;
    }
  }
}

}  // namespace inkling::kernels
