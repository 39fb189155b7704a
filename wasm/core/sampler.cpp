#include "core/sampler.h"

#include <algorithm>
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
    Shuffle(order_, random);
    epoch_ = epoch;
  }
  const auto begin = static_cast<Index>(step % steps_per_epoch()) * batch_size_;
  const Index size = std::min(batch_size_, samples_ - begin);
  return std::span(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
}

}  // namespace inkling
