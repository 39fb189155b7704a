#ifndef INKLING_TESTS_NATIVE_KERNELS_SPARSE_TRANSPOSED_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_SPARSE_TRANSPOSED_CASE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/f32_sparse_transposed.h"
#include "noise.h"
#include "sparse_case.h"

// Products of the transpose of a sparse and a dense matrix to check a kernel with.
namespace inkling::kernels {

struct SparseTransposedCase {
  std::size_t rows, columns, inputs;
  // Of the sparse matrix, of 256.
  std::uint32_t density = 0;
  // Floats between the rows of b and of c.
  std::size_t b_gap = 0;
  std::size_t c_gap = 0;
  std::size_t blocks = 1;

  std::string Name() const {
    return std::to_string(rows) + " x " + std::to_string(columns) + " x " + std::to_string(inputs) +
           ", density " + std::to_string(density) + "/256, gaps " + std::to_string(b_gap) +
           " and " + std::to_string(c_gap) + ", blocks " + std::to_string(blocks);
  }
};

// Multiplies by `transposed` and by sums in double; returns what is wrong, or nothing.
inline std::string FindFault(F32SparseTransposed& transposed, const SparseTransposedCase& the_case,
                             Noise& noise) {
  const auto& [rows, columns, inputs, density, b_gap, c_gap, blocks] = the_case;
  const SparseMatrix a(rows, inputs, density, blocks, noise);
  const GappedMatrix b(rows, columns, b_gap, noise);
  const GappedMatrix before(inputs, columns, c_gap, noise);
  GappedMatrix c = before;
  transposed({.rows = rows,
              .columns = columns,
              .a = a.View(),
              .b = b.data.data(),
              .b_stride = b.stride,
              .c = c.data.data(),
              .c_stride = c.stride,
              .accumulate = true});
  const std::string fault =
      FindDifference(c, &before, [&](std::size_t input, std::size_t column, ExactSum& sum) {
        for (std::size_t row = 0; row < rows; ++row) {
          a.ForEachIn(row, [&](std::size_t p, float value) {
            if (p == input) sum.Add(static_cast<double>(value) * b.At(row, column));
          });
        }
      });
  return fault.empty() ? fault : the_case.Name() + ": " + fault;
}

// Every width of a strip, in rows as wide and wider; rows and inputs of 1 to 40; from empty lists
// to full ones.
inline std::vector<SparseTransposedCase> SparseTransposedCases() {
  std::vector<SparseTransposedCase> cases;
  Noise noise(1);
  for (std::size_t columns = 1; columns <= kF32Tile; ++columns) {
    for (const std::uint32_t density : {0U, 50U, 256U}) {
      cases.push_back({1, columns, 1, density});
      cases.push_back({noise.Size(40), columns, noise.Size(40), density, columns % 4});
      cases.push_back({7, columns, 39, density, (columns + 1) % 4, columns % 3, 1 + columns % 3});
    }
  }
  // As most work is: rows of c without a gap, those of b far apart.
  cases.push_back({40, kF32Tile, 40, 60, 5 * kF32Tile, 0, 3});
  return cases;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_SPARSE_TRANSPOSED_CASE_H_
