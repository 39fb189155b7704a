// A strip of a row of W and of its gradient is held in registers while the samples go by in which
// that input is not zero. What a sample adds to its gradient with respect to the input is kept as
// four sums, lane by lane, until all strips have gone by: so nothing is summed across a register in
// the hot loop.
//
// The hot loop stands out of line, since V8 replaces the baseline code of a WebAssembly function
// only when it is called anew.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/f32_sparse_backward.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

constexpr std::size_t kVectors = kF32SparseBackwardStrip / kF32x4Lanes;

// What the hot loop needs for one strip.
struct Strip {
  std::size_t columns;
  const float* grad_y;
  const float* w;
  float* grad_w;
  // From one row of W to the next.
  std::size_t stride;
};

[[gnu::noinline]] void MultiplyStrip(const F32SparseBackwardArguments& arguments,
                                     const Strip& strip) {
  const auto [columns, grad_y, w, grad_w, stride] = strip;
  const std::size_t inputs = arguments.inputs;
  const std::size_t lists = arguments.x.blocks * inputs;
  const std::uint32_t* const begin = arguments.x.begin;
  const std::uint32_t* const count = arguments.x.count;
  const F32NonZero* const elements = arguments.x.elements;
  float* row_of_dots = arguments.scratch;
  for (std::size_t row = 0; row < arguments.count; ++row) {
    const std::size_t input = arguments.first + row;
    float* const to = grad_w + input * stride;
    // A narrower strip goes by with zeros behind it.
    std::array<float, kF32SparseBackwardStrip> part{};
    const float* from = w + input * stride;
    if (columns < part.size()) from = std::copy_n(from, columns, part.data()) - columns;
    // The compiler takes a product before what it is added to, and so holds all of a strip's at
    // once: V8 runs out of registers, in SIMD128. Of a difference it keeps the order; to see no sum
    // in it, it must not see the minus.
    for (std::size_t v = 0; v < kVectors; ++v) {
      Store(part.data() + v * kF32x4Lanes, -Load(from + v * kF32x4Lanes));
    }
    F32x4 negative[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      negative[v] = LoadInOrder(part.data() + v * kF32x4Lanes);
    }
    F32x4 sums[kVectors] = {};
    float* dots = row_of_dots;
    for (std::size_t list = input; list < lists; list += inputs) {
      const F32NonZero* element = elements + begin[list];
      const F32NonZero* const end = element + count[list];
      for (; element != end; ++element, dots += kF32x4Lanes) {
        const F32x4 value = Splat(element->value);
        const float* const grad = RowAt(grad_y, element->offset);
        F32x4 dot = Load(dots);
        for (std::size_t v = 0; v < kVectors; ++v) {
          const F32x4 left = LoadInOrder(grad + v * kF32x4Lanes);
          sums[v] = MultiplyAdd(value, left, sums[v]);
          dot = MultiplySubtract(left, negative[v], dot);
        }
        Store(dots, dot);
      }
    }
    row_of_dots += kF32x4Lanes * arguments.samples;
    if (columns < part.size()) {
      for (std::size_t v = 0; v < kVectors; ++v) Store(part.data() + v * kF32x4Lanes, sums[v]);
      for (std::size_t j = 0; j < columns; ++j) to[j] += part[j];
      continue;
    }
    for (std::size_t v = 0; v < kVectors; ++v) {
      float* const there = to + v * kF32x4Lanes;
      Store(there, Load(there) + sums[v]);
    }
  }
}

// Calls visit(row, elements, count, dots) for each list and where its lanes' sums are.
template <typename Visit>
void ForEachList(const F32SparseBackwardArguments& arguments, const Visit& visit) {
  const F32NonZeros& x = arguments.x;
  for (std::size_t row = 0; row < arguments.count; ++row) {
    float* dots = arguments.scratch + row * kF32x4Lanes * arguments.samples;
    for (std::size_t list = arguments.first + row; list < x.blocks * arguments.inputs;
         list += arguments.inputs) {
      visit(row, x.elements + x.begin[list], x.count[list], dots);
      dots += kF32x4Lanes * x.count[list];
    }
  }
}

[[gnu::noinline]] void ClearDots(const F32SparseBackwardArguments& arguments) {
  ForEachList(arguments, [](std::size_t, const F32NonZero*, std::size_t count, float* dots) {
    std::fill_n(dots, kF32x4Lanes * count, 0.0F);
  });
}

// Into the gradient with respect to the input.
[[gnu::noinline]] void AddUpDots(const F32SparseBackwardArguments& arguments) {
  ForEachList(arguments, [grad_x = arguments.grad_x](std::size_t row, const F32NonZero* elements,
                                                     std::size_t count, const float* dots) {
    for (std::size_t i = 0; i < count; ++i) {
      RowAt(grad_x, elements[i].offset)[row] = SumOfLanes(Load(dots + i * kF32x4Lanes));
    }
  });
}

void Multiply(const F32SparseBackwardArguments& arguments) {
  const std::size_t outputs = arguments.outputs;
  ClearDots(arguments);
  for (std::size_t column = 0; column < outputs; column += kF32SparseBackwardStrip) {
    const std::size_t in_tile = column % kF32Tile;
    const std::size_t offset = TileOffset(arguments.inputs, column);
    MultiplyStrip(arguments,
                  {.columns = std::min(kF32SparseBackwardStrip, outputs - column),
                   .grad_y = arguments.grad_y + (column - in_tile) * arguments.samples + in_tile,
                   .w = arguments.w + offset,
                   .grad_w = arguments.grad_w + offset,
                   .stride = TileWidth(outputs, column - in_tile)});
  }
  AddUpDots(arguments);
}

}  // namespace

#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) \
  void name(const F32SparseBackwardArguments& arguments) { Multiply(arguments); }
#include "kernels/f32_sparse_backward.inc"

}  // namespace inkling::kernels
