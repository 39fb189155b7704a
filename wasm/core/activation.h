#ifndef INKLING_CORE_ACTIVATION_H_
#define INKLING_CORE_ACTIVATION_H_

#include <variant>

#include "core/matrix.h"

namespace inkling {

// Activations f, as a closed set of values. Each gives
//   Forward(x, y)    y <- f(x) for an expression x, so that a bias is added in the same pass;
//   Derivative(y)    f'(x), written in terms of y = f(x).
// Softmax is not among them: it mixes the units of a sample, and belongs to the loss.
//
// Loops where a function has a kink: compilers vectorise them, Eigen 3.4 does not vectorise
// select(), and its maximum may turn NaN into 0, which would hide that the network has diverged.

// y <- g(y), element by element.
template <typename Scalar, typename Function>
void Transform(RowMap<Scalar> y, Function g) {
  Scalar* values = y.data();
  const Index size = y.size();
  for (Index i = 0; i < size; ++i) values[i] = g(values[i]);
}

struct Identity {
  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = x;
  }
  template <typename Scalar>
  Scalar Derivative(Scalar) const {
    return Scalar(1);
  }
};

// f(x) = 1 / (1 + exp(-k x)), f' = k y (1 - y)
struct Sigmoid {
  double slope = 1;  // k > 0

  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = (static_cast<Scalar>(slope) * x).logistic();
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return static_cast<Scalar>(slope) * y * (Scalar(1) - y);
  }
};

// f(x) = tanh(k x), f' = k (1 - y^2)
struct Tanh {
  double slope = 1;  // k > 0

  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = (static_cast<Scalar>(slope) * x).tanh();
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return static_cast<Scalar>(slope) * (Scalar(1) - y * y);
  }
};

// f(x) = a tanh(b x), a = 1.7159, b = 2/3, so that f(1) = 1 and f(-1) = -1;
// f' = b (a - y^2 / a).
// LeCun, Bottou, Orr & Mueller 1998, 'Efficient BackProp', section 4.4.
struct ImprovedSigmoid {
  static constexpr double kAmplitude = 1.7159;
  static constexpr double kSlope = 2.0 / 3;

  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = static_cast<Scalar>(kAmplitude) * (static_cast<Scalar>(kSlope) * x).tanh();
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return static_cast<Scalar>(kSlope) *
           (static_cast<Scalar>(kAmplitude) - y * y / static_cast<Scalar>(kAmplitude));
  }
};

// f(x) = max(k x, c), f' = k where y > c and 0 elsewhere, also at the kink.
struct Relu {
  double slope = 1;  // k > 0
  double floor = 0;  // c

  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = static_cast<Scalar>(slope) * x;
    const auto c = static_cast<Scalar>(floor);
    Transform(y, [c](Scalar v) { return v < c ? c : v; });
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return y > static_cast<Scalar>(floor) ? static_cast<Scalar>(slope) : Scalar(0);
  }
};

// f(x) = x where x > 0 and k x elsewhere, f' = 1 and k.
// Maas, Hannun & Ng 2013, 'Rectifier nonlinearities improve neural network acoustic models'.
struct LeakyRelu {
  double slope = 0.01;  // k >= 0, so that y > 0 where x > 0 and nowhere else

  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = x;
    const auto k = static_cast<Scalar>(slope);
    Transform(y, [k](Scalar v) { return v > 0 ? v : k * v; });
  }
  template <typename Scalar>
  Scalar Derivative(Scalar y) const {
    return y > 0 ? Scalar(1) : static_cast<Scalar>(slope);
  }
};

// f(x) = min(max(x, 0), 6), f' = 1 where 0 < y < 6 and 0 elsewhere, also at the kinks.
// Krizhevsky 2010, 'Convolutional deep belief networks on CIFAR-10'.
struct Relu6 {
  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = x;
    Transform(y, [](Scalar v) {
      const Scalar clipped = v < 0 ? Scalar(0) : v;
      return clipped > 6 ? Scalar(6) : clipped;
    });
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

// y <- f(y + bias), one pass. y (batch, units); bias (units), or null for none.
template <typename Scalar>
void AddBiasAndActivate(const Activation& activation, const Scalar* bias, MatrixMap<Scalar> y);

// grad <- grad f'(x) in place, from the outputs y. Both (batch, units).
template <typename Scalar>
void BackwardActivation(const Activation& activation, ConstMatrixMap<Scalar> y,
                        MatrixMap<Scalar> grad);

}  // namespace inkling

#endif  // INKLING_CORE_ACTIVATION_H_
