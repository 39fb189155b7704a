#ifndef INKLING_CORE_SAMPLER_H_
#define INKLING_CORE_SAMPLER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace inkling {

// Shuffled mini-batches. The order of an epoch is a function of (seed, epoch) alone, so that a
// step number is a complete position in a run. The last batch of an epoch is short if the batch
// size does not divide the samples, and counts.
class Sampler {
 public:
  // Of the samples 0 to samples - 1. A batch is never larger than the samples.
  Sampler(std::uint32_t seed, Index samples, Index batch_size);

  Index steps_per_epoch() const { return (samples_ + batch_size_ - 1) / batch_size_; }

  // The samples of a step, counted from 0 over all epochs. Valid until the next call.
  std::span<const std::uint32_t> Batch(std::int64_t step);

 private:
  std::uint32_t seed_;
  Index samples_;
  Index batch_size_;
  std::int64_t epoch_ = -1;  // whose order `order_` is
  std::vector<std::uint32_t> order_;
};

}  // namespace inkling

#endif  // INKLING_CORE_SAMPLER_H_
