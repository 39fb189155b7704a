#ifndef INKLING_CORE_RUN_STATE_H_
#define INKLING_CORE_RUN_STATE_H_

#include <cstdint>

#include "core/matrix.h"

namespace inkling {

// Where a run is, apart from its numbers: with them, all that the rest of it depends on. Randomness
// has no state of its own, since each draw is a function of the seed and the step.
struct RunState {
  std::int64_t step = 0;
  double base_learning_rate = 0;  // that the schedule begins at
  Index parameter_count = 0;
  Index moment_count = 0;  // of the optimiser, for each parameter
  bool has_best = false;   // there is a snapshot of the best weights

  // Of the parameters, then the moments one after the other, then the snapshot, each in the order
  // of export.
  std::int64_t value_count() const {
    return std::int64_t{parameter_count} * (1 + std::int64_t{moment_count} + (has_best ? 1 : 0));
  }
};

}  // namespace inkling

#endif  // INKLING_CORE_RUN_STATE_H_
