#include "core/diagnostics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/trainer.h"
#include "toy_digits.h"

namespace inkling {
namespace {

// Differences of a few roundings of numbers of order one, in float.
constexpr double kRounding = 1e-6;

std::uint32_t Total(const Distribution& distribution) {
  return std::accumulate(distribution.histogram.begin(), distribution.histogram.end(), 0U);
}

TEST(Describe, GivesMeanDeviationRangeAndHistogram) {
  const std::vector<float> values = {0, 1, 2, 3, 4, 40};
  const Distribution found = Describe(values);
  EXPECT_EQ(found.count, 6);
  EXPECT_DOUBLE_EQ(found.mean, 50.0 / 6);
  // The mean of the squares, 1630 / 6, less the square of the mean.
  EXPECT_DOUBLE_EQ(found.deviation, std::sqrt(1630.0 / 6 - 2500.0 / 36));
  EXPECT_EQ(found.minimum, 0);
  EXPECT_EQ(found.maximum, 40);
  // Bins are one wide; the maximum lies in the last one, 39 to 40.
  for (std::size_t bin = 0; bin < kHistogramBins; ++bin) {
    EXPECT_EQ(found.histogram[bin], bin < 5 || bin == 39 ? 1 : 0) << bin;
  }
}

TEST(Describe, PutsEqualValuesIntoOneBin) {
  const Distribution found = Describe(std::vector<float>(7, -2.5F));
  EXPECT_EQ(found.mean, -2.5);
  EXPECT_EQ(found.deviation, 0);
  EXPECT_EQ(found.histogram[0], 7);
  EXPECT_EQ(Total(found), 7);
}

TEST(Describe, LeavesOutWhatIsNotFinite) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> values = {1, infinity, std::nanf(""), 3, -infinity};
  const Distribution found = Describe(values);
  EXPECT_EQ(found.count, 2);
  EXPECT_EQ(found.mean, 2);
  EXPECT_EQ(Total(found), 2);
  EXPECT_EQ(Describe(std::vector<float>{infinity}).count, 0);
  EXPECT_EQ(Describe({}).maximum, 0);
}

// A network of given parameters, on samples of one input.
struct Look {
  explicit Look(const std::vector<LayerConfig>& layers, Index input_size = 1)
      : model(TestModel<float>::Create(input_size, layers, 8, 1)) {
    std::ranges::fill(model.network.values(), 0.0F);
  }

  std::span<float> Tensor(std::size_t index) {
    const TensorInfo& tensor = model.network.architecture().tensors[index];
    return model.network.values().subspan(static_cast<std::size_t>(tensor.offset),
                                          static_cast<std::size_t>(tensor.size));
  }

  std::vector<LayerDiagnostics> Diagnose(const Matrix<float>& x,
                                         std::span<const float> previous = {}) {
    const std::vector<std::uint8_t> labels(static_cast<std::size_t>(x.rows()), 0);
    return DiagnoseLayers(model.network, model.loss, ConstView(x), labels, previous,
                          model.workspace)
        .value();
  }

