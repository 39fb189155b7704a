#ifndef INKLING_CORE_ACTIVATION_H_
#define INKLING_CORE_ACTIVATION_H_

#include <variant>

#include "core/matrix.h"

namespace inkling {

// Activations f, as a closed set of values. Each gives
//   Forward(x, y)    y <- f(x) for an expression x, so that a bias is added in the same pass;
//   Backward(y, g)   g <- g f'(x), with f'(x) written in terms of y = f(x).
// Softmax is not among them: it mixes the units of a sample, and belongs to the loss.

struct Identity {
  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = x;
  }
  template <typename Scalar>
  void Backward(ConstRowMap<Scalar>, RowMap<Scalar>) const {}
};

// f(x) = 1 / (1 + exp(-x)), f' = y (1 - y)
struct Sigmoid {
  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = x.logistic();
  }
  template <typename Scalar>
  void Backward(ConstRowMap<Scalar> y, RowMap<Scalar> g) const {
    g *= y * (Scalar(1) - y);
  }
};

// f(x) = tanh(x), f' = 1 - y^2
struct Tanh {
  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = x.tanh();
  }
  template <typename Scalar>
  void Backward(ConstRowMap<Scalar> y, RowMap<Scalar> g) const {
    g *= Scalar(1) - y.square();
  }
};

// f(x) = max(x, 0), f' = 1 where y > 0 and 0 elsewhere, also at the kink.
//
// Loops where the others have expressions: compilers vectorise them, Eigen 3.4 does not vectorise
// select(), and its maximum may turn NaN into 0, which would hide that the network has diverged.
struct Relu {
  template <typename Expression, typename Scalar>
  void Forward(const Expression& x, RowMap<Scalar> y) const {
    y = x;
    Scalar* values = y.data();
    const Index size = y.size();
    for (Index i = 0; i < size; ++i) values[i] = values[i] < 0 ? Scalar(0) : values[i];
  }
  template <typename Scalar>
  void Backward(ConstRowMap<Scalar> y, RowMap<Scalar> g) const {
    const Scalar* outputs = y.data();
    Scalar* gradients = g.data();
    const Index size = g.size();
    for (Index i = 0; i < size; ++i) {
      const Scalar gradient = gradients[i];  // a load under a condition is not vectorised
      gradients[i] = outputs[i] > 0 ? gradient : Scalar(0);
    }
  }
};

using Activation = std::variant<Identity, Sigmoid, Tanh, Relu>;

// y <- f(y + bias), one pass. y (batch, units); bias (units), or null for none.
template <typename Scalar>
void AddBiasAndActivate(const Activation& activation, const Scalar* bias, MatrixMap<Scalar> y);

// grad <- grad f'(x) in place, from the outputs y. Both (batch, units).
template <typename Scalar>
void BackwardActivation(const Activation& activation, ConstMatrixMap<Scalar> y,
                        MatrixMap<Scalar> grad);

}  // namespace inkling

#endif  // INKLING_CORE_ACTIVATION_H_
