#ifndef INKLING_KERNELS_F32_SPARSE_H_
#define INKLING_KERNELS_F32_SPARSE_H_

#include <cstddef>
#include <cstdint>

#include "kernels/f32_tiles.h"

// Products of a sparse and a dense float matrix.
namespace inkling::kernels {

// The elements of a sparse matrix that are not zero, row by row: those of row i are
// (index[q], value[q]) with begin[i] <= q < begin[i] + count[i], and index[q] is the column.
struct F32NonZeros {
  const std::uint32_t* begin;
  const std::uint32_t* count;
  const std::uint16_t* index;
  const float* value;
};

// c (rows, columns) = a b, or c += a b if `accumulate`, for a strip of columns. A stride is the
// distance in floats from one row to the next, at least the number of columns.
//
// Rows of b are read in fours: the last may be read up to three floats beyond `columns`, where
// any number may stand.
struct F32SparseArguments {
  std::size_t rows;
  std::size_t columns;
  F32NonZeros a;
  const float* b;
  std::size_t b_stride;
  float* c;
  std::size_t c_stride;
  bool accumulate = false;
};

// Requires rows >= 1 and 1 <= columns <= kF32Tile; c overlaps nothing else.
using F32Sparse = void(const F32SparseArguments& arguments);

#define INKLING_F32_SPARSE_REFERENCE(name) F32Sparse name;
#define INKLING_F32_SPARSE_TILED(name) F32Sparse name;
#include "kernels/f32_sparse.inc"

// The fastest kernel of this build.
#define INKLING_F32_SPARSE_TILED(name) inline constexpr F32Sparse& kF32Sparse = name;
#include "kernels/f32_sparse.inc"

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_SPARSE_H_
