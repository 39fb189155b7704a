#include "core/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "toy_digits.h"

namespace inkling {
namespace {

constexpr Index kPool = 400;
constexpr Index kTest = 60;
constexpr Index kPixels = kToyWidth * kToyHeight;

void LoadToyDigits(Trainer& trainer) {
  ASSERT_TRUE(trainer.ReserveDataset({kPool, kTest, kToyWidth, kToyHeight}).ok());
  FillToyDigits(trainer.PendingImages(), trainer.PendingLabels(), 1);
  ASSERT_TRUE(trainer.CommitDataset().ok());
}

void CreateToyModel(Trainer& trainer) {
  const Outcome outcome = trainer.CreateModel(ToyConfig(300, 80), ToyLayers());
  ASSERT_TRUE(outcome.ok()) << outcome.message;
}

std::vector<float> Copy(std::span<const float> values) { return {values.begin(), values.end()}; }

class TrainerTest : public testing::Test {
 protected:
  void SetUp() override {
    LoadToyDigits(trainer_);
    CreateToyModel(trainer_);
  }

  std::vector<float> Parameters() { return Copy(trainer_.ExportParameters()); }

  void TrainSteps(int steps) {
    for (int i = 0; i < steps; ++i) ASSERT_TRUE(trainer_.TrainStep(kChunkSamples).complete);
  }

  std::vector<float> Probabilities() {
    const auto staged = trainer_.Stage(3 * kPixels);
    for (std::size_t i = 0; i < staged.size(); ++i) staged[i] = static_cast<float>(i % 7) / 7;
    return Copy(trainer_.Predict(3));
  }

