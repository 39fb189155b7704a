#ifndef INKLING_CORE_SGD_H_
#define INKLING_CORE_SGD_H_

#include <span>

namespace inkling {

// Stochastic gradient descent: w <- w - learning_rate g, over a whole arena at once.
struct Sgd {
  double learning_rate = 0;

  template <typename Scalar>
  void Update(std::span<Scalar> values, std::span<const Scalar> gradients) const;
};

}  // namespace inkling

#endif  // INKLING_CORE_SGD_H_
