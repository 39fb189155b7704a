#ifndef INKLING_KERNELS_F32_SPARSE_H_
#define INKLING_KERNELS_F32_SPARSE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "kernels/f32_tiles.h"

// Products of a sparse and a dense float matrix.
namespace inkling::kernels {

// An element of a sparse matrix that is not zero. Eight bytes, so that one load brings all of it.
struct F32NonZero {
  float value;
  // Where the row that it is multiplied with begins in a whole tile, in bytes.
  std::uint32_t offset;
};

// An element's offset is its column times this; so many columns have offsets of 32 bits.
inline constexpr std::uint32_t kF32RowBytes = kF32Tile * sizeof(float);
inline constexpr std::size_t kF32MostColumns = UINT32_MAX / kF32RowBytes;

// The row that an element is multiplied with, in a tile that begins at `first`.
template <typename Float>
Float* RowAt(Float* first, std::uint32_t offset) {
  using Byte = std::conditional_t<std::is_const_v<Float>, const std::byte, std::byte>;
  return reinterpret_cast<Float*>(reinterpret_cast<Byte*>(first) + offset);
}

// The elements of a sparse matrix that are not zero, cut into blocks of columns: those of row i in
// a block are elements[q] with begin[j] <= q < begin[j] + count[j], where j = block rows + i.
//
// All rows of a product go past the part of the other matrix that belongs to one block before the
// next, so it should fit the first-level cache.
struct F32NonZeros {
  std::size_t blocks;
  const std::uint32_t* begin;
  const std::uint32_t* count;
  const F32NonZero* elements;
};

// Of a product whose elements may be as small as they like.
inline constexpr float kF32NoFloor = -std::numeric_limits<float>::infinity();

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
  // What is done to the finished c: max(c + bias, floor). NaN stays NaN.
  const float* bias = nullptr;  // (columns), or none
  float floor = kF32NoFloor;
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
