// A row of the result is held in registers while the non-zeros of its row go by: for each, one
// value is multiplied with a short run of contiguous floats.
//
// The hot loop stands out of line, since V8 replaces the baseline code of a WebAssembly function
// only when it is called anew.
#include "kernels/f32_sparse.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

// For 4 (kVectors - 1) < columns <= 4 kVectors.
template <std::size_t kVectors>
[[gnu::noinline]] void MultiplyRows(const F32SparseArguments& arguments) {
  const F32NonZeros& a = arguments.a;
  constexpr std::size_t kWhole = (kVectors - 1) * kF32x4Lanes;
  const std::size_t rest = arguments.columns - kWhole;
  for (std::size_t row = 0; row < arguments.rows; ++row) {
    const std::size_t count = a.count[row];
    // As in the gradient of a pixel that no image of a small batch has ink on.
    if (count == 0 && arguments.accumulate) continue;
    const std::uint16_t* const index = a.index + row * a.stride;
    const float* const value = a.value + row * a.stride;
    float* const out = arguments.c + row * arguments.c_stride;
    F32x4 sums[kVectors] = {};
    for (std::size_t q = 0; q < count; ++q) {
      const F32x4 left = Splat(value[q]);
      const float* right = arguments.b + index[q] * arguments.b_stride;
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[v] = MultiplyAdd(left, Load(right + v * kF32x4Lanes), sums[v]);
      }
    }
    // At the end, so that small terms are not lost one by one in a large value.
    if (arguments.accumulate) {
      for (std::size_t v = 0; v + 1 < kVectors; ++v) sums[v] += Load(out + v * kF32x4Lanes);
      sums[kVectors - 1] += LoadPart(out + kWhole, rest);
    }
    for (std::size_t v = 0; v + 1 < kVectors; ++v) Store(out + v * kF32x4Lanes, sums[v]);
    StorePart(out + kWhole, sums[kVectors - 1], rest);
  }
}

void Multiply(const F32SparseArguments& arguments) {
  static_assert(kF32Tile == 8 * kF32x4Lanes);
  switch ((arguments.columns + kF32x4Lanes - 1) / kF32x4Lanes) {
    case 1:
      return MultiplyRows<1>(arguments);
    case 2:
      return MultiplyRows<2>(arguments);
    case 3:
      return MultiplyRows<3>(arguments);
    case 4:
      return MultiplyRows<4>(arguments);
    case 5:
      return MultiplyRows<5>(arguments);
    case 6:
      return MultiplyRows<6>(arguments);
    case 7:
      return MultiplyRows<7>(arguments);
    default:
      return MultiplyRows<8>(arguments);
  }
}

}  // namespace

#define INKLING_F32_SPARSE_TILED(name) \
  void name(const F32SparseArguments& arguments) { Multiply(arguments); }
#include "kernels/f32_sparse.inc"

}  // namespace inkling::kernels
