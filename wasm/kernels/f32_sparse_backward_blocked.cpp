// A strip of a row of W and of its gradient is held in registers while the samples go by in which
// that input is not zero. What a sample adds to its gradient with respect to the input is kept as
// four sums, lane by lane, until all strips have gone by: so nothing is summed across a register in
// the hot loop. They are kept with the other sign: of c + a b the compiler takes all products of a
// strip before the first sum, and V8 runs out of registers in SIMD128; of c - a b it keeps the
// order.
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

// What the hot loop needs for one strip; w and grad_w begin with the first input of the call.
struct Strip {
  const float* grad_y;
  const float* w;
  float* grad_w;
  // From one row of W to the next.
  std::size_t stride;
};

[[gnu::noinline]] void MultiplyStrip(const F32SparseBackwardArguments& arguments,
                                     const Strip& strip) {
  // All that a row needs is in variables of its own: a store could change what is in memory.
  const auto [grad_y, w, grad_w, stride] = strip;
  const std::size_t inputs = arguments.inputs;
  const std::size_t last = arguments.count;
  const std::size_t blocks = arguments.x.blocks;
  const std::size_t dots_of_row = kF32x4Lanes * arguments.samples;
  const std::uint32_t* const begin = arguments.x.begin + arguments.first;
  const std::uint32_t* const count = arguments.x.count + arguments.first;
  const F32NonZero* const elements = arguments.x.elements;
  float* const scratch = arguments.scratch;
  for (std::size_t row = 0; row < last; ++row) {
    const float* const from = w + row * stride;
    F32x4 weights[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) weights[v] = LoadInOrder(from + v * kF32x4Lanes);
    F32x4 sums[kVectors] = {};
    float* dots = scratch + row * dots_of_row;
    for (std::size_t block = 0; block < blocks; ++block) {
      const F32NonZero* element = elements + begin[block * inputs + row];
      const F32NonZero* const end = element + count[block * inputs + row];
      for (; element != end; ++element, dots += kF32x4Lanes) {
        const F32x4 value = Splat(element->value);
        const float* const grad = RowAt(grad_y, element->offset);
        F32x4 dot = Load(dots);
        for (std::size_t v = 0; v < kVectors; ++v) {
          const F32x4 left = LoadInOrder(grad + v * kF32x4Lanes);
          sums[v] = MultiplyAdd(value, left, sums[v]);
          dot = MultiplySubtract(left, weights[v], dot);
        }
        Store(dots, dot);
      }
    }
    float* const to = grad_w + row * stride;
    for (std::size_t v = 0; v < kVectors; ++v) {
      Store(to + v * kF32x4Lanes, Load(to + v * kF32x4Lanes) + sums[v]);
    }
  }
}

// For the last columns, if they fill no strip: with zeros behind them.
void MultiplyNarrowStrip(const F32SparseBackwardArguments& arguments, std::size_t columns,
                         const Strip& strip) {
  constexpr std::size_t kSize = kF32SparseBackwardInputs * kF32SparseBackwardStrip;
  std::array<float, kSize> w{};
  std::array<float, kSize> grad_w{};
  for (std::size_t row = 0; row < arguments.count; ++row) {
    std::copy_n(strip.w + row * strip.stride, columns, w.data() + row * kF32SparseBackwardStrip);
  }
  MultiplyStrip(arguments, {.grad_y = strip.grad_y,
                            .w = w.data(),
                            .grad_w = grad_w.data(),
                            .stride = kF32SparseBackwardStrip});
  for (std::size_t row = 0; row < arguments.count; ++row) {
    for (std::size_t j = 0; j < columns; ++j) {
      strip.grad_w[row * strip.stride + j] += grad_w[row * kF32SparseBackwardStrip + j];
    }
  }
}

// Into the gradient with respect to the input.
[[gnu::noinline]] void AddUpDots(const F32SparseBackwardArguments& arguments) {
  const F32NonZeros& x = arguments.x;
  for (std::size_t row = 0; row < arguments.count; ++row) {
    const float* dots = arguments.scratch + row * kF32x4Lanes * arguments.samples;
    for (std::size_t block = 0; block < x.blocks; ++block) {
      const std::size_t list = block * arguments.inputs + arguments.first + row;
      const F32NonZero* const elements = x.elements + x.begin[list];
      for (std::size_t i = 0; i < x.count[list]; ++i, dots += kF32x4Lanes) {
        RowAt(arguments.grad_x, elements[i].offset)[row] = -SumOfLanes(Load(dots));
      }
    }
  }
}

void Multiply(const F32SparseBackwardArguments& arguments) {
  const std::size_t outputs = arguments.outputs;
  std::fill_n(arguments.scratch, kF32x4Lanes * arguments.count * arguments.samples, 0.0F);
  for (std::size_t column = 0; column < outputs; column += kF32SparseBackwardStrip) {
    const std::size_t in_tile = column % kF32Tile;
    const std::size_t stride = TileWidth(outputs, column - in_tile);
    const std::size_t offset = TileOffset(arguments.inputs, column) + arguments.first * stride;
    const Strip strip{.grad_y = arguments.grad_y + (column - in_tile) * arguments.samples + in_tile,
                      .w = arguments.w + offset,
                      .grad_w = arguments.grad_w + offset,
                      .stride = stride};
    if (outputs - column < kF32SparseBackwardStrip) {
      MultiplyNarrowStrip(arguments, outputs - column, strip);
    } else {
      MultiplyStrip(arguments, strip);
    }
  }
  AddUpDots(arguments);
}

}  // namespace

#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) \
  void name(const F32SparseBackwardArguments& arguments) { Multiply(arguments); }
#include "kernels/f32_sparse_backward.inc"

}  // namespace inkling::kernels
