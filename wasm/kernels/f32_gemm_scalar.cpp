#include <array>

#include "kernels/f32_gemm.h"
#include "kernels/f32_tiles.h"

namespace inkling::kernels {
namespace {

// The place of an element of a matrix (rows, columns).
std::size_t Place(bool tiled, std::size_t stride, std::size_t rows, std::size_t columns,
                  std::size_t row, std::size_t column) {
  if (!tiled) return row * stride + column;
  return TileOffset(rows, column) + row * TileWidth(columns, column / kF32Tile * kF32Tile);
}

// Element (row, column) of a factor that is (rows, columns) as the product takes it.
double Element(const F32Factor& factor, std::size_t rows, std::size_t columns, std::size_t row,
               std::size_t column) {
  const auto& [data, stride, transposed, tiled] = factor;
  return transposed ? data[Place(tiled, stride, columns, rows, column, row)]
                    : data[Place(tiled, stride, rows, columns, row, column)];
}

}  // namespace

// The definition of the right answer: each sum is taken in double and rounded once.
void f32_gemm_1x1__scalar(const F32GemmArguments& arguments) {
  const auto [m, n, k] = std::array{arguments.m, arguments.n, arguments.k};
  for (std::size_t row = 0; row < m; ++row) {
    for (std::size_t column = 0; column < n; ++column) {
      float& result = arguments.c[Place(arguments.c_tiled, arguments.c_stride, m, n, row, column)];
      double sum = arguments.accumulate ? result : 0.0;
      for (std::size_t p = 0; p < k; ++p) {
        sum += Element(arguments.a, m, k, row, p) * Element(arguments.b, k, n, p, column);
      }
      result = static_cast<float>(sum);
    }
  }
}

}  // namespace inkling::kernels
