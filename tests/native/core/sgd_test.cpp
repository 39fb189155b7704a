#include "core/sgd.h"

#include <gtest/gtest.h>

#include <vector>

namespace inkling {
namespace {

TEST(Sgd, SubtractsRateTimesGradient) {
  std::vector<double> values = {1, -2, 3, 0, 8};
  const std::vector<double> gradients = {4, -4, 0, 2, 16};
  Sgd{.learning_rate = 0.25}.Update<double>(values, gradients);
  EXPECT_EQ(values, (std::vector<double>{0, -1, 3, -0.5, 4}));
}

TEST(Sgd, LeavesTheGapsOfAnArenaZero) {
  std::vector<float> values(16, 0);
  const std::vector<float> gradients(16, 0);
  Sgd{.learning_rate = 1e30}.Update<float>(values, gradients);
  EXPECT_EQ(values, std::vector<float>(16, 0));
}

}  // namespace
}  // namespace inkling
