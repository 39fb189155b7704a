#include "core/checkpoint.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>

#include "checkpoint_case.h"

namespace inkling {
namespace {

class SmallCheckpoint : public testing::Test {
 protected:
  SmallCheckpoint()
      : experiment_{"small", ToyConfig(600, 100), {DenseConfig(10, "softmax")}},
        trainer_(MakeTrainer(experiment_)) {
    experiment_.config.training.optimizer = {.type = "adam", .learning_rate = 0.01};
    trainer_ = MakeTrainer(experiment_);
    TrainSteps(trainer_, 3);
    file_ = Save(trainer_);
    TrainSteps(trainer_, 4);
    state_ = Save(trainer_);
  }

  // How both calls refuse a file, after which nothing is changed.
  std::string Refusal(std::span<const std::uint8_t> file) {
    Stage(trainer_, file);
    const CheckpointInspection inspection = trainer_.InspectCheckpoint();
    const Outcome outcome = trainer_.RestoreModel(experiment_.config, experiment_.layers);
    EXPECT_EQ(inspection.outcome.code, "invalid-checkpoint");
    EXPECT_EQ(outcome.code, "invalid-checkpoint");
    EXPECT_EQ(inspection.outcome.message, outcome.message);
    EXPECT_TRUE(inspection.specification.empty() && inspection.client_state.empty());
    return outcome.message;
  }

  // A file with one number replaced and the checksum made right again.
  template <typename Number>
  File Forged(std::size_t offset, Number value) const {
    File forged = file_;
    std::memcpy(forged.data() + offset, &value, sizeof(value));
    SealCheckpoint(forged);
    return forged;
  }

