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
  // Where the lists go, `length` elements for each; what is behind the end of a list is
  // overwritten with anything.
  std::uint32_t* count;
  std::uint16_t* index;
  float* value;
};

// Requires lists, length >= 1 and length <= 65536; no arrays overlap.
using F32List = void(const F32ListArguments& arguments);

// Lists the bytes that are not zero, each divided by `divisor`.
struct F32ListBytesArguments {
  std::size_t length;
  const std::uint8_t* x;
  float divisor;
  // As above, for one list.
  std::uint16_t* index;
  float* value;
};

// Returns the length of the list. Requires 1 <= length <= 65536; no arrays overlap.
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
