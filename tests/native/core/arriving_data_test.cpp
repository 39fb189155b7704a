// A data set that arrives in parts while a network is trained on it.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/sampler.h"
#include "core/trainer.h"
#include "toy_digits.h"

namespace inkling {
namespace {

constexpr Index kTrain = 2 * kFirstEpochBlock + 1000;
constexpr Index kPool = kTrain + 500;
constexpr Index kTest = 60;
constexpr Index kTotal = kPool + kTest;
constexpr Index kPixels = kToyWidth * kToyHeight;

struct Samples {
  std::vector<std::uint8_t> images = std::vector<std::uint8_t>(kTotal * kPixels);
  std::vector<std::uint8_t> labels = std::vector<std::uint8_t>(kTotal);
};

const Samples& All() {
  static const Samples all = [] {
    Samples samples;
    FillToyDigits(samples.images, samples.labels, 1);
    return samples;
  }();
  return all;
}

void Write(Trainer& trainer, Index count) {
  const auto first = static_cast<std::size_t>(kTotal) - trainer.PendingLabels().size();
  const auto size = static_cast<std::size_t>(count);
  std::ranges::copy(std::span(All().labels).subspan(first, size), trainer.PendingLabels().begin());
  std::ranges::copy(std::span(All().images).subspan(first * kPixels, size * kPixels),
                    trainer.PendingImages().begin());
}

void Deliver(Trainer& trainer, Index count) {
  Write(trainer, count);
  ASSERT_TRUE(trainer.AddSamples(count).ok());
}

void CreateModel(Trainer& trainer, const std::string& scaling) {
  ModelConfig config = ToyConfig(kTrain, 500);
  config.scaling = scaling;
  config.training.batch_size = 128;
  config.training.optimizer.learning_rate = 0.1;
  ASSERT_TRUE(trainer.CreateModel(config, ToyLayers()).ok());
}

void OpenWithModel(Trainer& trainer, const std::string& scaling) {
  ASSERT_TRUE(trainer.ReserveDataset({kPool, kTest, kToyWidth, kToyHeight}).ok());
  ASSERT_TRUE(trainer.OpenDataset().ok());
  CreateModel(trainer, scaling);
}

std::vector<float> Parameters(Trainer& trainer) {
  const auto values = trainer.ExportParameters();
  return {values.begin(), values.end()};
}

// After two epochs on data that was there from the start.
std::vector<float> TrainedOnWhole(const std::string& scaling) {
  Trainer trainer;
  EXPECT_TRUE(trainer.ReserveDataset({kPool, kTest, kToyWidth, kToyHeight}).ok());
  Write(trainer, kTotal);
  EXPECT_TRUE(trainer.CommitDataset().ok());
  CreateModel(trainer, scaling);
  for (Index i = 0; i < 2 * trainer.StepsPerEpoch(); ++i) trainer.TrainStep(kChunkSamples);
  return Parameters(trainer);
}

class ArrivingDataOfScaling : public testing::TestWithParam<const char*> {};

TEST_P(ArrivingDataOfScaling, GivesTheSameWeightsAsDataThatWasThereFromTheStart) {
  Trainer trainer;
  OpenWithModel(trainer, GetParam());
  const Index steps = 2 * trainer.StepsPerEpoch();
  Index done = 0;
  Index waits = 0;
  const Index part = 1777;
  while (done < steps) {
    if (trainer.TrainStep(kChunkSamples).complete) {
      ++done;
      continue;
    }
    ++waits;
    ASSERT_GT(trainer.NeededSamples(), trainer.ArrivedSamples());
    ASSERT_NO_FATAL_FAILURE(Deliver(trainer, std::min(part, kTotal - trainer.ArrivedSamples())));
  }
  // It waited for each part that a step needed.
  EXPECT_EQ(waits, (kTrain + part - 1) / part);
  EXPECT_EQ(Parameters(trainer), TrainedOnWhole(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Scalings, ArrivingDataOfScaling, testing::Values("unit", "standard"));

TEST(ArrivingData, LetsTrainingBeginWithTheFirstBlock) {
  Trainer trainer;
  OpenWithModel(trainer, "unit");
  EXPECT_EQ(trainer.NeededSamples(), kFirstEpochBlock);
  Deliver(trainer, kFirstEpochBlock - 1);
  EXPECT_EQ(trainer.TrainStep(kChunkSamples).samples, 0);
  Deliver(trainer, 1);
  EXPECT_TRUE(trainer.TrainStep(kChunkSamples).complete);
}

TEST(ArrivingData, IsWaitedForAsAWholeWhereItsPixelsSetTheScaling) {
  Trainer trainer;
  OpenWithModel(trainer, "standard");
  EXPECT_EQ(trainer.NeededSamples(), kTrain);
  Deliver(trainer, kTrain);
  EXPECT_NEAR(trainer.scaling().shift,
              MakeScaling("standard", std::span(All().images).first(kTrain * kPixels))->shift, 0);
}

TEST(ArrivingData, RefusesWhatNeedsSamplesThatAreMissing) {
  Trainer trainer;
  OpenWithModel(trainer, "unit");
  EXPECT_EQ(trainer.Diagnose().code, "incomplete-data");
  const GradientCheckRequest check{.split = Split::kValid,
                                   .samples = {0},
                                   .parameters = {{.tensor = 0, .element = 0}},
                                   .denominators = {100}};
  Deliver(trainer, kPool - 1);
  EXPECT_TRUE(trainer.Diagnose().ok());
  EXPECT_EQ(trainer.EvaluateRange(Split::kTrain, 0, kTrain).samples, kTrain);
  EXPECT_EQ(trainer.EvaluateRange(Split::kValid, 0, 500).samples, 0);
  EXPECT_TRUE(trainer.ReadSample(Split::kValid, 499).image.empty());
  EXPECT_TRUE(trainer.BeginGradientCheck(check).ok());
  EXPECT_TRUE(trainer.SaveCheckpoint("", "").empty());
  EXPECT_EQ(trainer.InspectCheckpoint().outcome.code, "incomplete-data");
  Deliver(trainer, 1);
  EXPECT_EQ(trainer.EvaluateRange(Split::kValid, 0, 500).samples, 500);
  EXPECT_FALSE(trainer.SaveCheckpoint("", "").empty());
  EXPECT_EQ(trainer.EvaluateRange(Split::kTest, 0, kTest).samples, 0);
  Deliver(trainer, kTest);
  EXPECT_EQ(trainer.EvaluateRange(Split::kTest, 0, kTest).samples, kTest);
  EXPECT_TRUE(trainer.PendingImages().empty());
}

TEST(ArrivingData, RefusesABadLabelAndTakesTheSamplesThatReplaceIt) {
  Trainer trainer;
  OpenWithModel(trainer, "unit");
  Write(trainer, kFirstEpochBlock);
  trainer.PendingLabels()[7] = 10;
  EXPECT_EQ(trainer.AddSamples(kFirstEpochBlock).code, "invalid-data");
  EXPECT_EQ(trainer.ArrivedSamples(), 0);
  Deliver(trainer, kFirstEpochBlock);
  EXPECT_TRUE(trainer.TrainStep(kChunkSamples).complete);
}

TEST(ArrivingData, IsReplacedByAnotherDataSetBeforeItIsComplete) {
  Trainer trainer;
  OpenWithModel(trainer, "unit");
  Deliver(trainer, kFirstEpochBlock);
  trainer.TrainStep(kChunkSamples);
  ASSERT_TRUE(trainer.ReserveDataset({20, 0, kToyWidth, kToyHeight}).ok());
  EXPECT_EQ(trainer.PendingLabels().size(), 20U);
  ASSERT_TRUE(trainer.CommitDataset().ok());
  EXPECT_EQ(trainer.ArrivedSamples(), 20);
  EXPECT_EQ(trainer.ParameterCount(), 0);
  EXPECT_EQ(trainer.AddSamples(1).code, "invalid-data");
}

TEST(ArrivingData, CannotBeAddedToWithoutADataSet) {
  Trainer trainer;
  EXPECT_EQ(trainer.OpenDataset().code, "no-dataset");
  EXPECT_EQ(trainer.AddSamples(1).code, "no-dataset");
  EXPECT_EQ(trainer.ArrivedSamples(), 0);
  EXPECT_EQ(trainer.NeededSamples(), 0);
}

}  // namespace
}  // namespace inkling
