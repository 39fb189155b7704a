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

// Uniform in [-limit, limit].
struct Uniform {
  double limit = 1;
};

// Normal with variance 1 / fan_in. LeCun et al. 1998, 'Efficient BackProp', eq. 16.
struct LecunNormal {};

// Uniform in [-l, l], l = sqrt(6 / (fan_in + fan_out)). Glorot & Bengio 2010, eq. 16.
struct GlorotUniform {};

// Normal with variance 2 / (fan_in + fan_out). Glorot & Bengio 2010, eq. 12.
struct GlorotNormal {};

// Normal with variance 2 / fan_in. He, Zhang, Ren & Sun 2015, 'Delving deep into rectifiers',
// eq. 10.
struct HeNormal {};

// Uniform with the same variance: in [-l, l], l = sqrt(6 / fan_in).
struct HeUniform {};

using Initializer = std::variant<Zeros, Normal, Uniform, LecunNormal, GlorotUniform, GlorotNormal,
                                 HeNormal, HeUniform>;

// Draws in double and rounds once, so that float and double networks begin alike.
// fan_in, fan_out: inputs and outputs that one unit is connected to.
template <typename Scalar>
void Initialize(const Initializer& initializer, Index fan_in, Index fan_out, RandomStream& random,
                std::span<Scalar> weight);

}  // namespace inkling

#endif  // INKLING_CORE_INITIALIZER_H_
