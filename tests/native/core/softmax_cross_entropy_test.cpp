#include "core/softmax_cross_entropy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "test_model.h"

namespace inkling {
namespace {

template <typename Scalar>
struct Result {
  Score score;
  Matrix<Scalar> probabilities;
  std::vector<std::uint8_t> predicted;
};

template <typename Scalar>
Result<Scalar> Evaluate(const Matrix<Scalar>& logits, const std::vector<std::uint8_t>& labels) {
  Result<Scalar> result{
      {}, Matrix<Scalar>(logits.rows(), logits.cols()), std::vector<std::uint8_t>(labels.size())};
  result.score = SoftmaxCrossEntropy<Scalar>(ConstView(logits), labels, View(result.probabilities),
                                             result.predicted);
  return result;
}

TEST(SoftmaxCrossEntropy, OfEqualLogitsIsTheLogarithmOfTheNumberOfClasses) {
  const Matrix<double> logits = Matrix<double>::Constant(3, 10, 0.7);
  const auto result = Evaluate(logits, {0, 4, 9});
  EXPECT_EQ(result.score.samples, 3);
  EXPECT_NEAR(result.score.loss_sum, 3 * std::log(10), 1e-14);
  EXPECT_TRUE(result.probabilities.isApproxToConstant(0.1, 1e-15));
}

TEST(SoftmaxCrossEntropy, MatchesACaseWorkedByHand) {
  // exp(log k) = k: probabilities 1/6, 2/6, 3/6.
  const Matrix<double> logits{{std::log(1), std::log(2), std::log(3)},
                              {std::log(3), std::log(2), std::log(1)}};
  const auto result = Evaluate(logits, {1, 0});
  EXPECT_TRUE(result.probabilities.isApprox(
      Matrix<double>{{1.0 / 6, 2.0 / 6, 3.0 / 6}, {3.0 / 6, 2.0 / 6, 1.0 / 6}}, 1e-15));
  EXPECT_NEAR(result.score.loss_sum, std::log(3) + std::log(2), 1e-15);
  EXPECT_EQ(result.score.correct, 1);
  EXPECT_EQ(result.predicted, (std::vector<std::uint8_t>{2, 0}));
}

TEST(SoftmaxCrossEntropy, GradientIsProbabilityMinusTargetTimesScale) {
  const Matrix<double> logits{{std::log(1), std::log(2), std::log(3)}};
  auto result = Evaluate(logits, {1});
  const std::vector<std::uint8_t> labels = {1};
  BackwardSoftmaxCrossEntropy<double>(labels, 6, View(result.probabilities));
  EXPECT_TRUE(result.probabilities.isApprox(Matrix<double>{{1, -4, 3}}, 1e-15));
}

TEST(SoftmaxCrossEntropy, IsFiniteForLogitsWhoseExponentialsOverflow) {
  const Matrix<float> logits{{1e30F, -1e30F, 0}, {-1e4F, -1e4F, -2e4F}};
  const auto result = Evaluate(logits, {0, 1});
  EXPECT_NEAR(result.score.loss_sum, std::log(2), 1e-7);
  EXPECT_EQ(result.probabilities(0, 0), 1);
  EXPECT_EQ(result.probabilities(0, 1), 0);
  EXPECT_EQ(result.probabilities(1, 0), 0.5);
}

TEST(SoftmaxCrossEntropy, OfAHopelessSampleIsItsMarginNotInfinity) {
  // log p underflows long before the margin does.
  const Matrix<float> logits{{0, 1000}};
  EXPECT_NEAR(Evaluate(logits, {0}).score.loss_sum, 1000, 1e-4);
}

TEST(SoftmaxCrossEntropy, IsNotFiniteIfALogitIsNot) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float bad : {nan, infinity}) {
    // In a packet and in the remainder; the label itself and another class.
    for (const Index column : {Index{0}, Index{1}, Index{9}}) {
      Matrix<float> logits = Matrix<float>::Zero(2, 10);
      logits(1, column) = bad;
      EXPECT_FALSE(std::isfinite(Evaluate(logits, {0, 1}).score.loss_sum)) << bad << " " << column;
    }
  }
}

TEST(Softmax, GivesTheProbabilitiesOfTheLoss) {
  RandomStream random(1, Stream::kInitialization, 0);
  Matrix<float> logits = RandomMatrix<float>(17, 10, random);
  const auto result = Evaluate(logits, RandomLabels(17, 10, random));
  Softmax(View(logits));
  EXPECT_EQ(logits, result.probabilities);
  for (Index i = 0; i < logits.rows(); ++i) {
    // Ten terms and ten quotients, each rounded: 20 half units in the last place.
    EXPECT_NEAR(logits.row(i).sum(), 1, 20 * 6e-8);
  }
}

}  // namespace
}  // namespace inkling
