#ifndef INKLING_TESTS_NATIVE_KERNELS_SPARSE_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_SPARSE_CASE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "kernels/f32_sparse.h"
#include "noise.h"

// Products of a sparse and a dense matrix to check a kernel with.
namespace inkling::kernels {

// The lists of a matrix (rows, columns) of which about so many of 256 elements are not zero, with
// something between them that does not matter.
struct SparseMatrix {
  SparseMatrix(std::size_t row_count, std::size_t columns, std::uint32_t density,
               std::size_t block_count, Noise& noise)
      : rows(row_count), blocks(block_count) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t block = 0; block < blocks; ++block) {
      for (std::size_t row = 0; row < rows; ++row) {
        elements.insert(elements.end(), noise.Bits() % 3, {.value = nan, .offset = ~0U});
        begin.push_back(static_cast<std::uint32_t>(elements.size()));
        for (std::size_t p = columns * block / blocks; p < columns * (block + 1) / blocks; ++p) {
          if (noise.Bits() % 256 >= density) continue;
          elements.push_back(
              {.value = noise.Value(), .offset = static_cast<std::uint32_t>(p) * kF32RowBytes});
        }
        count.push_back(static_cast<std::uint32_t>(elements.size()) - begin.back());
      }
    }
  }

  F32NonZeros View() const { return {blocks, begin.data(), count.data(), elements.data()}; }

  // Calls visit(column, value) for each element of a row.
  template <typename Visit>
  void ForEachIn(std::size_t row, const Visit& visit) const {
    for (std::size_t list = row; list < blocks * rows; list += rows) {
      for (std::size_t q = begin[list]; q < begin[list] + count[list]; ++q) {
        visit(elements[q].offset / kF32RowBytes, elements[q].value);
      }
    }
  }

  std::size_t rows;
  std::size_t blocks;
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> count;
  std::vector<F32NonZero> elements;
};

struct SparseCase {
  std::size_t m, n, k;
  // Of the sparse matrix, of 256.
  std::uint32_t density = 0;
  bool accumulate = false;
  // Floats between the rows of each matrix.
  std::size_t gap = 0;
  std::size_t blocks = 1;
  // Whether a bias is added and what is below a floor is lifted to it.
  bool finish = false;

  std::string Name() const {
    return std::to_string(m) + " x " + std::to_string(n) + " x " + std::to_string(k) +
           ", density " + std::to_string(density) + "/256" + (accumulate ? ", accumulated" : "") +
           ", gap " + std::to_string(gap) + ", blocks " + std::to_string(blocks) +
           (finish ? ", finished" : "");
  }
};

// Multiplies by `sparse` and by sums in double; returns what is wrong, or nothing.
inline std::string FindFault(F32Sparse& sparse, const SparseCase& the_case, Noise& noise) {
  const auto& [m, n, k, density, accumulate, gap, blocks, finish] = the_case;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const SparseMatrix a(m, k, density, blocks, noise);
  GappedMatrix b(k, n, gap, noise);
  // The three floats that may be read and must not matter.
  b.data.insert(b.data.end(), 3, nan);
  const GappedMatrix bias(1, n, 0, noise);
  float floor = kF32NoFloor;
  if (finish) floor = noise.Value();
  const GappedMatrix before(m, n, gap, noise);
  GappedMatrix c = before;
  if (!accumulate) c.data.assign(c.data.size(), nan);

  sparse({.rows = m,
          .columns = n,
          .a = a.View(),
          .b = b.data.data(),
          .b_stride = b.stride,
          .c = c.data.data(),
          .c_stride = c.stride,
          .accumulate = accumulate,
          .bias = finish ? bias.data.data() : nullptr,
          .floor = floor});

  const std::string fault = FindDifference(
      c, accumulate ? &before : nullptr, [&](std::size_t row, std::size_t column, ExactSum& sum) {
        a.ForEachIn(row, [&](std::size_t p, float value) {
          sum.Add(static_cast<double>(value) * b.At(p, column));
        });
        if (!the_case.finish) return;
        sum.Add(bias.At(0, column));
        sum.LiftTo(floor);
      });
  return fault.empty() ? fault : the_case.Name() + ": " + fault;
}

// Every width of a strip; rows and inputs of 1 to 40; from empty lists to full ones.
inline std::vector<SparseCase> SparseCases() {
  std::vector<SparseCase> cases;
  Noise noise(1);
  for (std::size_t n = 1; n <= kF32Tile; ++n) {
    for (const std::uint32_t density : {0U, 3U, 50U, 256U}) {
      for (const auto& [accumulate, finish] :
           {std::pair(false, false), {true, false}, {false, true}, {true, true}}) {
        cases.push_back({1, n, 1, density, accumulate, n % 4, 1, finish});
        cases.push_back({noise.Size(40), n, noise.Size(40), density, accumulate, n % 4, 1, finish});
        cases.push_back({7, n, 784, density, accumulate, n % 4, 1 + n % 3, finish});
        cases.push_back({7, n, 784, density, accumulate, (n + 1) % 4, 4, finish});
      }
    }
  }
  return cases;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_SPARSE_CASE_H_