  TestModel<float> model;
};

Matrix<float> Column(const std::vector<float>& values) {
  Matrix<float> x(std::ssize(values), 1);
  std::ranges::copy(values, x.data());
  return x;
}

TEST(DiagnoseLayers, FindsUnitsThatAreNeverActive) {
  Look look({DenseConfig(4, "relu"), DenseConfig(10, "softmax")});
  // On 1 and 2: active on both, on the second alone, on neither, and exactly at the floor.
  std::ranges::copy(std::array{1.0F, 1.0F, -1.0F, 0.0F}, look.Tensor(0).begin());
  std::ranges::copy(std::array{0.0F, -1.5F, 0.5F, 0.0F}, look.Tensor(1).begin());
  const auto layers = look.Diagnose(Column({1, 2}));
  EXPECT_EQ(layers[0].dead, 0.5);
  EXPECT_EQ(layers[0].saturated, std::nullopt);
  EXPECT_EQ(layers[1].dead, std::nullopt);  // softmax
  EXPECT_EQ(layers[1].saturated, std::nullopt);
}

TEST(DiagnoseLayers, TakesAReluAtItsFloorForDead) {
  ActivationConfig lowered{"relu", 2, -0.3};
  Look look({DenseConfig(2, lowered), DenseConfig(10, "softmax")});
  std::ranges::copy(std::array{-0.15F, -0.1F}, look.Tensor(1).begin());
  EXPECT_EQ(look.Diagnose(Column({0, 0})).front().dead, 0.5);
}

TEST(DiagnoseLayers, CountsAFilterActiveWhereverItIs) {
  Look look({ConvConfig(2, 1, "same", "relu"), {.type = "flatten"}, DenseConfig(10, "softmax")}, 1);
  // Built again for images of 2 x 2.
  look.model = TestModel<float>::Create(
      {1, 2, 2},
      {ConvConfig(2, 1, "same", "relu"), {.type = "flatten"}, DenseConfig(10, "softmax")}, 8, 1);
  std::ranges::fill(look.model.network.values(), 0.0F);
  std::ranges::copy(std::array{1.0F, -1.0F}, look.Tensor(0).begin());
  Matrix<float> x = Matrix<float>::Zero(1, 4);
  x(0, 3) = 1;
  const auto layers = look.Diagnose(x);
  EXPECT_EQ(layers[0].dead, 0.5);
  EXPECT_EQ(layers[1].dead, std::nullopt);  // flatten has no units
  EXPECT_FALSE(layers[1].weights.has_value());
  EXPECT_EQ(layers[1].activation.count, 8);
  EXPECT_EQ(layers[1].activation.mean, 1.0 / 8);
}

TEST(DiagnoseLayers, FindsSaturatedUnits) {
  // The slope is 1/20 of the largest at |x| = 4.36 for the sigmoid, 2.18 for tanh and 1.5 times
  // that for the improved sigmoid: (1 - sqrt(0.95)) / 2 is the sigmoid there, sqrt(0.95) is tanh.
  struct Case {
    const char* activation;
    float inside;
    float outside;
  };
  for (const auto& [activation, inside, outside] :
       {Case{"sigmoid", 4.3F, 4.4F}, Case{"tanh", 2.17F, 2.19F},
        Case{"improved-sigmoid", 3.26F, 3.28F}}) {
    Look look({DenseConfig(2, activation), DenseConfig(10, "softmax")});
    // The second unit has no weight and is never saturated.
    std::ranges::copy(std::array{1.0F, 0.0F}, look.Tensor(0).begin());
    EXPECT_EQ(look.Diagnose(Column({inside, -inside})).front().saturated, 0) << activation;
    EXPECT_EQ(look.Diagnose(Column({inside, outside})).front().saturated, 0.25) << activation;
    EXPECT_EQ(look.Diagnose(Column({-outside, outside})).front().saturated, 0.5) << activation;
    EXPECT_EQ(look.Diagnose(Column({outside})).front().dead, std::nullopt) << activation;
  }
}

TEST(DiagnoseLayers, FindsRelu6AtBothEnds) {
  Look look({DenseConfig(4, "relu6"), DenseConfig(10, "softmax")});
  std::ranges::copy(std::array{7.0F, 6.0F, 5.0F, -1.0F}, look.Tensor(1).begin());
  const auto layers = look.Diagnose(Column({0}));
  EXPECT_EQ(layers[0].dead, 0.25);
  EXPECT_EQ(layers[0].saturated, 0.5);
}

TEST(DiagnoseLayers, JudgesTheOutputsOfTheLastLayer) {
  TestModel<float> model =
      TestModel<float>::Create(1, {DenseConfig(10, "tanh")}, 4, 1, LossType::kMeanSquaredError);
  std::ranges::fill(model.network.values(), 0.0F);
  model.network.values()[0] = 5;  // of ten units, the first
  const Matrix<float> x = Column({1, 1});
  const std::vector<std::uint8_t> labels = {0, 0};
  const auto layers =
      DiagnoseLayers(model.network, model.loss, ConstView(x), labels, {}, model.workspace).value();
  EXPECT_EQ(layers[0].saturated, 0.1);
  EXPECT_NEAR(layers[0].activation.mean, std::tanh(5.0) / 10, kRounding);
  EXPECT_EQ(layers[0].activation.minimum, 0);
}

TEST(DiagnoseLayers, GivesTheGradientOfTheMeanLoss) {
  // Zero weights: outputs 1/10, so that the gradient with respect to the weight of output j is the
  // mean of x (1/10 - [j = 0]).
  Look look({DenseConfig(10, "softmax")});
  const auto layers = look.Diagnose(Column({1, 3}));
  ASSERT_TRUE(layers[0].weights.has_value());
  const WeightDiagnostics& weights = *layers[0].weights;
  EXPECT_NEAR(weights.gradient.minimum, 2 * -0.9, kRounding);
  EXPECT_NEAR(weights.gradient.maximum, 2 * 0.1, kRounding);
  EXPECT_NEAR(weights.gradient_norm, 2 * std::sqrt(0.81 + 9 * 0.01), kRounding);
  EXPECT_EQ(weights.weight_norm, 0);
  EXPECT_NEAR(layers[0].activation.mean, 0.1, kRounding);
  EXPECT_EQ(weights.update, std::nullopt);
}

TEST(DiagnoseLayers, GivesTheLastUpdate) {
  Look look({DenseConfig(10, "softmax")});
  std::vector<float> previous(look.model.network.values().begin(),
                              look.model.network.values().end());
  look.Tensor(0)[0] = 3;
  look.Tensor(0)[1] = -4;
  look.Tensor(1)[0] = 100;  // a bias
  const auto layers = look.Diagnose(Column({1}), previous);
  const WeightDiagnostics& weights = *layers[0].weights;
  ASSERT_TRUE(weights.update.has_value());
  EXPECT_EQ(weights.update_norm, 5);
  EXPECT_EQ(weights.weight_norm, 5);
  EXPECT_EQ(weights.update->minimum, -4);
  EXPECT_EQ(weights.update->maximum, 3);
}

TEST(DiagnoseLayers, LeavesTheGradientsOfTrainingAlone) {
  Look look({DenseConfig(10, "softmax")});
  std::ranges::fill(look.model.network.gradients(), 7.0F);
  look.Diagnose(Column({1, 2}));
  EXPECT_TRUE(std::ranges::all_of(look.model.network.gradients(), [](float g) { return g == 7; }));
}

class TrainerDiagnostics : public testing::Test {
 protected:
  void SetUp() override { Load(trainer_); }

