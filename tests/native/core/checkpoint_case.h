#ifndef INKLING_TESTS_NATIVE_CORE_CHECKPOINT_CASE_H_
#define INKLING_TESTS_NATIVE_CORE_CHECKPOINT_CASE_H_

// Trainers in the middle of a run, and their checkpoints.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/trainer.h"
#include "toy_digits.h"

namespace inkling {

inline constexpr Index kPool = 700;
inline constexpr Index kTest = 20;
inline constexpr const char* kSpecification = R"({"seed":1,"name":"Ünsere Ziffern"})";
inline constexpr const char* kClientState = R"({"elapsedMs":12.5})";

using File = std::vector<std::uint8_t>;

struct Experiment {
  const char* name;
  ModelConfig config;
  std::vector<LayerConfig> layers;
};

inline void LoadToyDigits(Trainer& trainer, const std::function<void(Trainer&)>& change = {}) {
  ASSERT_TRUE(trainer.ReserveDataset({kPool, kTest, kToyWidth, kToyHeight}).ok());
  FillToyDigits(trainer.PendingImages(), trainer.PendingLabels(), 1);
  if (change) change(trainer);
  ASSERT_TRUE(trainer.CommitDataset().ok());
}

inline Trainer MakeTrainer(const Experiment& experiment) {
  Trainer trainer;
  LoadToyDigits(trainer);
  const Outcome outcome = trainer.CreateModel(experiment.config, experiment.layers);
  EXPECT_TRUE(outcome.ok()) << outcome.message;
  return trainer;
}

inline void TrainSteps(Trainer& trainer, int steps) {
  for (int done = 0; done < steps;) done += trainer.TrainStep(1).complete ? 1 : 0;
}

inline File Save(Trainer& trainer) {
  const auto file = trainer.SaveCheckpoint(kSpecification, kClientState);
  return {file.begin(), file.end()};
}

inline void Stage(Trainer& trainer, std::span<const std::uint8_t> file) {
  std::ranges::copy(file, trainer.StageBytes(file.size()).begin());
}

inline Outcome Open(Trainer& trainer, const Experiment& experiment,
                    std::span<const std::uint8_t> file) {
  Stage(trainer, file);
  return trainer.RestoreModel(experiment.config, experiment.layers);
}

// All parameters, moments, best weights and the position are in the file.
inline testing::AssertionResult Same(const File& a, const File& b) {
  if (a == b) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "files of " << a.size() << " and " << b.size() << " bytes";
}

inline Experiment With(const char* name, const OptimizerConfig& optimizer) {
  ModelConfig config = ToyConfig(600, 100);
  config.training.optimizer = optimizer;
  return {name, config, ToyLayers()};
}

}  // namespace inkling

#endif  // INKLING_TESTS_NATIVE_CORE_CHECKPOINT_CASE_H_