  Experiment experiment_;
  Trainer trainer_;
  File file_;   // after 3 steps
  File state_;  // what the trainer would save now
};

TEST_F(SmallCheckpoint, GivesBackTheTextsAndThePosition) {
  Stage(trainer_, file_);
  const CheckpointInspection inspection = trainer_.InspectCheckpoint();
  ASSERT_TRUE(inspection.outcome.ok()) << inspection.outcome.message;
  EXPECT_EQ(inspection.specification, kSpecification);
  EXPECT_EQ(inspection.client_state, kClientState);
  EXPECT_EQ(inspection.step, 3);
  EXPECT_EQ(inspection.base_learning_rate, 0.01);
  EXPECT_TRUE(Same(Save(trainer_), state_));  // it was only looked at
}

TEST_F(SmallCheckpoint, MayHaveTextsOfAnyLength) {
  for (std::size_t length = 0; length < 9; ++length) {
    const std::string text(length, 'x');
    const auto saved = trainer_.SaveCheckpoint(text, "");
    const File file(saved.begin(), saved.end());
    ASSERT_TRUE(Open(trainer_, experiment_, file).ok()) << length;
    EXPECT_EQ(trainer_.InspectCheckpoint().specification, text);
    EXPECT_TRUE(trainer_.InspectCheckpoint().client_state.empty());
    EXPECT_TRUE(Same(Save(trainer_), state_)) << length;
  }
}

TEST_F(SmallCheckpoint, IsRefusedIfAnyByteIsDamaged) {
  ASSERT_LT(file_.size(), 4000U);
  for (std::size_t i = 0; i < file_.size(); ++i) {
    for (const unsigned flips : {0x01U, 0x80U, 0xFFU}) {
      File damaged = file_;
      damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ flips);
      Stage(trainer_, damaged);
      const Outcome outcome = trainer_.RestoreModel(experiment_.config, experiment_.layers);
      ASSERT_EQ(outcome.code, "invalid-checkpoint") << "byte " << i << " with " << flips;
    }
  }
  EXPECT_TRUE(Same(Save(trainer_), state_));
}

TEST_F(SmallCheckpoint, IsRefusedIfItIsCutOffAnywhereOrTooLong) {
  for (std::size_t size = 0; size < file_.size(); ++size) {
    Stage(trainer_, std::span(file_).first(size));
    const Outcome outcome = trainer_.RestoreModel(experiment_.config, experiment_.layers);
    ASSERT_EQ(outcome.code, "invalid-checkpoint") << size << " bytes";
  }
  File longer = file_;
  longer.push_back(0);
  EXPECT_EQ(Refusal(longer), "The checkpoint is damaged: it should have " +
                                 std::to_string(file_.size()) + " bytes and has " +
                                 std::to_string(longer.size()) + ".");
  EXPECT_TRUE(Same(Save(trainer_), state_));
}

TEST_F(SmallCheckpoint, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(Refusal({}), "This file is not a checkpoint of Inkling.");
  const std::string text = "{ \"a long enough file\": \"of another kind\" }" + std::string(99, ' ');
  EXPECT_EQ(Refusal(File(text.begin(), text.end())), "This file is not a checkpoint of Inkling.");
  EXPECT_EQ(Refusal(std::span(file_).first(50)),
            "The checkpoint is damaged: it breaks off after 50 bytes.");
  File damaged = file_;
  damaged[file_.size() / 2] ^= 4;
  EXPECT_EQ(Refusal(damaged),
            "The checkpoint is damaged: its content does not agree with its checksum.");
  EXPECT_TRUE(Same(Save(trainer_), state_));
}

TEST_F(SmallCheckpoint, OfANewerVersionIsRefusedAsSuch) {
  EXPECT_EQ(Refusal(Forged(8, kCheckpointVersion + 1)),
            "The checkpoint was written by a newer version of Inkling (format 3; this one reads "
            "formats up to 2). Open it with that version.");
  // A damaged one says nothing of its version.
  File damaged = Forged(8, kCheckpointVersion + 1);
  damaged[100] ^= 1;
  EXPECT_EQ(Refusal(damaged),
            "The checkpoint is damaged: its content does not agree with its checksum.");
}

// The moments in a file, which follow as many parameters.
std::vector<float> MomentsIn(const File& file) {
  Checkpoint checkpoint;
  EXPECT_TRUE(ReadCheckpoint(file, checkpoint).ok());
  const auto parameters = static_cast<std::size_t>(checkpoint.run.parameter_count);
  const auto moments = checkpoint.values.subspan(parameters, parameters);
  return {moments.begin(), moments.end()};
}

TEST(Checkpoint, OfTheFirstVersionHasItsMomentumMultiplied) {
  for (const bool nesterov : {false, true}) {
    const Experiment experiment = With(
        "momentum", {.type = "sgd", .learning_rate = 0.1, .momentum = 0.75, .nesterov = nesterov});
    Trainer trainer = MakeTrainer(experiment);
    TrainSteps(trainer, 3);
    File file = Save(trainer);
    constexpr std::uint32_t kFirst = 1;
    std::memcpy(file.data() + 8, &kFirst, sizeof(kFirst));
    SealCheckpoint(file);
    ASSERT_TRUE(Open(trainer, experiment, file).ok());
    std::vector<float> expected = MomentsIn(file);
    EXPECT_NE(std::ranges::max(expected), 0);
    // With nesterov the moment is v to this day.
    for (float& v : expected) v *= nesterov ? 1.0F : 0.75F;
    EXPECT_EQ(MomentsIn(Save(trainer)), expected);
  }
}

TEST_F(SmallCheckpoint, IsRefusedIfItsNumbersCannotBeRight) {
  const std::string numbers = "The checkpoint is damaged: its numbers cannot be right.";
  EXPECT_EQ(Refusal(Forged<std::uint32_t>(8, 0)), numbers);   // version
  EXPECT_EQ(Refusal(Forged<std::uint32_t>(12, 3)), numbers);  // moments
  EXPECT_EQ(Refusal(Forged<std::uint64_t>(24, 0)), numbers);  // parameters
  EXPECT_EQ(Refusal(Forged(24, std::uint64_t{1} << 62)), numbers);
  EXPECT_EQ(Refusal(Forged<std::int64_t>(32, -1)), numbers);  // step
  EXPECT_EQ(Refusal(Forged(32, std::numeric_limits<std::int64_t>::max())), numbers);
  EXPECT_EQ(Refusal(Forged(40, std::numeric_limits<double>::quiet_NaN())), numbers);  // rate
  EXPECT_EQ(Refusal(Forged(40, -0.5)), numbers);
  EXPECT_EQ(Refusal(Forged<std::uint32_t>(64, 2)), numbers);  // best weights
  const std::string parts = "The checkpoint is damaged: its parts do not add up to its length.";
  EXPECT_EQ(Refusal(Forged<std::uint32_t>(12, 1)), parts);
  EXPECT_EQ(Refusal(Forged<std::uint64_t>(24, 1000)), parts);
  EXPECT_EQ(Refusal(Forged<std::uint32_t>(64, 1)), parts);
  EXPECT_EQ(Refusal(Forged<std::uint32_t>(68, 0xFFFFFFFF)), parts);
  EXPECT_EQ(Refusal(Forged<std::uint32_t>(72, 0xFFFFFFFF)), parts);
  EXPECT_TRUE(Same(Save(trainer_), state_));
}

TEST_F(SmallCheckpoint, IsRefusedByOtherData) {
  const auto refusal = [&](Trainer& trainer) {
    Stage(trainer, file_);
    EXPECT_EQ(trainer.InspectCheckpoint().outcome.code, "invalid-checkpoint");
    EXPECT_EQ(trainer.ParameterCount(), 0);
    return trainer.RestoreModel(experiment_.config, experiment_.layers).message;
  };
  const std::string content =
      "The checkpoint was made with other data: with 700 images of 5 x 4 pixels too, but not the "
      "same ones, or in another order. Load that data first.";
  Trainer other_pixel;
  LoadToyDigits(other_pixel, [](Trainer& trainer) { trainer.PendingImages()[13999] ^= 1; });
  EXPECT_EQ(refusal(other_pixel), content);
  Trainer other_label;
  LoadToyDigits(other_label, [](Trainer& trainer) {
    std::uint8_t& label = trainer.PendingLabels()[699];
    label = label == 0 ? 1 : 0;
  });
  EXPECT_EQ(refusal(other_label), content);
  Trainer turned;
  ASSERT_TRUE(turned.ReserveDataset({kPool, kTest, kToyHeight, kToyWidth}).ok());
  FillToyDigits(turned.PendingImages(), turned.PendingLabels(), 1);
  ASSERT_TRUE(turned.CommitDataset().ok());
  EXPECT_EQ(refusal(turned),
            "The checkpoint was made with other data: with 700 images of 5 x 4 pixels; the data "
            "set in use has 700 images of 4 x 5 pixels. Load that data first.");
}

TEST_F(SmallCheckpoint, DoesNotMindOtherTestSamples) {
  Trainer trainer;
  LoadToyDigits(trainer, [](Trainer& loaded) { loaded.PendingImages()[14000] ^= 1; });
  EXPECT_TRUE(Open(trainer, experiment_, file_).ok());
}

TEST_F(SmallCheckpoint, TakesNoticeOfANewDataSet) {
  LoadToyDigits(trainer_, [](Trainer& trainer) { trainer.PendingImages()[0] ^= 1; });
  EXPECT_EQ(Open(trainer_, experiment_, file_).code, "invalid-checkpoint");
  LoadToyDigits(trainer_);
  EXPECT_TRUE(Open(trainer_, experiment_, file_).ok());
}

TEST_F(SmallCheckpoint, IsRefusedForAnotherNetworkOrOptimizer) {
  const std::string message =
      "The checkpoint does not fit its specification: it has other numbers of parameters and "
      "moments than this network and optimizer.";
  Experiment wider = experiment_;
  wider.layers = ToyLayers();
  EXPECT_EQ(Open(trainer_, wider, file_).message, message);
  Experiment plain = experiment_;
  plain.config.training.optimizer = {.learning_rate = 0.1};
  EXPECT_EQ(Open(trainer_, plain, file_).message, message);
  Experiment invalid = experiment_;
  invalid.config.train = kPool + 1;
  EXPECT_EQ(Open(trainer_, invalid, file_).code, "invalid-specification");
  EXPECT_TRUE(Same(Save(trainer_), state_));
}

TEST(Checkpoint, NeedsDataAndAModel) {
  Trainer trainer;
  EXPECT_TRUE(trainer.SaveCheckpoint("", "").empty());
  EXPECT_EQ(trainer.InspectCheckpoint().outcome.code, "no-dataset");
  EXPECT_EQ(trainer.RestoreModel(ToyConfig(300, 80), ToyLayers()).code, "no-dataset");
  EXPECT_TRUE(trainer.SnapshotBest().ok());
  trainer.RestoreBest();
  LoadToyDigits(trainer);
  EXPECT_TRUE(trainer.SaveCheckpoint("", "").empty());
  EXPECT_EQ(trainer.InspectCheckpoint().outcome.message,
            "This file is not a checkpoint of Inkling.");
}

}  // namespace
}  // namespace inkling
