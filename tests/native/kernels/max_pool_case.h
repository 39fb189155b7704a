#ifndef INKLING_TESTS_NATIVE_KERNELS_MAX_POOL_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_MAX_POOL_CASE_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "kernels/f32_max_pool.h"
#include "noise.h"

// Images to check a max-pooling with.
namespace inkling::kernels {

struct MaxPoolCase {
  std::size_t channels, height, width, size, stride;

  std::string Name() const {
    return std::to_string(channels) + " x " + std::to_string(height) + " x " +
           std::to_string(width) + ", size " + std::to_string(size) + ", stride " +
           std::to_string(stride);
  }
};

// Pools by `pool` and by ranking all values of a window; returns what is wrong, or nothing.
// Values are few, so that there are ties, and some are not a number.
inline std::string FindFault(F32MaxPool& pool, const MaxPoolCase& the_case, Noise& noise) {
  const auto& [channels, height, width, size, stride] = the_case;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> x(channels * height * width);
  for (float& value : x) {
    const std::size_t draw = noise.Size(12);
    value = draw == 12 ? nan : static_cast<float>(draw) - 6;
  }
  const std::size_t out_height = (height - size) / stride + 1;
  const std::size_t out_width = (width - size) / stride + 1;
  std::vector<float> y(channels * out_height * out_width, nan);
  std::vector<std::uint32_t> argmax(y.size(), ~std::uint32_t{0});

  pool({.channels = channels,
        .height = height,
        .width = width,
        .size = size,
        .stride = stride,
        .out_height = out_height,
        .out_width = out_width,
        .x = x.data(),
        .y = y.data(),
        .argmax = argmax.data()});

  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t channel = i / (out_height * out_width);
    const std::size_t row = i / out_width % out_height * stride;
    const std::size_t column = i % out_width * stride;
    // Backwards the first of the largest is the last that is at least as large; a NaN that has
    // been found cannot be beaten.
    std::size_t best = (channel * height + row + size - 1) * width + column + size - 1;
    for (std::size_t j = size * size - 1; j-- > 0;) {
      const std::size_t at = (channel * height + row + j / size) * width + column + j % size;
      if (!std::isnan(x[best]) && !(x[at] < x[best])) best = at;
    }
    const bool same = std::isnan(x[best]) ? std::isnan(y[i]) : y[i] == x[best];
    if (argmax[i] != best || !same) {
      return the_case.Name() + ": output " + std::to_string(i) + " is " + std::to_string(y[i]) +
             " from " + std::to_string(argmax[i]) + ", not " + std::to_string(x[best]) + " from " +
             std::to_string(best);
    }
  }
  return "";
}

// Every side from 2 to 40 with windows of 2 x 2; other windows and strides.
inline std::vector<MaxPoolCase> MaxPoolCases() {
  std::vector<MaxPoolCase> cases;
  Noise noise(1);
  for (std::size_t n = 2; n <= 40; ++n) {
    cases.push_back({noise.Size(5), n, 1 + noise.Size(39), 2, 2});
    cases.push_back({noise.Size(5), 1 + noise.Size(39), n, 2, 2});
    const std::size_t size = noise.Size(n);
    cases.push_back({noise.Size(3), n, size + noise.Size(10) - 1, size, noise.Size(4)});
  }
  return cases;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_MAX_POOL_CASE_H_
