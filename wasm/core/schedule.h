#ifndef INKLING_CORE_SCHEDULE_H_
#define INKLING_CORE_SCHEDULE_H_

#include <cstdint>
#include <variant>

#include "core/matrix.h"

namespace inkling {

// How the learning rate falls with the epochs e that have passed, fractions included, from the
// rate r that it begins at.

// r
struct ConstantRate {};

// r factor^floor(e / every)
struct StepDecay {
  double every = 1;  // epochs
  double factor = 0.1;
};

// r factor^e
struct ExponentialDecay {
  double factor = 0.95;
};

// minimum + (r - minimum) (1 + cos(pi e / all epochs)) / 2, and the minimum after them.
// Loshchilov & Hutter 2017, 'SGDR: stochastic gradient descent with warm restarts', eq. 5.
struct CosineDecay {
  double minimum = 0;
};

using Decay = std::variant<ConstantRate, StepDecay, ExponentialDecay, CosineDecay>;

// A warm-up, in which the rate rises in equal steps from 0 before the first step to r in the last
// one, and a decay that begins after it. Goyal et al. 2017, 'Accurate, large minibatch SGD',
// section 2.2.
struct Schedule {
  Decay decay;
  double warmup = 0;  // epochs

  // The learning rate of a step, counted from 0. `rate` is r; `epochs` are those of the whole
  // training, with the warm-up.
  double RateAt(std::int64_t step, double rate, Index steps_per_epoch, double epochs) const;
};

}  // namespace inkling

#endif  // INKLING_CORE_SCHEDULE_H_
