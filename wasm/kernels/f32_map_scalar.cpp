#include <cmath>

#include "kernels/f32_map.h"

namespace inkling::kernels {
namespace {

// Written so that exp does not overflow where the result is small but not zero.
double Sigmoid(double x) {
  const double e = std::exp(-std::abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

double Exp(double x) { return std::exp(x); }

double Tanh(double x) { return std::tanh(x); }

// The definition of the right answer: f is taken in double and rounded once.
void Map(const F32MapArguments& arguments, double (*f)(double)) {
  const auto& [rows, columns, y, stride, bias, slope, amplitude] = arguments;
  for (std::size_t i = 0; i < rows * columns; ++i) {
    float& value = y[i / columns * stride + i % columns];
    const float sum = bias == nullptr ? value : value + bias[i % columns];
    const float x = slope * sum;
    value = amplitude * static_cast<float>(f(x));
  }
}

}  // namespace

#define INKLING_F32_MAP_REFERENCE(name, function) \
  void name(const F32MapArguments& arguments) { Map(arguments, function); }
#include "kernels/f32_map.inc"

}  // namespace inkling::kernels
