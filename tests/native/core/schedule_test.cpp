#include "core/schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace inkling {
namespace {

constexpr Index kStepsPerEpoch = 4;
constexpr double kEpochs = 5;

double Rate(const Schedule& schedule, std::int64_t step) {
  return schedule.RateAt(step, 0.8, kStepsPerEpoch, kEpochs);
}

TEST(Schedule, ConstantKeepsTheRate) {
  for (std::int64_t step = 0; step < 40; ++step) EXPECT_EQ(Rate({ConstantRate{}}, step), 0.8);
}

TEST(Schedule, StepMultipliesTheRateAtTheStartOfEveryFewEpochs) {
  const Schedule schedule{StepDecay{2, 0.5}};
  EXPECT_EQ(Rate(schedule, 0), 0.8);
  EXPECT_EQ(Rate(schedule, 7), 0.8);
  EXPECT_EQ(Rate(schedule, 8), 0.4);
  EXPECT_EQ(Rate(schedule, 15), 0.4);
  EXPECT_EQ(Rate(schedule, 16), 0.2);
}

TEST(Schedule, ExponentialMultipliesTheRateOnceAnEpochBySmallSteps) {
  const Schedule schedule{ExponentialDecay{0.81}};
  EXPECT_EQ(Rate(schedule, 0), 0.8);
  EXPECT_NEAR(Rate(schedule, 2), 0.8 * 0.9, 1e-15);
  EXPECT_NEAR(Rate(schedule, 4), 0.8 * 0.81, 1e-15);
  EXPECT_NEAR(Rate(schedule, 8), 0.8 * 0.81 * 0.81, 1e-15);
}

TEST(Schedule, CosineFallsToTheMinimumByTheLastEpochAndStaysThere) {
  const Schedule schedule{CosineDecay{0.2}};
  EXPECT_EQ(Rate(schedule, 0), 0.8);
  EXPECT_NEAR(Rate(schedule, 5), 0.2 + 0.3 * (1 + std::sqrt(0.5)), 1e-15);
  EXPECT_NEAR(Rate(schedule, 10), 0.5, 1e-15);
  EXPECT_NEAR(Rate(schedule, 20), 0.2, 1e-15);
  EXPECT_NEAR(Rate(schedule, 1000), 0.2, 1e-15);
}

TEST(Schedule, WarmUpRisesInEqualStepsAndTheDecayBeginsAfterIt) {
  const Schedule schedule{CosineDecay{0}, 1};
  const std::vector<double> rising = {0.2, 0.4, 0.6, 0.8};
  for (std::size_t step = 0; step < rising.size(); ++step) {
    EXPECT_NEAR(Rate(schedule, static_cast<std::int64_t>(step)), rising[step], 1e-15);
  }
  EXPECT_EQ(Rate(schedule, 4), 0.8);
  EXPECT_NEAR(Rate(schedule, 12), 0.4, 1e-15);  // half of the four epochs that are left
  EXPECT_NEAR(Rate(schedule, 20), 0, 1e-15);
  EXPECT_EQ(Rate({StepDecay{1, 0.5}, 2}, 8), 0.8);
  EXPECT_EQ(Rate({StepDecay{1, 0.5}, 2}, 12), 0.4);
}

TEST(Schedule, WarmUpMayTakePartOfAnEpoch) {
  const Schedule schedule{ConstantRate{}, 0.625};  // two and a half steps
  EXPECT_NEAR(Rate(schedule, 0), 0.8 / 2.5, 1e-15);
  EXPECT_NEAR(Rate(schedule, 1), 0.8 * 2 / 2.5, 1e-15);
  EXPECT_EQ(Rate(schedule, 2), 0.8);
  EXPECT_EQ(Rate(schedule, 3), 0.8);
}

TEST(Schedule, WarmUpAsLongAsTheTrainingLeavesNothingToDecay) {
  const Schedule schedule{CosineDecay{0.1}, kEpochs};
  EXPECT_EQ(Rate(schedule, 19), 0.8);
  EXPECT_NEAR(Rate(schedule, 20), 0.1, 1e-15);
}

}  // namespace
}  // namespace inkling
