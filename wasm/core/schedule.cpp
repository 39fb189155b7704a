#include "core/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace inkling {
namespace {

struct RateAfter {
  double steps;  // since the warm-up
  double rate;
  double steps_per_epoch;
  double epochs;  // of the decay

  double operator()(const ConstantRate&) const { return rate; }

  double operator()(const StepDecay& decay) const {
    return rate * std::pow(decay.factor, std::floor(steps / (decay.every * steps_per_epoch)));
  }

  double operator()(const ExponentialDecay& decay) const {
    return rate * std::pow(decay.factor, steps / steps_per_epoch);
  }

  double operator()(const CosineDecay& decay) const {
    const double all = epochs * steps_per_epoch;
    const double progress = steps < all ? steps / all : 1;
    return decay.minimum + (rate - decay.minimum) * (1 + std::cos(std::numbers::pi * progress)) / 2;
  }
};

}  // namespace

double Schedule::RateAt(std::int64_t step, double rate, Index steps_per_epoch,
                        double epochs) const {
  const auto per_epoch = static_cast<double>(steps_per_epoch);
  const auto steps = static_cast<double>(step);
  const double warmup_steps = warmup * per_epoch;
  if (steps < warmup_steps) return rate * std::min((steps + 1) / warmup_steps, 1.0);
  return std::visit(RateAfter{steps - warmup_steps, rate, per_epoch, epochs - warmup}, decay);
}

}  // namespace inkling
