// A run that is saved, opened and trained on is the run that was not interrupted.

#include "checkpoint_case.h"

namespace inkling {
namespace {

std::vector<Experiment> Experiments() {
  std::vector<Experiment> all = {
      With("SGD", {.learning_rate = 0.5}),
      With("momentum", {.learning_rate = 0.1, .momentum = 0.9}),
      With("Nesterov", {.learning_rate = 0.1, .momentum = 0.9, .nesterov = true}),
      With("RMSProp", {.type = "rmsprop", .learning_rate = 0.005}),
      With("Adam", {.type = "adam", .learning_rate = 0.01}),
      With("AdamW", {.type = "adamw", .learning_rate = 0.01}),
  };
  Experiment noisy = With("all that is random", {.type = "adam", .learning_rate = 0.01});
  noisy.layers = {{.type = "gaussian-noise", .standard_deviation = 0.1},
                  DenseConfig(24, "tanh"),
                  {.type = "dropout", .rate = 0.4},
                  DenseConfig(10, "softmax")};
  noisy.config.scaling = "standard";
  noisy.config.training.augmentation = {
      .shift = 1, .rotation = 20, .scale = 0.2, .elastic_alpha = 2, .elastic_sigma = 1};
  noisy.config.training.weight_decay = 1e-3;
  noisy.config.training.l1 = 1e-4;
  noisy.config.training.gradient_clipping = 0.5;
  all.push_back(noisy);
  Experiment cosine = With("cosine with warm-up", {.learning_rate = 0.3, .momentum = 0.5});
  cosine.config.training.schedule = {.type = "cosine", .minimum = 1e-3, .warmup = 0.5};
  cosine.config.training.epochs = 3;
  all.push_back(cosine);
  Experiment cnn = With("convolution", {.type = "rmsprop", .learning_rate = 0.005});
  cnn.layers = {
      ConvConfig(3, 3, "same", "relu"), PoolConfig(2), {.type = "flatten"}, ToyLayers()[1]};
  all.push_back(cnn);
  // Larger than what passes through the network at once, so that a save finds one half done.
  Experiment chunked = With("batches in chunks", {.type = "adam", .learning_rate = 0.01});
  chunked.config.training.batch_size = 400;
  all.push_back(chunked);
  Experiment full = With("full batches", {.learning_rate = 0.1, .momentum = 0.9});
  full.config.training.batch_size = 0;
  all.push_back(full);
  return all;
}

TEST(Resuming, GoesOnByteForByteAsIfTheRunHadNotBeenInterrupted) {
  constexpr int kSteps = 45;  // two epochs and a part of mini-batches of 32
  for (const Experiment& experiment : Experiments()) {
    Trainer uninterrupted = MakeTrainer(experiment);
    TrainSteps(uninterrupted, kSteps);
    const File expected = Save(uninterrupted);
    for (const int step : {0, 1, 7, 18, 19, 20, 38, 44}) {
      Trainer first = MakeTrainer(experiment);
      TrainSteps(first, step);
      const File file = Save(first);
      Trainer second;
      LoadToyDigits(second);
      const Outcome outcome = Open(second, experiment, file);
      ASSERT_TRUE(outcome.ok()) << outcome.message;
      EXPECT_TRUE(Same(Save(second), file)) << experiment.name << " at " << step;
      TrainSteps(second, kSteps - step);
      EXPECT_TRUE(Same(Save(second), expected)) << experiment.name << " from " << step;
      // Nor is the run from which it was taken disturbed.
      TrainSteps(first, kSteps - step);
      EXPECT_TRUE(Same(Save(first), expected)) << experiment.name << " saved at " << step;
    }
  }
}

TEST(Resuming, HasNothingOfTheMiniBatchUnderWay) {
  Experiment experiment = With("chunks", {.type = "adam", .learning_rate = 0.01});
  experiment.config.training.batch_size = 600;
  Trainer trainer = MakeTrainer(experiment);
  TrainSteps(trainer, 3);
  const File before = Save(trainer);
  ASSERT_FALSE(trainer.TrainStep(1).complete);
  EXPECT_TRUE(Same(Save(trainer), before));
  // Saving has not forgotten it either.
  ASSERT_FALSE(trainer.TrainStep(1).complete);
  ASSERT_TRUE(trainer.TrainStep(1).complete);
  const File uninterrupted = Save(trainer);
  ASSERT_TRUE(Open(trainer, experiment, before).ok());
  TrainSteps(trainer, 1);
  EXPECT_TRUE(Same(Save(trainer), uninterrupted));
}

TEST(Resuming, DropsTheMiniBatchUnderWayOfTheModelBefore) {
  Experiment experiment = With("chunks", {.learning_rate = 0.1});
  experiment.config.training.batch_size = 600;
  Trainer trainer = MakeTrainer(experiment);
  const File fresh = Save(trainer);
  TrainSteps(trainer, 1);
  const File expected = Save(trainer);
  ASSERT_FALSE(trainer.TrainStep(1).complete);
  ASSERT_TRUE(Open(trainer, experiment, fresh).ok());
  TrainSteps(trainer, 1);
  EXPECT_TRUE(Same(Save(trainer), expected));
}

TEST(Resuming, KeepsALearningRateThatWasChanged) {
  const Experiment experiment = With("momentum", {.learning_rate = 0.1, .momentum = 0.9});
  Trainer trainer = MakeTrainer(experiment);
  TrainSteps(trainer, 5);
  ASSERT_TRUE(trainer.SetLearningRate(0.03).ok());
  Trainer other = MakeTrainer(experiment);
  ASSERT_TRUE(Open(other, experiment, Save(trainer)).ok());
  EXPECT_EQ(other.LearningRate(), 0.03);
  EXPECT_EQ(other.InspectCheckpoint().base_learning_rate, 0.03);
}

TEST(Resuming, KeepsTheBestWeights) {
  const Experiment experiment = With("Adam", {.type = "adam", .learning_rate = 0.01});
  Trainer trainer = MakeTrainer(experiment);
  TrainSteps(trainer, 5);
  const auto exported = trainer.ExportParameters();
  const std::vector<float> best(exported.begin(), exported.end());
  ASSERT_TRUE(trainer.SnapshotBest().ok());
  TrainSteps(trainer, 5);
  Trainer other = MakeTrainer(experiment);
  ASSERT_TRUE(Open(other, experiment, Save(trainer)).ok());
  TrainSteps(other, 3);
  other.RestoreBest();
  const auto restored = other.ExportParameters();
  EXPECT_EQ(std::vector<float>(restored.begin(), restored.end()), best);
  // A checkpoint without any leaves none behind.
  Trainer fresh = MakeTrainer(experiment);
  const File without = Save(fresh);
  ASSERT_TRUE(Open(other, experiment, without).ok());
  other.RestoreBest();
  EXPECT_TRUE(Same(Save(other), without));
}

TEST(Resuming, KeepsWeightsThatAreNotFinite) {
  const Experiment experiment = With("SGD", {.learning_rate = 1e30});
  Trainer trainer = MakeTrainer(experiment);
  while (trainer.TrainStep(kChunkSamples).finite) {
  }
  const File file = Save(trainer);
  Trainer other = MakeTrainer(experiment);
  ASSERT_TRUE(Open(other, experiment, file).ok());
  EXPECT_TRUE(Same(Save(other), file));
  EXPECT_FALSE(other.TrainStep(kChunkSamples).finite);
}

}  // namespace
}  // namespace inkling
