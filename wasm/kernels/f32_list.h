#ifndef INKLING_KERNELS_F32_LIST_H_
#define INKLING_KERNELS_F32_LIST_H_

#include <cstddef>
#include <cstdint>

#include "kernels/f32_sparse.h"

// Lists of the non-zeros of a dense float matrix, and of the bytes of an image.
namespace inkling::kernels {

// Lists the elements that are not zero, NaN among them, of each row of a matrix (lists, length),
// which lies in memory row-major with `stride` from row to row, or transposed: then it is the
// matrix in memory that has `length` rows, `stride` apart, and a list for each column.
struct F32ListArguments {
  std::size_t lists;
  std::size_t length;
  const float* x;
  std::size_t stride;
  bool transposed = false;
  // The column of the sparse matrix that the first element of a list belongs to.
  std::size_t first = 0;
  // Where the lists go: elements[position] and behind it, all within lists x length elements; what
  // is not taken of them is overwritten with anything. Where each list begins and how long it is
  // follows in `begin` and `count` (lists).
  std::uint32_t position = 0;
  std::uint32_t* begin;
  std::uint32_t* count;
  F32NonZero* elements;
};

// Requires lists, length >= 1 and first + length <= kF32MostColumns; no arrays overlap.
using F32List = void(const F32ListArguments& arguments);

// Lists the bytes that are not zero, each divided by `divisor`.
struct F32ListBytesArguments {
  std::size_t length;
  const std::uint8_t* x;
  float divisor;
  // As above, for one list that begins at elements[0].
  std::size_t first = 0;
  F32NonZero* elements;
};

// Returns the length of the list. Requires length >= 1 and first + length <= kF32MostColumns; no
// arrays overlap.
using F32ListBytes = std::uint32_t(const F32ListBytesArguments& arguments);

#define INKLING_F32_LIST_REFERENCE(name) F32List name;
#define INKLING_F32_LIST_BLOCKED(name) F32List name;
#define INKLING_F32_LIST_BYTES_REFERENCE(name) F32ListBytes name;
#define INKLING_F32_LIST_BYTES_BLOCKED(name) F32ListBytes name;
#include "kernels/f32_list.inc"

// The fastest kernels of this build.
#define INKLING_F32_LIST_BLOCKED(name) inline constexpr F32List& kF32List = name;
#define INKLING_F32_LIST_BYTES_BLOCKED(name) inline constexpr F32ListBytes& kF32ListBytes = name;
#include "kernels/f32_list.inc"

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_LIST_H_