  static void Load(Trainer& trainer) {
    ASSERT_TRUE(trainer.ReserveDataset({400, 60, kToyWidth, kToyHeight}).ok());
    FillToyDigits(trainer.PendingImages(), trainer.PendingLabels(), 1);
    ASSERT_TRUE(trainer.CommitDataset().ok());
    ASSERT_TRUE(trainer.CreateModel(ToyConfig(300, 80), ToyLayers()).ok());
  }

  const LayerDiagnostics& First() {
    EXPECT_TRUE(trainer_.Diagnose().ok());
    return trainer_.diagnostics().front();
  }

  Trainer trainer_;
};

TEST_F(TrainerDiagnostics, LookAtTheFirstTrainingSamples) {
  EXPECT_TRUE(trainer_.Diagnose().ok());
  ASSERT_EQ(trainer_.diagnostics().size(), 2);
  EXPECT_EQ(trainer_.diagnosed_samples(), kChunkSamples);
  EXPECT_EQ(trainer_.diagnostics()[0].layer, "layers.0");
  EXPECT_EQ(trainer_.diagnostics()[0].activation.count, kChunkSamples * 16);
  EXPECT_EQ(trainer_.diagnostics()[1].activation.count, kChunkSamples * 10);
  EXPECT_NEAR(trainer_.diagnostics()[1].activation.mean, 0.1, kRounding);
}

TEST_F(TrainerDiagnostics, KnowTheLastUpdateOnceItIsKept) {
  ASSERT_TRUE(trainer_.TrainStep(kChunkSamples).complete);
  EXPECT_EQ(First().weights->update, std::nullopt);
  ASSERT_TRUE(trainer_.KeepUpdates(true).ok());
  EXPECT_EQ(First().weights->update, std::nullopt);  // no step since then
  const auto before = trainer_.ExportParameters();
  const std::vector<float> previous(before.begin(), before.end());
  ASSERT_TRUE(trainer_.TrainStep(kChunkSamples).complete);
  const auto now = trainer_.ExportParameters();
  double squares = 0;
  for (std::size_t i = 0; i < kToyWidth * kToyHeight * 16; ++i) {
    squares += std::pow(static_cast<double>(now[i]) - static_cast<double>(previous[i]), 2);
  }
  EXPECT_NEAR(First().weights->update_norm, std::sqrt(squares), kRounding);
  EXPECT_GT(squares, 0);
  ASSERT_TRUE(trainer_.KeepUpdates(false).ok());
  EXPECT_EQ(First().weights->update, std::nullopt);
}

TEST_F(TrainerDiagnostics, ForgetTheUpdateOfWeightsThatWereReplaced) {
  ASSERT_TRUE(trainer_.KeepUpdates(true).ok());
  ASSERT_TRUE(trainer_.TrainStep(kChunkSamples).complete);
  EXPECT_TRUE(First().weights->update.has_value());
  trainer_.ExportParameters();
  ASSERT_TRUE(trainer_.ImportParameters().ok());
  EXPECT_EQ(First().weights->update, std::nullopt);
}

TEST_F(TrainerDiagnostics, ChangeNothingInTraining) {
  Trainer plain;
  Load(plain);
  ASSERT_TRUE(trainer_.KeepUpdates(true).ok());
  for (int i = 0; i < 20; ++i) {
    trainer_.TrainStep(20);
    plain.TrainStep(20);
    First();
  }
  const auto expected = plain.ExportParameters();
  EXPECT_TRUE(std::ranges::equal(trainer_.ExportParameters(), expected));
}

TEST(TrainerDiagnosticsAlone, NeedAModel) {
  Trainer trainer;
  EXPECT_EQ(trainer.Diagnose().code, "no-model");
  EXPECT_EQ(trainer.KeepUpdates(true).code, "no-model");
  EXPECT_TRUE(trainer.diagnostics().empty());
}

}  // namespace
}  // namespace inkling
