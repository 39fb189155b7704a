#ifndef INKLING_KERNELS_F32_GEMM_H_
#define INKLING_KERNELS_F32_GEMM_H_

#include <cstddef>

// Dense products of float matrices. All matrices are row-major; a stride is the distance in
// floats from one row to the next, at least the number of columns.
namespace inkling::kernels {

// A factor of a product as it lies in memory.
struct F32Factor {
  const float* data;
  std::size_t stride;
  // The product takes the transpose of what lies in memory.
  bool transposed = false;
  // What lies in memory is in tiles, see f32_tiles.h, and has no stride. Only for b.
  bool tiled = false;
};

// c (m, n) = a (m, k) b (k, n), or c += a b if `accumulate`.
//
// The three products of a dense layer, x (batch, inputs), W (inputs, outputs):
//   y  = x W          m = batch   n = outputs  k = inputs
//   gx = gy Wᵀ        m = batch   n = inputs   k = outputs  b.transposed
//   gW = xᵀ gy        m = inputs  n = outputs  k = batch    a.transposed
struct F32GemmArguments {
  std::size_t m, n, k;
  F32Factor a;
  F32Factor b;
  float* c;
  std::size_t c_stride;
  bool c_tiled = false;
  bool accumulate = false;
  // kF32GemmScratch floats that the kernel may overwrite.
  float* scratch;
};

// Depth of the packed panels, and the most floats of `a` that are packed at a time. A panel of
// each factor stays in a first-level cache of 32 KB, the packed block of `a` in the second.
inline constexpr std::size_t kF32GemmDepth = 264;
inline constexpr std::size_t kF32GemmPackedA = 132 * kF32GemmDepth;
inline constexpr std::size_t kF32GemmWidestPanel = 8;

// Scratch that a product needs, in floats, whatever its shape.
inline constexpr std::size_t kF32GemmScratch =
    kF32GemmPackedA + kF32GemmDepth * kF32GemmWidestPanel;

// Requires m, n, k >= 1; c and scratch overlap nothing else.
using F32Gemm = void(const F32GemmArguments& arguments);

#define INKLING_F32_GEMM_REFERENCE(name) F32Gemm name;
#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) F32Gemm name;
#include "kernels/f32_gemm.inc"

// The fastest kernel of this build.
#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) inline constexpr F32Gemm& kF32Gemm = name;
#include "kernels/f32_gemm.inc"

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_GEMM_H_
