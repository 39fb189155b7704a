#ifndef INKLING_CORE_ACTIVATION_H_
#define INKLING_CORE_ACTIVATION_H_

#include <cmath>
#include <optional>
#include <variant>

#include "core/matrix.h"

namespace inkling {

// Activations f, as a closed set of values. Each gives
//   Value(z)         f(z)
//   Derivative(y)    f'(z), written in terms of y = f(z)
// of one unit. Softmax is not among them: it mixes the units of a sample, and belongs to the loss.
//
// Where a function has a kink, it is written so that compilers vectorise it and NaN stays NaN,
// which a maximum may turn into 0: that would hide that the network has diverged.

struct Identity {
  template <typename Scalar>
  Scalar Value(Scalar z) const {
    return z;
  }
  template <typename Scalar>
  Scalar Derivative(Scalar) const {
    return Scalar(1);
  }
};

// f(z) = 1 / (1 + exp(-k z)), f' = k y (1 - y)
struct Sigmoid {
  double slope = 1;  // k > 0

  template <typename Scalar>
  Scalar Value(Scalar z) const {
    return Scalar(1) / (Scalar(1) + std::exp(-static_cast<Scalar>(slope) * z));
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return static_cast<Scalar>(slope) * y * (Scalar(1) - y);
  }
};

// f(z) = tanh(k z), f' = k (1 - y^2)
struct Tanh {
  double slope = 1;  // k > 0

  template <typename Scalar>
  Scalar Value(Scalar z) const {
    return std::tanh(static_cast<Scalar>(slope) * z);
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return static_cast<Scalar>(slope) * (Scalar(1) - y * y);
  }
};

// f(z) = a tanh(b z), a = 1.7159, b = 2/3, so that f(1) = 1 and f(-1) = -1;
// f' = b (a - y^2 / a).
// LeCun, Bottou, Orr & Mueller 1998, 'Efficient BackProp', section 4.4.
struct ImprovedSigmoid {
  static constexpr double kAmplitude = 1.7159;
  static constexpr double kSlope = 2.0 / 3;

  template <typename Scalar>
  Scalar Value(Scalar z) const {
    return static_cast<Scalar>(kAmplitude) * std::tanh(static_cast<Scalar>(kSlope) * z);
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return static_cast<Scalar>(kSlope) *
           (static_cast<Scalar>(kAmplitude) - y * y / static_cast<Scalar>(kAmplitude));
  }
};

// f(z) = max(k z, c), f' = k where y > c and 0 elsewhere, also at the kink.
struct Relu {
  double slope = 1;  // k > 0
  double floor = 0;  // c

  template <typename Scalar>
  Scalar Value(Scalar z) const {
    const Scalar y = static_cast<Scalar>(slope) * z;
    const auto c = static_cast<Scalar>(floor);
    return y < c ? c : y;
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return y > static_cast<Scalar>(floor) ? static_cast<Scalar>(slope) : Scalar(0);
  }
};

// f(z) = z where z > 0 and k z elsewhere, f' = 1 and k.
// Maas, Hannun & Ng 2013, 'Rectifier nonlinearities improve neural network acoustic models'.
struct LeakyRelu {
  double slope = 0.01;  // k >= 0, so that y > 0 where z > 0 and nowhere else

  template <typename Scalar>
  Scalar Value(Scalar z) const {
    return z > 0 ? z : static_cast<Scalar>(slope) * z;
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return y > 0 ? Scalar(1) : static_cast<Scalar>(slope);
  }
};

// f(z) = min(max(z, 0), 6), f' = 1 where 0 < y < 6 and 0 elsewhere, also at the kinks.
// Krizhevsky 2010, 'Convolutional deep belief networks on CIFAR-10'.
struct Relu6 {
  template <typename Scalar>
  Scalar Value(Scalar z) const {
    const Scalar y = z < 0 ? Scalar(0) : z;
    return y > 6 ? Scalar(6) : y;
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    // Both are evaluated, since compilers do not vectorise a jump.
    return static_cast<Scalar>(static_cast<int>(y > 0) & static_cast<int>(y < 6));
  }
};

using Activation = std::variant<Identity, Sigmoid, Tanh, ImprovedSigmoid, Relu, LeakyRelu, Relu6>;

// Whether f has kinks, with straight lines between them.
inline bool IsPiecewiseLinear(const Activation& activation) {
  return std::holds_alternative<Relu>(activation) ||
         std::holds_alternative<LeakyRelu>(activation) || std::holds_alternative<Relu6>(activation);
}

// Whether f'(z) = 0 wherever f(z) = 0, so that no gradient passes a unit that gives zero.
inline bool StopsGradientAtZero(const Activation& activation) {
  const auto* relu = std::get_if<Relu>(&activation);
  return relu != nullptr ? relu->floor >= 0 : std::holds_alternative<Relu6>(activation);
}

// Whether f'(z) is 0 where f(z) = 0, and 1 everywhere else.
inline bool OnlyStopsGradientAtZero(const Activation& activation) {
  const auto* relu = std::get_if<Relu>(&activation);
  return relu != nullptr && relu->slope == 1 && relu->floor == 0;
}

// The c of an activation that is f(z) = max(z, c), minus infinity for one that changes nothing, and
// nothing for others. Products can do that on the way.
std::optional<float> FloorOf(const Activation& activation);

// y <- f(y + bias), one pass. y (batch, units); bias (units), or null for none. In float, functions
// that are curved are those of kernels/f32_map.h.
template <typename Scalar>
void AddBiasAndActivate(const Activation& activation, const Scalar* bias, BlockMap<Scalar> y);
template <typename Scalar>
void AddBiasAndActivate(const Activation& activation, const Scalar* bias, MatrixMap<Scalar> y) {
  // Without a bias all samples are one row.
  const MatrixMap<Scalar> rows = bias == nullptr ? MatrixMap<Scalar>(y.data(), 1, y.size()) : y;
  AddBiasAndActivate(activation, bias, Block(rows, 0, 0, rows.rows(), rows.cols()));
}

// grad <- grad f'(z) in place, from the outputs y. Both (batch, units). Shared among threads.
template <typename Scalar>
void BackwardActivation(const Activation& activation, ConstMatrixMap<Scalar> y,
                        MatrixMap<Scalar> grad);

}  // namespace inkling

#endif  // INKLING_CORE_ACTIVATION_H_