  Trainer trainer_;
};

TEST(Trainer, WithoutADataSetRefusesAModel) {
  Trainer trainer;
  EXPECT_EQ(trainer.CreateModel(ToyConfig(300, 80), ToyLayers()).code, "no-dataset");
  EXPECT_EQ(trainer.CommitDataset().code, "no-dataset");
  EXPECT_TRUE(trainer.PendingImages().empty());
}

TEST(Trainer, WithoutAModelGivesEmptyResults) {
  Trainer trainer;
  LoadToyDigits(trainer);
  EXPECT_EQ(trainer.ParameterCount(), 0);
  EXPECT_EQ(trainer.StepsPerEpoch(), 0);
  EXPECT_TRUE(trainer.Tensors().empty());
  EXPECT_EQ(trainer.TrainStep(100).samples, 0);
  EXPECT_EQ(trainer.EvaluateRange(Split::kTest, 0, 10).samples, 0);
  EXPECT_TRUE(trainer.ReadSample(Split::kTrain, 0).image.empty());
  trainer.Stage(kPixels);
  EXPECT_TRUE(trainer.Predict(1).empty());
  EXPECT_TRUE(trainer.ExportParameters().empty());
  EXPECT_EQ(trainer.ImportParameters().code, "no-model");
  EXPECT_EQ(trainer.SetLearningRate(0.1).code, "no-model");
  trainer.AbandonBatch();
}

TEST_F(TrainerTest, KeepsDataAndModelWhenADataSetIsRefused) {
  const std::vector<float> before = Parameters();
  EXPECT_EQ(trainer_.ReserveDataset({0, 0, 28, 28}).code, "invalid-data");
  ASSERT_TRUE(trainer_.ReserveDataset({10, 0, 28, 28}).ok());
  trainer_.PendingLabels()[3] = 10;
  EXPECT_EQ(trainer_.CommitDataset().code, "invalid-data");
  EXPECT_EQ(Parameters(), before);
  EXPECT_EQ(trainer_.EvaluateRange(Split::kTest, 0, kTest).samples, kTest);
  TrainSteps(1);
  // The refused one is gone.
  EXPECT_EQ(trainer_.CommitDataset().code, "no-dataset");
}

TEST_F(TrainerTest, DropsTheModelWithTheDataThatItWasFor) {
  LoadToyDigits(trainer_);
  EXPECT_EQ(trainer_.ParameterCount(), 0);
}

TEST_F(TrainerTest, KeepsTheModelWhenAnotherIsRefused) {
  TrainSteps(3);
  const std::vector<float> before = Parameters();
  ModelConfig config = ToyConfig(300, 80);
  config.training.optimizer.learning_rate = -1;
  EXPECT_EQ(trainer_.CreateModel(config, ToyLayers()).code, "invalid-specification");
  EXPECT_EQ(trainer_.CreateModel(ToyConfig(300, 101), ToyLayers()).path, "dataset.valid");
  EXPECT_EQ(Parameters(), before);
  EXPECT_EQ(trainer_.TrainStep(kChunkSamples).step, 4);
}

TEST_F(TrainerTest, CountsParametersAndSteps) {
  EXPECT_EQ(trainer_.ParameterCount(), kPixels * 16 + 16 + 16 * 10 + 10);
  EXPECT_EQ(trainer_.StepsPerEpoch(), 10);  // ceil(300 / 32)
  EXPECT_EQ(trainer_.Tensors().size(), 4U);
}

TEST_F(TrainerTest, RewindsToTheSameWeightsAndTheSameRun) {
  const std::vector<float> fresh = Parameters();
  TrainSteps(15);
  const std::vector<float> trained = Parameters();
  CreateToyModel(trainer_);
  EXPECT_EQ(Parameters(), fresh);
  TrainSteps(15);
  EXPECT_EQ(Parameters(), trained);
}

TEST_F(TrainerTest, SplitsAreTheFrontAndTheEndOfThePoolAndTheTestSamples) {
  EXPECT_EQ(trainer_.SplitSize(Split::kTrain), 300);
  EXPECT_EQ(trainer_.SplitSize(Split::kValid), 80);
  EXPECT_EQ(trainer_.SplitSize(Split::kTest), kTest);
  std::vector<std::uint8_t> images((kPool + kTest) * kPixels);
  std::vector<std::uint8_t> labels(kPool + kTest);
  FillToyDigits(images, labels, 1);
  const auto expect = [&](Split split, Index index, Index sample) {
    const SampleReading reading = trainer_.ReadSample(split, index);
    EXPECT_EQ(reading.label, labels[static_cast<std::size_t>(sample)]);
    EXPECT_TRUE(std::ranges::equal(
        reading.image, std::span(images).subspan(static_cast<std::size_t>(sample * kPixels),
                                                 static_cast<std::size_t>(kPixels))));
  };
  expect(Split::kTrain, 0, 0);
  expect(Split::kTrain, 299, 299);
  expect(Split::kValid, 0, kPool - 80);
  expect(Split::kValid, 79, kPool - 1);
  expect(Split::kTest, 0, kPool);
  expect(Split::kTest, kTest - 1, kPool + kTest - 1);
  EXPECT_TRUE(trainer_.ReadSample(Split::kTrain, 300).image.empty());
  EXPECT_TRUE(trainer_.ReadSample(Split::kValid, -1).image.empty());
}

TEST_F(TrainerTest, EvaluationCountsEverySampleOfTheRangeOnce) {
  TrainSteps(5);
  trainer_.ResetEvaluation();
  const Score whole = trainer_.EvaluateRange(Split::kTrain, 0, 300);
  EXPECT_EQ(whole.samples, 300);
  const std::vector<std::uint32_t> counts(trainer_.confusion().counts().begin(),
                                          trainer_.confusion().counts().end());
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0U), 300U);
  std::uint32_t diagonal = 0;
  for (std::size_t i = 0; i < 10; ++i) diagonal += counts[i * 11];
  EXPECT_EQ(diagonal, static_cast<std::uint32_t>(whole.correct));

