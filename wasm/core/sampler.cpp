#include "core/sampler.h"

#include <numeric>

#include "core/random.h"

namespace inkling {

Sampler::Sampler(std::uint32_t seed, Index samples, Index batch_size)
    : seed_(seed),
      samples_(samples),
      batch_size_(std::min(batch_size, samples)),
      order_(static_cast<std::size_t>(samples)) {}

std::span<const std::uint32_t> Sampler::Batch(std::int64_t step) {
  const std::int64_t epoch = step / steps_per_epoch();
  if (epoch != epoch_) {
    std::iota(order_.begin(), order_.end(), 0U);
    RandomStream random(seed_, Stream::kShuffle, static_cast<std::uint64_t>(epoch));
    const Index block = epoch == 0 ? kFirstEpochBlock : samples_;
    for (Index begin = 0; begin < samples_; begin += block) {
      const Index size = std::min(block, samples_ - begin);
      Shuffle(Part(begin, size), random);
    }
    epoch_ = epoch;
  }
  return Part(BatchBegin(step), BatchEnd(step) - BatchBegin(step));
}

Index Sampler::SamplesNeeded(std::int64_t step) const {
  if (step >= steps_per_epoch()) return samples_;
  const Index blocks = (BatchEnd(step) + kFirstEpochBlock - 1) / kFirstEpochBlock;
  return std::min(blocks * kFirstEpochBlock, samples_);
}

}  // namespace inkling
