#ifndef INKLING_KERNELS_F32_MAP_H_
#define INKLING_KERNELS_F32_MAP_H_

#include <cstddef>

// Functions of every element of a matrix: exp(x), the sigmoid 1 / (1 + exp(-x)) and tanh(x).
namespace inkling::kernels {

// y <- amplitude f(slope (y + bias)) in place, for a matrix y (rows, columns) whose rows lie
// `stride` apart. The sum and both products are rounded to float, in that order. Of f itself a
// kernel is off by at most kF32MapUlps units in the last place of the exact value, for every float:
// results that are subnormal included, larger ones become infinite, and NaN stays NaN.
struct F32MapArguments {
  std::size_t rows;
  std::size_t columns;
  float* y;
  std::size_t stride = 0;       // means nothing if there is one row
  const float* bias = nullptr;  // (columns), or none
  float slope = 1;
  float amplitude = 1;
};

inline constexpr double kF32MapUlps = 2;

using F32Map = void(const F32MapArguments& arguments);

#define INKLING_F32_MAP_REFERENCE(name, function) F32Map name;
#define INKLING_F32_MAP_VECTOR(name, function) F32Map name;
#include "kernels/f32_map.inc"

// The fastest kernel of this build for each function: kF32Exp, kF32Sigmoid, kF32Tanh.
#define INKLING_F32_MAP_VECTOR(name, function) inline constexpr F32Map& kF32##function = name;
#include "kernels/f32_map.inc"

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_MAP_H_
