#ifndef INKLING_CORE_INITIALIZER_H_
#define INKLING_CORE_INITIALIZER_H_

#include <span>
#include <variant>

#include "core/matrix.h"
#include "core/random.h"

namespace inkling {

// How weights begin. Biases always begin at zero.

struct Zeros {};

// Normal with mean 0.
struct Normal {
  double standard_deviation = 1;
};

// Uniform in [-l, l], l = sqrt(6 / (fan_in + fan_out)). Glorot & Bengio 2010, eq. 16.
struct GlorotUniform {};

// Normal with variance 2 / (fan_in + fan_out). Glorot & Bengio 2010, eq. 12.
struct GlorotNormal {};

using Initializer = std::variant<Zeros, Normal, GlorotUniform, GlorotNormal>;

// Draws in double and rounds once, so that float and double networks begin alike.
// fan_in, fan_out: inputs and outputs that one unit is connected to.
template <typename Scalar>
void Initialize(const Initializer& initializer, Index fan_in, Index fan_out, RandomStream& random,
                std::span<Scalar> weight);

}  // namespace inkling

#endif  // INKLING_CORE_INITIALIZER_H_
