// Four elements at a time, without a jump.
#include "kernels/f32_map.h"
#include "kernels/f32x4.h"
#include "kernels/f32x4_math.h"

namespace inkling::kernels {
namespace {

template <F32x4 kFunction(F32x4)>
[[gnu::noinline]] void Map(const F32MapArguments& arguments) {
  const F32x4 slope = Splat(arguments.slope);
  const F32x4 amplitude = Splat(arguments.amplitude);
  const auto map = [&](F32x4 sum) { return amplitude * kFunction(slope * sum); };
  const std::size_t columns = arguments.columns;
  for (std::size_t row = 0; row < arguments.rows; ++row) {
    float* const y = arguments.y + row * arguments.stride;
    const float* const bias = arguments.bias;
    std::size_t i = 0;
    for (; i + kF32x4Lanes <= columns; i += kF32x4Lanes) {
      const F32x4 x = Load(y + i);
      Store(y + i, map(bias == nullptr ? x : x + Load(bias + i)));
    }
    if (i < columns) {
      const F32x4 x = LoadPart(y + i, columns - i);
      StorePart(y + i, map(bias == nullptr ? x : x + LoadPart(bias + i, columns - i)), columns - i);
    }
  }
}

}  // namespace

#define INKLING_F32_MAP_VECTOR(name, function) \
  void name(const F32MapArguments& arguments) { Map<function>(arguments); }
#include "kernels/f32_map.inc"

}  // namespace inkling::kernels
