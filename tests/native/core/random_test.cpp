#include "core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace inkling {
namespace {

using Counter = std::array<std::uint32_t, 4>;

// From the known-answer tests of Random123, the reference implementation.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(Philox({0, 0, 0, 0}, {0, 0}),
            (Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(Philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, IsTheSameForTheSameSeedStreamAndPosition) {
  RandomStream a(7, Stream::kShuffle, 3);
  RandomStream b(7, Stream::kShuffle, 3);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.Bits(), b.Bits());
}

TEST(RandomStream, DiffersIfSeedStreamOrPositionDiffer) {
  const auto first = [](RandomStream random) { return random.Bits(); };
  const std::array values = {first({7, Stream::kShuffle, 3}), first({8, Stream::kShuffle, 3}),
                             first({7, Stream::kInitialization, 3}),
                             first({7, Stream::kShuffle, 4}),
                             first({7, Stream::kShuffle, std::uint64_t{3} << 32})};
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(values[i], values[j]);
  }
}

TEST(RandomStream, ReadsTheWordsOfOneCounterAfterTheOther) {
  RandomStream random(5, Stream::kShuffle, (std::uint64_t{9} << 32) | 2);
  for (std::uint32_t block = 0; block < 3; ++block) {
    for (const std::uint32_t word : Philox({block, 0, 2, 9}, {5, 1})) {
      EXPECT_EQ(random.Bits(), word);
    }
  }
}

// Means of n draws lie within 5 standard errors of the distribution's mean, but for a chance
// below 1e-6; the seed is fixed, so the test cannot turn out differently from run to run.
constexpr int kDraws = 200000;
const double kErrors = 5 / std::sqrt(kDraws);

TEST(RandomStream, UniformHasTheMomentsOfTheUniformDistribution) {
  RandomStream random(1, Stream::kInitialization, 0);
  double sum = 0;
  double sum_of_squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.Uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    sum += value;
    sum_of_squares += value * value;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, kErrors * std::sqrt(1.0 / 12));
  // Var(u^2) = E u^4 - (E u^2)^2 = 1/5 - 1/9
  EXPECT_NEAR(sum_of_squares / kDraws, 1.0 / 3, kErrors * std::sqrt(4.0 / 45));
}

TEST(RandomStream, NormalHasTheMomentsOfTheNormalDistribution) {
  RandomStream random(2, Stream::kInitialization, 0);
  std::array<double, 5> moments = {};
  int within_one_deviation = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.Normal();
    for (std::size_t k = 1; k <= 4; ++k) moments[k] += std::pow(value, k) / kDraws;
    within_one_deviation += std::abs(value) < 1 ? 1 : 0;
  }
  // Var(x^k) = E x^2k - (E x^k)^2, with E x^2k = (2k - 1)!!
  EXPECT_NEAR(moments[1], 0, kErrors);
  EXPECT_NEAR(moments[2], 1, kErrors * std::sqrt(2));
  EXPECT_NEAR(moments[3], 0, kErrors * std::sqrt(15));
  EXPECT_NEAR(moments[4], 3, kErrors * std::sqrt(96));
  const double p = std::erf(1 / std::sqrt(2));
  EXPECT_NEAR(within_one_deviation / static_cast<double>(kDraws), p,
              kErrors * std::sqrt(p * (1 - p)));
}

TEST(RandomStream, BelowReachesEveryIntegerEquallyOften) {
  // Pearson's statistic of 6 degrees of freedom exceeds 38.3 with a chance of 1e-6.
  constexpr std::uint32_t kBound = 7;
  RandomStream random(3, Stream::kInitialization, 0);
  std::array<int, kBound> counts = {};
  for (int i = 0; i < kDraws; ++i) {
    const std::uint32_t value = random.Below(kBound);
    ASSERT_LT(value, kBound);
    ++counts[value];
  }
  const double expected = static_cast<double>(kDraws) / kBound;
  double statistic = 0;
  for (const int count : counts) statistic += (count - expected) * (count - expected) / expected;
  EXPECT_LT(statistic, 38.3);
}

TEST(RandomStream, BelowHasNoModuloBias) {
  // For 3 * 2^30 plain multiplication would give each third integer twice the chance: 1/2.
  constexpr std::uint32_t kBound = 3U << 30;
  RandomStream random(4, Stream::kInitialization, 0);
  int thirds = 0;
  for (int i = 0; i < kDraws; ++i) thirds += random.Below(kBound) % 3 == 0 ? 1 : 0;
  EXPECT_NEAR(thirds / static_cast<double>(kDraws), 1.0 / 3, kErrors * std::sqrt(2.0 / 9));
}

TEST(RandomStream, BelowOneIsZero) {
  RandomStream random(4, Stream::kShuffle, 0);
  EXPECT_EQ(random.Below(1), 0U);
}

TEST(Shuffle, KeepsEveryValue) {
  std::vector<std::uint32_t> values(1000);
  std::iota(values.begin(), values.end(), 0U);
  const std::vector<std::uint32_t> sorted = values;
  RandomStream random(5, Stream::kShuffle, 0);
  Shuffle(values, random);
  EXPECT_NE(values, sorted);
  std::ranges::sort(values);
  EXPECT_EQ(values, sorted);
}

TEST(Shuffle, GivesEveryOrderEquallyOften) {
  // 24 orders of 4 values; Pearson's statistic of 23 degrees of freedom exceeds 72.1 with a
  // chance of 1e-6.
  constexpr int kShuffles = 24000;
  std::array<int, 256> counts = {};
  RandomStream random(6, Stream::kShuffle, 0);
  for (int i = 0; i < kShuffles; ++i) {
    std::array<std::uint32_t, 4> values = {0, 1, 2, 3};
    Shuffle(values, random);
    ++counts[values[0] | values[1] << 2 | values[2] << 4 | values[3] << 6];
  }
  double statistic = 0;
  int orders = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++orders;
    statistic += (count - 1000.0) * (count - 1000.0) / 1000;
  }
  EXPECT_EQ(orders, 24);
  EXPECT_LT(statistic, 72.1);
}

}  // namespace
}  // namespace inkling