  trainer_.ResetEvaluation();
  Score parts;
  for (Index begin = 0; begin < 300; begin += 70) {
    parts += trainer_.EvaluateRange(Split::kTrain, begin, begin + 70);
  }
  EXPECT_EQ(parts.samples, 300);
  EXPECT_EQ(parts.correct, whole.correct);
  // Products may sum in another order in a batch of another size: relative 1e-5 is ample for
  // sums of 20 terms in float.
  EXPECT_NEAR(parts.loss_sum, whole.loss_sum, 1e-5 * whole.loss_sum);
  EXPECT_TRUE(std::ranges::equal(trainer_.confusion().counts(), counts));
}

TEST_F(TrainerTest, ConfusionHasTrueClassesAsRowsAndPredictionsAsColumns) {
  // A network that always answers 7: only the bias of the last layer is not zero.
  const auto staged = trainer_.Stage(static_cast<std::size_t>(trainer_.ParameterCount()));
  std::ranges::fill(staged, 0.0F);
  staged[staged.size() - 3] = 5;
  ASSERT_TRUE(trainer_.ImportParameters().ok());
  trainer_.ResetEvaluation();
  const Score score = trainer_.EvaluateRange(Split::kTest, 0, kTest);
  std::vector<std::uint8_t> images((kPool + kTest) * kPixels);
  std::vector<std::uint8_t> labels(kPool + kTest);
  FillToyDigits(images, labels, 1);
  for (std::size_t row = 0; row < 10; ++row) {
    const auto in_class = static_cast<std::uint32_t>(
        std::count(labels.begin() + kPool, labels.end(), static_cast<std::uint8_t>(row)));
    for (std::size_t column = 0; column < 10; ++column) {
      EXPECT_EQ(trainer_.confusion().counts()[row * 10 + column], column == 7 ? in_class : 0U);
    }
  }
  EXPECT_EQ(score.correct, std::count(labels.begin() + kPool, labels.end(), 7));
  const SampleReading reading = trainer_.ReadSample(Split::kTest, 0);
  EXPECT_EQ(reading.predicted, 7);
  EXPECT_NEAR(reading.confidence, std::exp(5) / (std::exp(5) + 9), 1e-6);
}

TEST_F(TrainerTest, EvaluationOfAnEmptyRangeIsEmpty) {
  EXPECT_EQ(trainer_.EvaluateRange(Split::kTrain, 10, 10).samples, 0);
  EXPECT_EQ(trainer_.EvaluateRange(Split::kTrain, 20, 10).samples, 0);
  EXPECT_EQ(trainer_.EvaluateRange(Split::kTrain, 500, 600).samples, 0);
  EXPECT_EQ(trainer_.EvaluateRange(Split::kTrain, -5, 600).samples, 300);
}

TEST_F(TrainerTest, PredictsProbabilities) {
  const std::vector<float> probabilities = Probabilities();
  ASSERT_EQ(probabilities.size(), 30U);
  for (std::size_t sample = 0; sample < 3; ++sample) {
    double sum = 0;
    for (std::size_t i = 0; i < 10; ++i) {
      EXPECT_GT(probabilities[sample * 10 + i], 0);
      sum += static_cast<double>(probabilities[sample * 10 + i]);
    }
    EXPECT_NEAR(sum, 1, 20 * 6e-8);  // ten terms and ten quotients, each rounded
  }
}

TEST_F(TrainerTest, PredictsMoreSamplesThanAChunkHolds) {
  constexpr Index kMany = 2 * kChunkSamples + 3;
  const auto staged = trainer_.Stage(kMany * kPixels);
  for (std::size_t i = 0; i < staged.size(); ++i) staged[i] = static_cast<float>(i % 11) / 11;
  const std::vector<float> pixels = Copy(staged);
  const std::vector<float> many = Copy(trainer_.Predict(kMany));
  ASSERT_EQ(many.size(), static_cast<std::size_t>(kMany * kClasses));
  std::ranges::copy(std::span(pixels).last(kPixels), trainer_.Stage(kPixels).begin());
  const auto last = trainer_.Predict(1);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(last[i], many[many.size() - 10 + i], 1e-6);
  }
}

