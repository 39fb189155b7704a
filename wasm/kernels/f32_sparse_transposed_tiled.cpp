// A row of b is held in registers while the non-zeros of its row of a go by: for each, it is
// multiplied with one value and added to a row of the result.
//
// The hot loop stands out of line, since V8 replaces the baseline code of a WebAssembly function
// only when it is called anew.
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "kernels/f32_sparse_transposed.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

constexpr std::size_t kVectors = kF32Tile / kF32x4Lanes;

// For whole tiles of c, where an element says where its row is.
[[gnu::noinline]] void MultiplyBlock(const F32SparseArguments& arguments, std::size_t block) {
  const std::uint32_t* begin = arguments.a.begin + block * arguments.rows;
  const std::uint32_t* count = arguments.a.count + block * arguments.rows;
  const std::uint32_t* const last = begin + arguments.rows;
  const F32NonZero* const elements = arguments.a.elements;
  const float* b = arguments.b;
  const std::size_t b_stride = arguments.b_stride;
  float* const c = arguments.c;
  for (; begin != last; ++begin, ++count, b += b_stride) {
    const F32NonZero* element = elements + *begin;
    const F32NonZero* const end = element + *count;
    F32x4 right[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) right[v] = Load(b + v * kF32x4Lanes);
    for (; element != end; ++element) {
      const F32x4 left = Splat(element->value);
      float* const sums = RowAt(c, element->offset);
      for (std::size_t v = 0; v < kVectors; ++v) {
        float* const sum = sums + v * kF32x4Lanes;
        Store(sum, MultiplyAdd(left, right[v], Load(sum)));
      }
    }
  }
}

// Few columns are in narrower tiles, so a simple loop will do.
void MultiplyNarrow(const F32SparseArguments& arguments) {
  const auto& [rows, columns, a, b, b_stride, c, c_stride, accumulate, bias, floor] = arguments;
  for (std::size_t list = 0; list < a.blocks * rows; ++list) {
    const float* const right = b + list % rows * b_stride;
    for (std::size_t q = a.begin[list]; q < a.begin[list] + a.count[list]; ++q) {
      float* const sums = c + a.elements[q].offset / kF32RowBytes * c_stride;
      for (std::size_t j = 0; j < columns; ++j) sums[j] += a.elements[q].value * right[j];
    }
  }
}

void Multiply(const F32SparseArguments& arguments) {
  assert(arguments.accumulate && arguments.bias == nullptr && arguments.floor == kF32NoFloor);
  if (arguments.columns < kF32Tile || arguments.c_stride != kF32Tile) {
    return MultiplyNarrow(arguments);
  }
  for (std::size_t block = 0; block < arguments.a.blocks; ++block) {
    MultiplyBlock(arguments, block);
  }
}

}  // namespace

#define INKLING_F32_SPARSE_TRANSPOSED_TILED(name) \
  void name(const F32SparseArguments& arguments) { Multiply(arguments); }
#include "kernels/f32_sparse_transposed.inc"

}  // namespace inkling::kernels
