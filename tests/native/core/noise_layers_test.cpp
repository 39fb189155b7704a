// Dropout and Gaussian noise: random in training, absent in evaluation.

#include <gtest/gtest.h>

#include <cmath>

#include "core/evaluation.h"
#include "core/training_run.h"
#include "test_model.h"
#include "toy_digits.h"

namespace inkling {
namespace {

constexpr Index kSize = 1000;
constexpr Index kSamples = 50;

LayerConfig DropoutConfig(double rate) { return {.type = "dropout", .rate = rate}; }
LayerConfig NoiseConfig(double deviation) {
  return {.type = "gaussian-noise", .standard_deviation = deviation};
}

// The layer's output for x = 1 everywhere, as the first of a network.
Matrix<double> OutputOfOnes(const LayerConfig& layer, const Pass& pass, Index samples = kSamples) {
  auto model = TestModel<double>::Create(kSize, {layer, DenseConfig(10, "softmax")}, samples, 1);
  const Matrix<double> ones = Matrix<double>::Ones(samples, kSize);
  model.network.Forward(ConstView(ones), model.workspace, pass);
  return model.workspace.Output(0, samples);
}

constexpr Pass kTraining{.mode = Mode::kTraining, .seed = 1};

TEST(Dropout, KeepsTheShareThatItShouldAndScalesItUp) {
  for (const double rate : {0.1, 0.5, 0.8}) {
    const Matrix<double> y = OutputOfOnes(DropoutConfig(rate), kTraining);
    double kept = 0;
    for (Index i = 0; i < y.size(); ++i) {
      const double value = y.data()[i];
      EXPECT_TRUE(value == 0 || value == 1 / (1 - rate));
      kept += value != 0;
    }
    // Five standard deviations of a binomial of 50,000.
    const double count = kSamples * kSize;
    EXPECT_NEAR(kept, (1 - rate) * count, 5 * std::sqrt(count * rate * (1 - rate)));
  }
}

TEST(Dropout, OfRateZeroIsTheIdentity) {
  EXPECT_EQ(OutputOfOnes(DropoutConfig(0), kTraining), Matrix<double>::Ones(kSamples, kSize));
}

TEST(Dropout, DropsUnitsOfASampleIndependently) {
  // Agreement of neighbours, of samples and of steps: each a coin of 1/2, five deviations.
  const Matrix<double> y = OutputOfOnes(DropoutConfig(0.5), kTraining);
  const Matrix<double> next = OutputOfOnes(DropoutConfig(0.5), {Mode::kTraining, 1, 1, 0});
  double neighbours = 0;
  double samples = 0;
  double steps = 0;
  for (Index i = 0; i + 1 < kSamples; ++i) {
    for (Index j = 0; j + 1 < kSize; ++j) {
      neighbours += y(i, j) == y(i, j + 1);
      samples += y(i, j) == y(i + 1, j);
      steps += y(i, j) == next(i, j);
    }
  }
  const double count = (kSamples - 1) * (kSize - 1);
  for (const double agreeing : {neighbours, samples, steps}) {
    EXPECT_NEAR(agreeing, count / 2, 5 * std::sqrt(count) / 2);
  }
}

TEST(GaussianNoise, HasTheMeanAndDeviationThatItShould) {
  const Matrix<double> y = OutputOfOnes(NoiseConfig(0.3), kTraining);
  const double count = kSamples * kSize;
  const double mean = y.mean();
  const double variance = (y.array() - mean).square().sum() / count;
  // Five standard deviations of the mean, and of the variance of a normal distribution.
  EXPECT_NEAR(mean, 1, 5 * 0.3 / std::sqrt(count));
  EXPECT_NEAR(variance, 0.09, 5 * 0.09 * std::sqrt(2 / count));
}

class NoiseLayer : public testing::TestWithParam<LayerConfig> {};

TEST_P(NoiseLayer, IsTheIdentityInEvaluation) {
  EXPECT_EQ(OutputOfOnes(GetParam(), {}), Matrix<double>::Ones(kSamples, kSize));
}

TEST_P(NoiseLayer, DrawsFromSeedStepLayerAndSampleAlone) {
  const Matrix<double> y = OutputOfOnes(GetParam(), {Mode::kTraining, 1, 7, 0});
  EXPECT_EQ(OutputOfOnes(GetParam(), {Mode::kTraining, 1, 7, 0}), y);
  EXPECT_NE(OutputOfOnes(GetParam(), {Mode::kTraining, 2, 7, 0}), y);
  EXPECT_NE(OutputOfOnes(GetParam(), {Mode::kTraining, 1, 8, 0}), y);
  // The tenth sample of a mini-batch is the first of a chunk that begins there.
  EXPECT_EQ(OutputOfOnes(GetParam(), {Mode::kTraining, 1, 7, 10}, 20), y.middleRows(10, 20));
  // Another layer of the same network draws otherwise.
  auto model = TestModel<double>::Create(
      kSize, {GetParam(), GetParam(), DenseConfig(10, "softmax")}, kSamples, 1);
  const Matrix<double> ones = Matrix<double>::Ones(kSamples, kSize);
  model.network.Forward(ConstView(ones), model.workspace, kTraining);
  const Matrix<double> first = model.workspace.Output(0, kSamples);
  const Matrix<double> second = model.workspace.Output(1, kSamples);
  EXPECT_NE(second - first, first - ones);
}

TEST_P(NoiseLayer, RepeatsItsDrawsInAReplay) {
  auto model =
      TestModel<double>::Create(kSize, {GetParam(), DenseConfig(10, "softmax")}, kSamples, 1);
  const Matrix<double> ones = Matrix<double>::Ones(kSamples, kSize);
  model.network.Forward(ConstView(ones), model.workspace, kTraining);
  const Matrix<double> y = model.workspace.Output(0, kSamples);
  model.network.Forward(ConstView(ones), model.workspace, {Mode::kReplay});
  EXPECT_EQ(Matrix<double>(model.workspace.Output(0, kSamples)), y);
}

TEST_P(NoiseLayer, LeavesRunsReproducible) {
  const Dataset data = MakeToyDigits(300);
  ModelConfig config = ToyConfig(300, 0);
  config.training.batch_size = 150;
  const std::vector<LayerConfig> layers = {GetParam(), DenseConfig(16, "relu"), GetParam(),
                                           DenseConfig(10, "softmax")};
  const auto train = [&](bool disturbed) {
    TrainingRun run = TrainingRun::Create(config, layers, data).value();
    ConfusionMatrix confusion;
    for (int step = 0; step < 6; ++step) {
      run.Train(data, 100000);
      if (disturbed) Evaluate(run.model(), data, 0, 100, run.workspace(), confusion);
    }
    std::vector<float> parameters(
        static_cast<std::size_t>(run.network().architecture().parameter_count()));
    run.network().ExportParameters(parameters);
    return parameters;
  };
  EXPECT_EQ(train(false), train(false));
  EXPECT_EQ(train(false), train(true));
}

INSTANTIATE_TEST_SUITE_P(Layers, NoiseLayer, testing::Values(DropoutConfig(0.5), NoiseConfig(0.5)),
                         [](const auto& test) {
                           return test.param.type == "dropout" ? "Dropout" : "GaussianNoise";
                         });

}  // namespace
}  // namespace inkling