TEST_F(TrainerTest, PredictsNothingFromTheWrongNumberOfPixelsOrFromValuesThatAreNotFinite) {
  trainer_.Stage(kPixels - 1);
  EXPECT_TRUE(trainer_.Predict(1).empty());
  trainer_.Stage(kPixels + 1);
  EXPECT_TRUE(trainer_.Predict(1).empty());
  std::ranges::fill(trainer_.Stage(kPixels), 0.5F);
  EXPECT_TRUE(trainer_.Predict(0).empty());
  EXPECT_TRUE(trainer_.Predict(-1).empty());
  EXPECT_TRUE(trainer_.Predict(std::numeric_limits<Index>::max()).empty());
  EXPECT_FALSE(trainer_.Predict(1).empty());
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const auto staged = trainer_.Stage(kPixels);
    std::ranges::fill(staged, 0.5F);
    staged[7] = bad;
    EXPECT_TRUE(trainer_.Predict(1).empty());
  }
}

TEST_F(TrainerTest, ImportsWhatItExportedWithoutChangingAPrediction) {
  TrainSteps(20);
  const std::vector<float> probabilities = Probabilities();
  const std::vector<float> parameters = Parameters();
  CreateToyModel(trainer_);
  EXPECT_NE(Probabilities(), probabilities);
  std::ranges::copy(parameters, trainer_.Stage(parameters.size()).begin());
  ASSERT_TRUE(trainer_.ImportParameters().ok());
  EXPECT_EQ(Probabilities(), probabilities);
  EXPECT_EQ(Parameters(), parameters);
}

TEST_F(TrainerTest, RefusesParametersThatAreNotFiniteOrOfTheWrongNumber) {
  const std::vector<float> before = Parameters();
  auto staged = trainer_.ExportParameters();
  EXPECT_EQ(staged.size(), before.size());
  trainer_.Stage(before.size())[before.size() - 1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(trainer_.ImportParameters().code, "invalid-input");
  std::ranges::fill(trainer_.Stage(before.size() - 1), 0.0F);
  EXPECT_EQ(trainer_.ImportParameters().code, "invalid-input");
  EXPECT_EQ(Parameters(), before);
}

TEST_F(TrainerTest, RefusesABadLearningRateAndKeepsTheOneInUse) {
  Trainer other;
  LoadToyDigits(other);
  CreateToyModel(other);
  for (const double bad : {-0.1, 0.0, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(trainer_.SetLearningRate(bad).code, "invalid-input");
  }
  TrainSteps(3);
  for (int i = 0; i < 3; ++i) other.TrainStep(kChunkSamples);
  EXPECT_EQ(Parameters(), Copy(other.ExportParameters()));
  EXPECT_TRUE(trainer_.SetLearningRate(0.01).ok());
}

TEST_F(TrainerTest, IsNotDisturbedByReadingPredictingEvaluatingOrExporting) {
  Trainer other;
  LoadToyDigits(other);
  CreateToyModel(other);
  for (int i = 0; i < 25; ++i) {
    trainer_.TrainStep(kChunkSamples);
    trainer_.EvaluateRange(Split::kValid, 0, 80);
    trainer_.ReadSample(Split::kTest, i);
    Probabilities();
    Parameters();
    other.TrainStep(kChunkSamples);
  }
  EXPECT_EQ(Parameters(), Copy(other.ExportParameters()));
}

TEST(Trainer, LearnsAndForgetsTwoHundredTimes) {
  // The sanitizers look for leaks and stale memory; the results must not depend on the past.
  std::vector<float> first;
  for (int cycle = 0; cycle < 200; ++cycle) {
    Trainer trainer;
    LoadToyDigits(trainer);
    CreateToyModel(trainer);
    for (int step = 0; step < 3; ++step) trainer.TrainStep(kChunkSamples);
    const std::vector<float> parameters = Copy(trainer.ExportParameters());
    if (cycle == 0) first = parameters;
    ASSERT_EQ(parameters, first) << cycle;
  }
}

}  // namespace
}  // namespace inkling
