#ifndef INKLING_TESTS_NATIVE_KERNELS_GEMM_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_GEMM_CASE_H_

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "kernels/f32_gemm.h"
#include "kernels/f32_tiles.h"
#include "noise.h"

// Products to check a kernel with.
namespace inkling::kernels {

struct GemmCase {
  std::size_t m, n, k;
  bool a_transposed = false;
  bool b_transposed = false;
  bool accumulate = false;
  // b, and c, lie in tiles.
  bool b_tiled = false;
  bool c_tiled = false;
  // Floats between the rows of each matrix.
  std::size_t gap = 0;

  std::string Name() const {
    return std::to_string(m) + " x " + std::to_string(n) + " x " + std::to_string(k) +
           (a_transposed ? ", a transposed" : "") + (b_transposed ? ", b transposed" : "") +
           (accumulate ? ", accumulated" : "") + (b_tiled ? ", b tiled" : "") +
           (c_tiled ? ", c tiled" : "") + ", gap " + std::to_string(gap);
  }
};

// The matrix in tiles.
inline std::vector<float> Tiled(const GappedMatrix& matrix) {
  std::vector<float> tiled;
  for (std::size_t begin = 0; begin < matrix.columns; begin += kF32Tile) {
    const std::size_t end = std::min(begin + kF32Tile, matrix.columns);
    for (std::size_t row = 0; row < matrix.rows; ++row) {
      for (std::size_t column = begin; column < end; ++column) {
        tiled.push_back(matrix.At(row, column));
      }
    }
  }
  return tiled;
}

// The same way back.
inline void Untile(const std::vector<float>& tiled, GappedMatrix& matrix) {
  auto value = tiled.begin();
  for (std::size_t begin = 0; begin < matrix.columns; begin += kF32Tile) {
    const std::size_t end = std::min(begin + kF32Tile, matrix.columns);
    for (std::size_t row = 0; row < matrix.rows; ++row) {
      for (std::size_t column = begin; column < end; ++column) matrix.At(row, column) = *value++;
    }
  }
}

// Multiplies by `gemm` and by sums in double; returns what is wrong, or nothing.
inline std::string FindFault(F32Gemm& gemm, const GemmCase& the_case, Noise& noise) {
  const auto& [m, n, k, a_transposed, b_transposed, accumulate, b_tiled, c_tiled, gap] = the_case;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const GappedMatrix a =
      a_transposed ? GappedMatrix(k, m, gap, noise) : GappedMatrix(m, k, gap, noise);
  const GappedMatrix b =
      b_transposed ? GappedMatrix(n, k, gap, noise) : GappedMatrix(k, n, gap, noise);
  const GappedMatrix before(m, n, gap, noise);
  GappedMatrix c = before;
  if (!accumulate) {
    c.data.assign(c.data.size(), nan);
  }
  std::vector<float> scratch(kF32GemmScratch, nan);
  const std::vector<float> tiled_b = Tiled(b);
  std::vector<float> tiled_c = Tiled(c);

  gemm({.m = m,
        .n = n,
        .k = k,
        .a = {a.data.data(), a.stride, a_transposed},
        .b = {b_tiled ? tiled_b.data() : b.data.data(), b.stride, b_transposed, b_tiled},
        .c = c_tiled ? tiled_c.data() : c.data.data(),
        .c_stride = c.stride,
        .c_tiled = c_tiled,
        .accumulate = accumulate,
        .scratch = scratch.data()});

  if (c_tiled) Untile(tiled_c, c);
  const std::string fault = FindDifference(
      c, accumulate ? &before : nullptr, [&](std::size_t row, std::size_t column, ExactSum& sum) {
        for (std::size_t p = 0; p < k; ++p) {
          const double left = a_transposed ? a.At(p, row) : a.At(row, p);
          const double right = b_transposed ? b.At(column, p) : b.At(p, column);
          sum.Add(left * right);
        }
      });
  return fault.empty() ? fault : the_case.Name() + ": " + fault;
}

// The shapes that every kernel is checked with, in every orientation, overwriting and adding.
inline std::vector<GemmCase> GemmCases() {
  std::vector<GemmCase> cases;
  const auto add = [&](std::size_t m, std::size_t n, std::size_t k, std::size_t gap) {
    for (unsigned flags = 0; flags < 8; ++flags) {
      cases.push_back(
          {m, n, k, (flags & 1U) != 0, (flags & 2U) != 0, (flags & 4U) != 0, false, false, gap});
    }
  };
  // b or c or both in tiles.
  const auto add_tiled = [&](std::size_t m, std::size_t n, std::size_t k) {
    for (unsigned flags = 0; flags < 24; ++flags) {
      cases.push_back({m, n, k, (flags & 1U) != 0, (flags & 2U) != 0, (flags & 4U) != 0, flags < 16,
                       flags >= 8, 0});
    }
  };
  // Every residue of the blocks in use (rows at most 6, columns at most 8, depth by fours).
  for (std::size_t m = 1; m <= 13; ++m) {
    for (std::size_t n = 1; n <= 17; ++n) {
      for (std::size_t k = 1; k <= 9; ++k) {
        add(m, n, k, (m + n + k) % 4);
      }
    }
  }
  // Around the ends of a packed slice and of a packed block of rows.
  for (const std::size_t k : {kF32GemmDepth - 1, kF32GemmDepth, kF32GemmDepth + 1, 784UL}) {
    for (const std::size_t m : {1UL, 7UL, 128UL, 131UL, 132UL, 133UL, 271UL}) {
      add(m, 10, k, 3);
    }
  }
  // Shallow products, of which many more rows are packed at a time.
  add(kF32GemmPackedA / 6 + 7, 3, 2, 1);
  // One tile and several, whole and narrow, along either side.
  for (const std::size_t n : {1UL, 8UL, 31UL, 32UL, 33UL, 70UL, 96UL}) {
    add_tiled(7, n, 5);
    add_tiled(13, 5, n);
    add_tiled(3, n, n);
  }
  add_tiled(2, 33, kF32GemmDepth + 1);
  add_tiled(2, kF32GemmDepth + 1, 33);
  Noise noise(1);
  for (int i = 0; i < 100; ++i) {
    add_tiled(noise.Size(40), noise.Size(40), noise.Size(40));
    add(noise.Size(40), noise.Size(40), noise.Size(40), noise.Size(8) - 1);
  }
  return cases;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_GEMM_CASE_H_
