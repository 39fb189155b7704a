// Four windows of 2x2 at once. Other windows are rare, and left to the reference.
#include <algorithm>

#include "kernels/f32_max_pool.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

using U32x4 = std::uint32_t __attribute__((vector_size(16)));

// Where `other` is larger than `value`, or a NaN, takes it and its position.
void TakeLarger(F32x4 other, U32x4 other_at, F32x4& value, U32x4& at) {
  const auto takes = reinterpret_cast<U32x4>((other > value) | (other != other));
  value = reinterpret_cast<F32x4>((reinterpret_cast<U32x4>(other) & takes) |
                                  (reinterpret_cast<U32x4>(value) & ~takes));
  at = (other_at & takes) | (at & ~takes);
}

// `count` windows of 2x2 side by side, at least four: the last four overlap those before them if
// need be. `top` and `bottom` are their rows of pixels, the upper one at position `at`.
[[gnu::noinline]] void PoolRow(const float* top, const float* bottom, std::uint32_t at,
                               std::size_t count, float* y, std::uint32_t* argmax) {
  const auto width = static_cast<std::uint32_t>(bottom - top);
  for (std::size_t next = 0; next < count; next += kF32x4Lanes) {
    const std::size_t column = std::min(next, count - kF32x4Lanes);
    const F32x4 top0 = Load(top + 2 * column);
    const F32x4 top1 = Load(top + 2 * column + kF32x4Lanes);
    const F32x4 bottom0 = Load(bottom + 2 * column);
    const F32x4 bottom1 = Load(bottom + 2 * column + kF32x4Lanes);
    const std::uint32_t first = at + 2 * static_cast<std::uint32_t>(column);
    U32x4 position = U32x4{0, 2, 4, 6} + first;
    const U32x4 below = position + width;
    F32x4 value = __builtin_shufflevector(top0, top1, 0, 2, 4, 6);
    TakeLarger(__builtin_shufflevector(top0, top1, 1, 3, 5, 7), position + 1, value, position);
    TakeLarger(__builtin_shufflevector(bottom0, bottom1, 0, 2, 4, 6), below, value, position);
    TakeLarger(__builtin_shufflevector(bottom0, bottom1, 1, 3, 5, 7), below + 1, value, position);
    Store(y + column, value);
    std::memcpy(argmax + column, &position, sizeof(position));
  }
}

void Pool(const MaxPoolArguments<float>& arguments) {
  const auto& [channels, height, width, size, stride, out_height, out_width, x, y, argmax] =
      arguments;
  if (size != 2 || stride != 2 || out_width < kF32x4Lanes) {
    return f32_max_pool_1x1__scalar(arguments);
  }
  std::size_t out = 0;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for (std::size_t row = 0; row < out_height; ++row, out += out_width) {
      const std::size_t at = (channel * height + 2 * row) * width;
      PoolRow(x + at, x + at + width, static_cast<std::uint32_t>(at), out_width, y + out,
              argmax + out);
    }
  }
}

}  // namespace

#define INKLING_F32_MAX_POOL_BLOCKED(name) \
  void name(const MaxPoolArguments<float>& arguments) { Pool(arguments); }
#include "kernels/f32_max_pool.inc"

}  // namespace inkling::kernels
