#include "core/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "test_model.h"

namespace inkling {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

const Loss kSoftmaxCrossEntropy{LossType::kCrossEntropy, Softmax{}};

template <typename Scalar>
struct Result {
  Score score;
  Matrix<Scalar> outputs;
  std::vector<std::uint8_t> predicted;
};

template <typename Scalar>
Result<Scalar> Evaluate(const Loss& loss, const Matrix<Scalar>& logits,
                        const std::vector<std::uint8_t>& labels) {
  Result<Scalar> result{
      {}, Matrix<Scalar>(logits.rows(), logits.cols()), std::vector<std::uint8_t>(labels.size())};
  result.score =
      loss.Forward<Scalar>(ConstView(logits), labels, View(result.outputs), result.predicted);
  return result;
}

template <typename Scalar>
Matrix<Scalar> Gradient(const Loss& loss, const Matrix<Scalar>& logits,
                        const std::vector<std::uint8_t>& labels, Scalar scale = 1) {
  Matrix<Scalar> gradient = Evaluate(loss, logits, labels).outputs;
  loss.Backward<Scalar>(labels, scale, View(gradient));
  return gradient;
}

TEST(SoftmaxCrossEntropy, OfEqualLogitsIsTheLogarithmOfTheNumberOfClasses) {
  const Matrix<double> logits = Matrix<double>::Constant(3, 10, 0.7);
  const auto result = Evaluate(kSoftmaxCrossEntropy, logits, {0, 4, 9});
  EXPECT_EQ(result.score.samples, 3);
  EXPECT_NEAR(result.score.loss_sum, 3 * std::log(10), 1e-14);
  EXPECT_TRUE(result.outputs.isApproxToConstant(0.1, 1e-15));
}

TEST(SoftmaxCrossEntropy, MatchesACaseWorkedByHand) {
  // exp(log k) = k: probabilities 1/6, 2/6, 3/6.
  const Matrix<double> logits{{std::log(1), std::log(2), std::log(3)},
                              {std::log(3), std::log(2), std::log(1)}};
  const auto result = Evaluate(kSoftmaxCrossEntropy, logits, {1, 0});
  EXPECT_TRUE(result.outputs.isApprox(
      Matrix<double>{{1.0 / 6, 2.0 / 6, 3.0 / 6}, {3.0 / 6, 2.0 / 6, 1.0 / 6}}, 1e-15));
  EXPECT_NEAR(result.score.loss_sum, std::log(3) + std::log(2), 1e-15);
  EXPECT_EQ(result.score.correct, 1);
  EXPECT_EQ(result.predicted, (std::vector<std::uint8_t>{2, 0}));
}

TEST(SoftmaxCrossEntropy, GradientIsProbabilityMinusTargetTimesScale) {
  const Matrix<double> logits{{std::log(1), std::log(2), std::log(3)}};
  EXPECT_TRUE(
      Gradient(kSoftmaxCrossEntropy, logits, {1}, 6.0).isApprox(Matrix<double>{{1, -4, 3}}, 1e-15));
}

TEST(SoftmaxCrossEntropy, IsFiniteForLogitsWhoseExponentialsOverflow) {
  const Matrix<float> logits{{1e30F, -1e30F, 0}, {-1e4F, -1e4F, -2e4F}};
  const auto result = Evaluate(kSoftmaxCrossEntropy, logits, {0, 1});
  EXPECT_NEAR(result.score.loss_sum, std::log(2), 1e-7);
  EXPECT_EQ(result.outputs(0, 0), 1);
  EXPECT_EQ(result.outputs(0, 1), 0);
  EXPECT_EQ(result.outputs(1, 0), 0.5);
}

TEST(SoftmaxCrossEntropy, OfAHopelessSampleIsItsMarginNotInfinity) {
  // log p underflows long before the margin does.
  const Matrix<float> logits{{0, 1000}};
  EXPECT_NEAR(Evaluate(kSoftmaxCrossEntropy, logits, {0}).score.loss_sum, 1000, 1e-4);
}

TEST(SoftmaxCrossEntropy, IsNotFiniteIfALogitIsNot) {
  for (const float bad : {kNaN, kInfinity}) {
    // In a packet and in the remainder; the label itself and another class.
    for (const Index column : {Index{0}, Index{1}, Index{9}}) {
      Matrix<float> logits = Matrix<float>::Zero(2, 10);
      logits(1, column) = bad;
      EXPECT_FALSE(std::isfinite(Evaluate(kSoftmaxCrossEntropy, logits, {0, 1}).score.loss_sum))
          << bad << " " << column;
    }
  }
}

// Worked by hand: sigmoid(log 3) = 3/4, sigmoid(-log 3) = 1/4.
const Matrix<double> kLogOdds{{std::log(3), -std::log(3), 0}};

TEST(SigmoidCrossEntropy, LooksAtTheOutputOfTheLabelAlone) {
  const Loss loss{LossType::kCrossEntropy, Sigmoid{}};
  const auto result = Evaluate(loss, kLogOdds, {1});
  EXPECT_TRUE(result.outputs.isApprox(Matrix<double>{{0.75, 0.25, 0.5}}, 1e-15));
  EXPECT_NEAR(result.score.loss_sum, std::log(4), 1e-15);
  EXPECT_EQ(result.predicted[0], 0);
  EXPECT_EQ(result.score.correct, 0);
  EXPECT_TRUE(Gradient(loss, kLogOdds, {1}, 4.0).isApprox(Matrix<double>{{0, -3, 0}}, 1e-15));
}

TEST(SigmoidBinaryCrossEntropy, LooksAtEveryOutput) {
  const Loss loss{LossType::kBinaryCrossEntropy, Sigmoid{}};
  // -log(1/4) - log(1 - 3/4) - log(1 - 1/2)
  EXPECT_NEAR(Evaluate(loss, kLogOdds, {1}).score.loss_sum, std::log(4 * 4 * 2), 1e-14);
  EXPECT_TRUE(Gradient(loss, kLogOdds, {1}, 4.0).isApprox(Matrix<double>{{3, -3, 2}}, 1e-15));
}

TEST(SigmoidCrossEntropies, HaveTheSlopeInTheirGradients) {
  const Matrix<double> logits = kLogOdds / 2;
  const Loss one{LossType::kCrossEntropy, Sigmoid{2}};
  EXPECT_NEAR(Evaluate(one, logits, {1}).score.loss_sum, std::log(4), 1e-15);
  EXPECT_TRUE(Gradient(one, logits, {1}, 4.0).isApprox(Matrix<double>{{0, -6, 0}}, 1e-15));
  const Loss all{LossType::kBinaryCrossEntropy, Sigmoid{2}};
  EXPECT_NEAR(Evaluate(all, logits, {1}).score.loss_sum, std::log(32), 1e-14);
  EXPECT_TRUE(Gradient(all, logits, {1}, 4.0).isApprox(Matrix<double>{{6, -6, 4}}, 1e-15));
}

TEST(SigmoidCrossEntropies, AreFiniteAtSaturatedOutputs) {
  // Every output is rounded to 0 or 1, so that the logarithm of one of them is infinite.
  const Matrix<float> logits{{-1000, 2000, 500}};
  const Loss one{LossType::kCrossEntropy, Sigmoid{}};
  EXPECT_EQ(Evaluate(one, logits, {0}).score.loss_sum, 1000);
  EXPECT_EQ(Evaluate(one, logits, {1}).score.loss_sum, 0);
  EXPECT_TRUE(Gradient(one, logits, {0}).isApprox(Matrix<float>{{-1, 0, 0}}));
  const Loss all{LossType::kBinaryCrossEntropy, Sigmoid{}};
  EXPECT_EQ(Evaluate(all, logits, {0}).score.loss_sum, 3500);
  EXPECT_EQ(Evaluate(all, logits, {1}).score.loss_sum, 500);
  EXPECT_TRUE(Gradient(all, logits, {0}).isApprox(Matrix<float>{{-1, 1, 1}}));
}

TEST(SigmoidCrossEntropies, KeepTheLossOfAnAlmostCertainOutput) {
  // exp(-30) is lost when it is added to 1.
  const Matrix<float> logits{{30}};
  for (const LossType type : {LossType::kCrossEntropy, LossType::kBinaryCrossEntropy}) {
    EXPECT_NEAR(Evaluate({type, Sigmoid{}}, logits, {0}).score.loss_sum, std::exp(-30),
                1e-6 * std::exp(-30));
  }
}

TEST(SigmoidCrossEntropies, AreNotFiniteIfALogitIsNotANumber) {
  for (const LossType type : {LossType::kCrossEntropy, LossType::kBinaryCrossEntropy}) {
    const Matrix<float> logits{{0, kNaN, 0}};
    EXPECT_TRUE(std::isnan(Evaluate({type, Sigmoid{}}, logits, {1}).score.loss_sum));
  }
}

TEST(MeanSquaredError, IsHalfTheSquaredDistanceToTheTarget) {
  // Worked by hand: outputs 3/4, 1/4, 1/2 and target (0, 1, 0).
  const Loss loss{LossType::kMeanSquaredError, Sigmoid{}};
  EXPECT_NEAR(Evaluate(loss, kLogOdds, {1}).score.loss_sum, 0.5 * (9 + 9 + 4) / 16, 1e-15);
  // (y - t) y (1 - y)
  EXPECT_TRUE(Gradient(loss, kLogOdds, {1}, 64.0).isApprox(Matrix<double>{{9, -9, 8}}, 1e-14));
}

TEST(MeanSquaredError, OfTanhAndReluMatchesACaseWorkedByHand) {
  const Loss tanh{LossType::kMeanSquaredError, Tanh{2}};
  const Matrix<double> logits{{std::atanh(0.5) / 2, 0}};
  EXPECT_NEAR(Evaluate(tanh, logits, {0}).score.loss_sum, 0.5 * 0.25, 1e-15);
  // (y - t) k (1 - y^2)
  EXPECT_TRUE(Gradient(tanh, logits, {0}, 4.0).isApprox(Matrix<double>{{-3, 0}}, 1e-14));
  const Loss relu{LossType::kMeanSquaredError, Relu{2, -1}};
  const Matrix<double> clipped{{3, -5, 0.25}};
  EXPECT_EQ(Evaluate(relu, clipped, {2}).score.loss_sum, 0.5 * (36 + 1 + 0.25));
  EXPECT_EQ(Gradient(relu, clipped, {2}, 1.0), (Matrix<double>{{12, 0, -1}}));
}

TEST(MeanSquaredError, OfSoftmaxHasTheWholeJacobian) {
  // Worked by hand: y = (1/6, 2/6, 3/6), e = y - t = (1, -4, 3) / 6, e y = (1 - 8 + 9) / 36 = 1/18,
  // and y_j (e_j - 1/18) = (2, -26, 24) / 108, whose sum is zero.
  const Loss loss{LossType::kMeanSquaredError, Softmax{}};
  const Matrix<double> logits{{std::log(1), std::log(2), std::log(3)}};
  EXPECT_NEAR(Evaluate(loss, logits, {1}).score.loss_sum, 0.5 * (1 + 16 + 9) / 36, 1e-15);
  EXPECT_TRUE(Gradient(loss, logits, {1}, 108.0).isApprox(Matrix<double>{{2, -26, 24}}, 1e-14));
}

TEST(MeanSquaredError, IsFiniteAtSaturatedOutputs) {
  const Matrix<float> logits{{1e30F, -1e30F, 100}};
  for (const OutputUnit& unit :
       {OutputUnit(Softmax{}), OutputUnit(Sigmoid{}), OutputUnit(Tanh{})}) {
    const Loss loss{LossType::kMeanSquaredError, unit};
    EXPECT_LE(Evaluate(loss, logits, {1}).score.loss_sum, 3);
    EXPECT_LE(Gradient(loss, logits, {1}).cwiseAbs().maxCoeff(), 1e-6);
  }
}

TEST(MeanSquaredError, IsNotFiniteIfALogitIsNotANumber) {
  for (const OutputUnit& unit :
       {OutputUnit(Softmax{}), OutputUnit(Sigmoid{}), OutputUnit(Tanh{}), OutputUnit(Relu{})}) {
    const Matrix<float> logits{{0, kNaN, 0}};
    const Loss loss{LossType::kMeanSquaredError, unit};
    EXPECT_TRUE(std::isnan(Evaluate(loss, logits, {0}).score.loss_sum)) << unit.index();
  }
}

TEST(Loss, PredictsTheLargestLogitWhereOutputsAreRoundedToTheSameNumber) {
  const Matrix<float> logits{{50, 100, 75}};
  const auto result = Evaluate({LossType::kBinaryCrossEntropy, Sigmoid{}}, logits, {1});
  EXPECT_EQ(result.outputs, (Matrix<float>{{1, 1, 1}}));
  EXPECT_EQ(result.predicted[0], 1);
  EXPECT_EQ(result.score.correct, 1);
}

TEST(Loss, ActivatesToTheOutputsThatItScores) {
  RandomStream random(1, Stream::kInitialization, 0);
  const auto logits = RandomMatrix<float>(17, 10, random);
  const auto labels = RandomLabels(17, 10, random);
  for (const OutputUnit& unit : {OutputUnit(Softmax{}), OutputUnit(Sigmoid{2}), OutputUnit(Tanh{}),
                                 OutputUnit(Relu{1, -0.5})}) {
    const Loss loss{LossType::kMeanSquaredError, unit};
    Matrix<float> outputs = logits;
    loss.Activate(View(outputs));
    EXPECT_EQ(outputs, Evaluate(loss, logits, labels).outputs) << unit.index();
  }
}

TEST(Softmax, GivesProbabilities) {
  RandomStream random(1, Stream::kInitialization, 0);
  const auto logits = RandomMatrix<float>(17, 10, random);
  const auto result = Evaluate(kSoftmaxCrossEntropy, logits, RandomLabels(17, 10, random));
  for (Index i = 0; i < logits.rows(); ++i) {
    // Ten terms and ten quotients, each rounded: 20 half units in the last place.
    EXPECT_NEAR(result.outputs.row(i).sum(), 1, 20 * 6e-8);
  }
}

}  // namespace
}  // namespace inkling
