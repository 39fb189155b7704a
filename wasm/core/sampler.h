#ifndef INKLING_CORE_SAMPLER_H_
#define INKLING_CORE_SAMPLER_H_

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace inkling {

// Samples that the first epoch shuffles among themselves: a sixth of MNIST. Part of a run's
// identity.
inline constexpr Index kFirstEpochBlock = 10'000;

// Shuffled mini-batches. The order of an epoch is a function of (seed, epoch) alone, so that a
// step number is a complete position in a run. The last batch of an epoch is short if the batch
// size does not divide the samples, and counts.
//
// The first epoch goes through the samples block by block, shuffled within each, so that it can
// begin when the first block has arrived; later ones shuffle all samples. It does so wherever the
// samples come from: a run does not depend on the speed of a network.
class Sampler {
 public:
  // Of the samples 0 to samples - 1. A batch is never larger than the samples.
  Sampler(std::uint32_t seed, Index samples, Index batch_size);

  Index steps_per_epoch() const { return (samples_ + batch_size_ - 1) / batch_size_; }

  // The samples of a step, counted from 0 over all epochs. Valid until the next call.
  std::span<const std::uint32_t> Batch(std::int64_t step);

  // A step draws from samples 0 to SamplesNeeded(step) - 1.
  Index SamplesNeeded(std::int64_t step) const;

 private:
  // Where a step's batch begins in the order of its epoch, and where it ends.
  Index BatchBegin(std::int64_t step) const {
    return static_cast<Index>(step % steps_per_epoch()) * batch_size_;
  }
  Index BatchEnd(std::int64_t step) const {
    return std::min(BatchBegin(step) + batch_size_, samples_);
  }

  std::span<std::uint32_t> Part(Index begin, Index size) {
    return std::span(order_).subspan(static_cast<std::size_t>(begin),
                                     static_cast<std::size_t>(size));
  }

  std::uint32_t seed_;
  Index samples_;
  Index batch_size_;
  std::int64_t epoch_ = -1;  // whose order `order_` is
  std::vector<std::uint32_t> order_;
};

}  // namespace inkling

#endif  // INKLING_CORE_SAMPLER_H_
