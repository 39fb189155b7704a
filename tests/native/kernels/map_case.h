#ifndef INKLING_TESTS_NATIVE_KERNELS_MAP_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_MAP_CASE_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "kernels/f32_map.h"
#include "noise.h"

// Functions of every element to check a kernel with.
namespace inkling::kernels {

// What a kernel computes, in double.
namespace exact {
inline double Exp(double x) { return std::exp(x); }
inline double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
inline double Tanh(double x) { return std::tanh(x); }
}  // namespace exact

// How far `result` is from `value`, in units of the last place that a float of that value has.
// Infinity stands for the number after the largest float and for all that is larger.
inline double UlpError(float result, double value) {
  const double infinity = std::copysign(0x1p128, result);
  if (std::isinf(result) && value / infinity >= 1) return 0;
  const double number = std::isinf(result) ? infinity : static_cast<double>(result);
  return std::abs(number - value) / std::ldexp(1.0, std::max(std::ilogb(value), -126) - 23);
}

// The floats whose bits, as a number, are first, first + step, ... to last.
struct MapRange {
  double (*function)(double);
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t step;
};

// Compares with the function in double; returns what is wrong, or nothing.
inline std::string FindFault(F32Map& map, const MapRange& range, Noise&) {
  std::vector<float> x;
  std::vector<float> y;
  for (std::uint64_t bits = range.first; bits <= range.last;) {
    x.clear();
    for (; bits <= range.last && x.size() < 4096; bits += range.step) {
      x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    }
    y = x;
    map({.rows = 1, .columns = y.size(), .y = y.data()});
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double value = range.function(x[i]);
      // Written so that NaN where there should be none fails.
      const bool right =
          std::isnan(value) ? std::isnan(y[i]) : UlpError(y[i], value) <= kF32MapUlps;
      if (!right) {
        return "of " + std::to_string(x[i]) + " is " + std::to_string(y[i]) + ", not " +
               std::to_string(value) + ", off by " + std::to_string(UlpError(y[i], value)) +
               " units in the last place";
      }
    }
  }
  return "";
}

// Every step-th float, and all those next to where results begin to overflow, to be subnormal, to
// be zero, and where a kernel may change its formula.
inline std::vector<MapRange> MapRanges(double (*function)(double), std::uint32_t step) {
  std::vector<MapRange> ranges = {{function, 0, std::numeric_limits<std::uint32_t>::max(), step}};
  for (const float x : {0.0F, 0x1p-126F, 0.34657359F, 0.625F, 1.0F, 9.01F, 87.33654F, 88.72283F,
                        103.97208F, 104.0F, std::numeric_limits<float>::infinity()}) {
    for (const float signed_x : {x, -x}) {
      const auto bits = std::bit_cast<std::uint32_t>(signed_x);
      const auto sign = bits & 0x80000000U;
      ranges.push_back({function, std::max(bits, sign + 500) - 500, bits + 500, 1});
    }
  }
  return ranges;
}

// A matrix, with a bias or without.
struct MapShape {
  std::size_t rows;
  std::size_t columns;
  std::size_t gap;  // floats between the rows
  bool has_bias;
  float slope;
  float amplitude;
};

// Compares with what the kernel makes of each element alone, which is to be the same bits; returns
// what is wrong, or nothing.
inline std::string FindFault(F32Map& map, const MapShape& shape, Noise& noise) {
  const auto& [rows, columns, gap, has_bias, slope, amplitude] = shape;
  GappedMatrix y(rows, columns, gap, noise);
  for (float& value : y.data) value *= 4;
  std::vector<float> bias(columns);
  for (float& value : bias) value = noise.Value();
  GappedMatrix expected = y;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      float& value = expected.At(row, column);
      value = slope * (has_bias ? value + bias[column] : value);
      map({.rows = 1, .columns = 1, .y = &value});
      value *= amplitude;
    }
  }
  map({.rows = rows,
       .columns = columns,
       .y = y.data.data(),
       .stride = y.stride,
       .bias = has_bias ? bias.data() : nullptr,
       .slope = slope,
       .amplitude = amplitude});
  // Bit by bit, with the NaN that stand in the gaps.
  if (std::memcmp(y.data.data(), expected.data.data(), y.data.size() * sizeof(float)) == 0)
    return "";
  return std::to_string(rows) + " x " + std::to_string(columns) + ", gap " + std::to_string(gap) +
         (has_bias ? ", with bias," : ", without bias,") + " differs from its elements one by one";
}

inline std::vector<MapShape> MapShapes() {
  std::vector<MapShape> shapes;
  for (const bool has_bias : {false, true}) {
    for (std::size_t columns = 1; columns <= 40; ++columns) {
      for (const std::size_t rows : {1UL, 2UL, 3UL, 7UL}) {
        shapes.push_back({rows, columns, columns % 3, has_bias, 1, 1});
        shapes.push_back({rows, columns, columns % 3, has_bias, 2.0F / 3, 1.7159F});
      }
    }
  }
  return shapes;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_MAP_CASE_H_
