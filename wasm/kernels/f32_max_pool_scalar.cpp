#include "kernels/f32_max_pool.h"

namespace inkling::kernels {
namespace {

// The definition of the right answer.
template <typename Scalar>
void Pool(const MaxPoolArguments<Scalar>& arguments) {
  const auto& [channels, height, width, size, stride, out_height, out_width, x, y, argmax] =
      arguments;
  std::size_t out = 0;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for (std::size_t row = 0; row < out_height; ++row) {
      for (std::size_t column = 0; column < out_width; ++column, ++out) {
        const std::size_t begin = (channel * height + row * stride) * width + column * stride;
        std::size_t best = begin;
        for (std::size_t i = 0; i < size; ++i) {
          for (std::size_t j = 0; j < size; ++j) {
            const std::size_t at = begin + i * width + j;
            if (x[at] > x[best] || x[at] != x[at]) best = at;
          }
        }
        y[out] = x[best];
        argmax[out] = static_cast<std::uint32_t>(best);
      }
    }
  }
}

}  // namespace

void f32_max_pool_1x1__scalar(const MaxPoolArguments<float>& arguments) { Pool(arguments); }

void MaxPool(const MaxPoolArguments<double>& arguments) { Pool(arguments); }

}  // namespace inkling::kernels
