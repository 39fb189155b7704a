#include "core/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace inkling {
namespace {

std::vector<std::uint32_t> Copy(std::span<const std::uint32_t> batch) {
  return {batch.begin(), batch.end()};
}

TEST(Sampler, CountsTheShortLastBatch) {
  EXPECT_EQ(Sampler(1, 100, 10).steps_per_epoch(), 10);
  EXPECT_EQ(Sampler(1, 101, 10).steps_per_epoch(), 11);
  EXPECT_EQ(Sampler(1, 109, 10).steps_per_epoch(), 11);
  EXPECT_EQ(Sampler(1, 101, 10).Batch(10).size(), 1U);
  EXPECT_EQ(Sampler(1, 109, 10).Batch(10).size(), 9U);
}

TEST(Sampler, VisitsEverySampleOnceInAnEpoch) {
  Sampler sampler(1, 103, 10);
  for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
    std::vector<std::uint32_t> seen;
    for (std::int64_t i = 0; i < sampler.steps_per_epoch(); ++i) {
      const auto batch = sampler.Batch(epoch * sampler.steps_per_epoch() + i);
      seen.insert(seen.end(), batch.begin(), batch.end());
    }
    std::ranges::sort(seen);
    std::vector<std::uint32_t> all(103);
    std::iota(all.begin(), all.end(), 0U);
    EXPECT_EQ(seen, all);
  }
}

TEST(Sampler, ShufflesEachEpochAnew) {
  Sampler sampler(1, 100, 100);
  const auto first = Copy(sampler.Batch(0));
  const auto second = Copy(sampler.Batch(1));
  EXPECT_NE(first, second);
  EXPECT_FALSE(std::ranges::is_sorted(first));
}

TEST(Sampler, FindsAnyPositionWithoutGoingThere) {
  Sampler walking(9, 50, 8);
  std::vector<std::vector<std::uint32_t>> batches;
  for (std::int64_t step = 0; step < 30; ++step) batches.push_back(Copy(walking.Batch(step)));
  for (const std::int64_t step : {29, 3, 14, 0}) {
    Sampler jumping(9, 50, 8);
    EXPECT_EQ(Copy(jumping.Batch(step)), batches[static_cast<std::size_t>(step)]) << step;
    EXPECT_EQ(Copy(walking.Batch(step)), batches[static_cast<std::size_t>(step)]) << step;
  }
}

TEST(Sampler, OfAnotherSeedHasAnotherOrder) {
  EXPECT_NE(Copy(Sampler(1, 100, 100).Batch(0)), Copy(Sampler(2, 100, 100).Batch(0)));
}

TEST(Sampler, TakesAllSamplesIfTheBatchSizeIsLarger) {
  Sampler sampler(1, 20, 128);
  EXPECT_EQ(sampler.steps_per_epoch(), 1);
  EXPECT_EQ(sampler.Batch(0).size(), 20U);
}

}  // namespace
}  // namespace inkling
