// A row of the result is held in registers while the non-zeros of its row go by: for each, one
// value is multiplied with a short run of contiguous floats.
//
// The hot loop stands out of line, since V8 replaces the baseline code of a WebAssembly function
// only when it is called anew.
#include <algorithm>
#include <cstddef>

#include "kernels/f32_sparse.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

// Eight sums are just as many as hide how long an addition takes, where two begin in each cycle and
// each takes four: what delays one is never made up for. So of four vectors there are two sums, for
// elements in turn: no more fit into the registers that V8 has for them. Where products are not
// fused nothing waits for that, and V8 of Node 20 spills.
constexpr std::size_t kMostTwins = kMultiplyAddMayFuse ? 4 : 0;

// For 4 (kVectors - 1) < columns <= 4 kVectors; kStride is that of b, or 0 if it is known only when
// the kernel runs.
template <std::size_t kVectors, std::size_t kStride>
[[gnu::noinline]] void MultiplyBlock(const F32SparseArguments& arguments, std::size_t block) {
  // All that a row needs is in variables of its own: a store could change what is in memory.
  const std::uint32_t* begin = arguments.a.begin + block * arguments.rows;
  const std::uint32_t* count = arguments.a.count + block * arguments.rows;
  const std::uint32_t* const last = begin + arguments.rows;
  const F32NonZero* const elements = arguments.a.elements;
  const float* const b = arguments.b;
  const std::size_t b_stride = arguments.b_stride;
  float* c = arguments.c;
  const std::size_t c_stride = arguments.c_stride;
  const bool accumulate = arguments.accumulate || block > 0;
  const bool is_last = block + 1 == arguments.a.blocks;
  const float* const bias = is_last ? arguments.bias : nullptr;
  float floor = kF32NoFloor;
  if (is_last) floor = arguments.floor;
  const bool finishes = bias != nullptr || floor > kF32NoFloor;
  constexpr std::size_t kTwins = std::min(kVectors, kMostTwins);
  constexpr std::size_t kWhole = (kVectors - 1) * kF32x4Lanes;
  // A constant where it can be: the compiler calls a function to copy what it does not know the
  // size of.
  const std::size_t rest = kStride == 0 ? arguments.columns - kWhole : kF32x4Lanes;
  for (; begin != last; ++begin, ++count, c += c_stride) {
    // As in the gradient of a pixel that no image of a small batch has ink on.
    if (*count == 0 && accumulate && !finishes) continue;
    const F32NonZero* element = elements + *begin;
    const F32NonZero* const end = element + *count;
    // The twins behind the others.
    F32x4 sums[kVectors + kTwins] = {};
    // Adds an element's products, where there are twins to those from `twins` on, and moves on.
    // Returns whether there is another.
    const auto add = [&](std::size_t twins) {
      const F32x4 left = Splat(element->value);
      const float* const right = kStride == kF32Tile
                                     ? RowAt(b, element->offset)
                                     : b + element->offset / kF32RowBytes * b_stride;
      // V8 of Node 20 loads all before it adds, and keeps more sums in registers this way round.
      for (std::size_t v = 0; v < kVectors; ++v) {
        F32x4& sum = sums[v < kTwins ? twins + v : v];
        sum = MultiplyAdd(left, LoadInOrder(right + v * kF32x4Lanes), sum);
      }
      return ++element != end;
    };
    // Six a turn, since V8 does not unroll it. Without the question after each of them the
    // compilers load for several before they multiply, and run out of registers.
    if (kTwins == 0) {
      while (element != end) add(0);
    } else if (element != end) {
      while (add(0) && add(kVectors) && add(0) && add(kVectors) && add(0) && add(kVectors)) {
      }
    }
    for (std::size_t v = 0; v < kTwins; ++v) sums[v] += sums[kVectors + v];
    // At the end, so that small terms are not lost one by one in a large value.
    if (accumulate) {
      for (std::size_t v = 0; v + 1 < kVectors; ++v) sums[v] += Load(c + v * kF32x4Lanes);
      sums[kVectors - 1] += LoadPart(c + kWhole, rest);
    }
    if (bias != nullptr) {
      for (std::size_t v = 0; v + 1 < kVectors; ++v) sums[v] += Load(bias + v * kF32x4Lanes);
      sums[kVectors - 1] += LoadPart(bias + kWhole, rest);
    }
    if (finishes) {
      for (std::size_t v = 0; v < kVectors; ++v) sums[v] = Max(sums[v], Splat(floor));
    }
    for (std::size_t v = 0; v + 1 < kVectors; ++v) Store(c + v * kF32x4Lanes, sums[v]);
    StorePart(c + kWhole, sums[kVectors - 1], rest);
  }
}

template <std::size_t kVectors, std::size_t kStride = 0>
void MultiplyBlocks(const F32SparseArguments& arguments) {
  for (std::size_t block = 0; block < arguments.a.blocks; ++block) {
    MultiplyBlock<kVectors, kStride>(arguments, block);
  }
}

// The next columns, as many as a call of that many vectors takes. Moves on behind them.
template <std::size_t kVectors>
void MultiplyColumns(F32SparseArguments& arguments) {
  F32SparseArguments part = arguments;
  part.columns = std::min(arguments.columns, kVectors * kF32x4Lanes);
  MultiplyBlocks<kVectors>(part);
  arguments.columns -= part.columns;
  arguments.b += part.columns;
  arguments.c += part.columns;
  if (arguments.bias != nullptr) arguments.bias += part.columns;
}

void Multiply(F32SparseArguments arguments) {
  static_assert(kF32Tile == 8 * kF32x4Lanes);
  // Nearly all work is in whole tiles; there an element says where its row of b is.
  if (arguments.columns == kF32Tile && arguments.b_stride == kF32Tile) {
    return MultiplyBlocks<8, kF32Tile>(arguments);
  }
  // Else a few widths will do.
  while (arguments.columns > 3 * kF32x4Lanes) MultiplyColumns<4>(arguments);
  while (arguments.columns > kF32x4Lanes) MultiplyColumns<2>(arguments);
  if (arguments.columns > 0) MultiplyColumns<1>(arguments);
}

}  // namespace

#define INKLING_F32_SPARSE_TILED(name) \
  void name(const F32SparseArguments& arguments) { Multiply(arguments); }
#include "kernels/f32_sparse.inc"

}  // namespace inkling::kernels
