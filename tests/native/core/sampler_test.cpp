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

TEST(Sampler, GoesThroughTheFirstEpochBlockByBlock) {
  constexpr Index kSamples = 2 * kFirstEpochBlock + 3000;
  Sampler sampler(1, kSamples, kSamples);
  const auto order = Copy(sampler.Batch(0));
  for (Index begin = 0; begin < kSamples; begin += kFirstEpochBlock) {
    const Index size = std::min(kFirstEpochBlock, kSamples - begin);
    std::vector<std::uint32_t> block(order.begin() + begin, order.begin() + begin + size);
    EXPECT_FALSE(std::ranges::is_sorted(block));
    std::ranges::sort(block);
    EXPECT_EQ(block.front(), static_cast<std::uint32_t>(begin));
    EXPECT_EQ(block.back(), static_cast<std::uint32_t>(begin + size - 1));
    EXPECT_EQ(std::ranges::adjacent_find(block), block.end());
  }
}

TEST(Sampler, ShufflesTheBlocksTogetherInLaterEpochs) {
  constexpr Index kSamples = 3 * kFirstEpochBlock;
  Sampler sampler(1, kSamples, 1000);
  const auto batch = sampler.Batch(sampler.steps_per_epoch());
  for (const Index block : {0, 1, 2}) {
    const auto of_block =
        std::ranges::count_if(batch, [=](auto i) { return i / kFirstEpochBlock == block; });
    // Of a thousand draws one in three; the deviation is below 15.
    EXPECT_NEAR(static_cast<double>(of_block), 333, 6 * 15) << block;
  }
}

TEST(Sampler, TellsHowManySamplesAStepNeeds) {
  constexpr Index kSamples = 2 * kFirstEpochBlock + 3000;
  Sampler sampler(1, kSamples, 128);
  for (std::int64_t step = 0; step < 2 * sampler.steps_per_epoch(); ++step) {
    const auto batch = sampler.Batch(step);
    const auto needed = static_cast<std::uint32_t>(sampler.SamplesNeeded(step));
    ASSERT_LT(std::ranges::max(batch), needed);
    // No block too many.
    ASSERT_TRUE(step >= sampler.steps_per_epoch() ||
                std::ranges::max(batch) / kFirstEpochBlock == (needed - 1) / kFirstEpochBlock);
  }
  EXPECT_EQ(sampler.SamplesNeeded(0), kFirstEpochBlock);
  EXPECT_EQ(sampler.SamplesNeeded(sampler.steps_per_epoch()), kSamples);
  EXPECT_EQ(Sampler(1, 500, 128).SamplesNeeded(0), 500);
}

}  // namespace
}  // namespace inkling
