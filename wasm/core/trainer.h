#ifndef INKLING_CORE_TRAINER_H_
#define INKLING_CORE_TRAINER_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/aligned_buffer.h"
#include "core/checkpoint.h"
#include "core/config.h"
#include "core/confusion_matrix.h"
#include "core/dataset.h"
#include "core/diagnostics.h"
#include "core/divergence.h"
#include "core/gradient_check.h"
#include "core/loss.h"
#include "core/training_run.h"

namespace inkling {

enum class Split { kTrain, kValid, kTest };

// A sample of the data set and the network's reading of it.
struct SampleReading {
  std::span<const std::uint8_t> image;  // (height, width); empty if there is no such sample
  std::uint8_t label = 0;
  std::uint8_t predicted = 0;
  float confidence = 0;  // output of `predicted`; with softmax its probability
};

// What is known of a checkpoint before its model is built.
struct CheckpointInspection {
  Outcome outcome;  // the rest is empty if it is refused
  std::string specification;
  std::string client_state;
  std::int64_t step = 0;
  double base_learning_rate = 0;
};

// What a gradient check is to look at.
struct GradientCheckRequest {
  Split split = Split::kTrain;
  std::vector<Index> samples;                 // of the split
  std::vector<ParameterPosition> parameters;  // in Tensors()
  std::vector<double> denominators;           // N
  // For a network that was trained elsewhere: in the place of this trainer's own.
  std::optional<Scaling> scaling = {};
  std::optional<std::int64_t> step = {};  // whose draws dropout and noise have
};

// A data set and a network in training on it: all that a client of the core needs.
//
// Requests that a user can get wrong return an Outcome and change nothing when refused. Without
// a model, functions that need one do nothing and return empty results. Evaluation and prediction
// never change the course of training.
class Trainer {
 public:
  // Makes room for a data set, to be filled through PendingImages and PendingLabels and then
  // committed. The data set in use stays in use until then.
  Outcome ReserveDataset(const DatasetShape& shape);
  // Of the reserved data set, else of the samples that have still to arrive. Empty without either.
  std::span<std::uint8_t> PendingImages();
  std::span<std::uint8_t> PendingLabels();
  // Checks the reserved data set and puts it to use; the model is dropped. A refused one is
  // thrown away.
  Outcome CommitDataset();

  // Puts the reserved data set to use before any of its samples is there; the model is dropped.
  // Until they are, what needs those that are missing is refused, with 'incomplete-data', or does
  // nothing and returns an empty result.
  Outcome OpenDataset();
  // Takes in the next samples, the first `count` of those that were pending. Refused ones, with
  // 'invalid-data', can be written anew.
  Outcome AddSamples(Index count);
  // Of the data set in use: the pool's samples come first.
  Index ArrivedSamples() const { return dataset_ ? dataset_->arrived() : 0; }
  // How many of them the training step under way takes.
  Index NeededSamples() const { return run_ ? run_->samples_needed() : 0; }

  // Builds a network with fresh weights in the place of the one that there was.
  Outcome CreateModel(const ModelConfig& config, std::span<const LayerConfig> layers);

  Index ParameterCount() const;
  // Of a forward pass for one sample.
  std::int64_t MultiplyAdds() const;
  Index StepsPerEpoch() const;
  // In the order of export. Empty without a model.
  std::span<const TensorInfo> Tensors() const;

  // See TrainingRun::Train. Does nothing if samples that it needs are missing.
  StepResult TrainStep(Index max_samples);
  void AbandonBatch();
  // Of the step under way, by the schedule.
  double LearningRate() const;
  // Replaces the rate that the schedule begins at, with the next update. Refuses, with
  // 'invalid-input', what is not a valid rate.
  Outcome SetLearningRate(double value);
  // How pixels are scaled for the model.
  Scaling scaling() const { return run_ ? run_->model().scaling : Scaling{}; }
  // Of the latest step whose loss was not finite.
  Divergence LatestDivergence() const;

  Index SplitSize(Split split) const;
  void ResetEvaluation() { confusion_.Clear(); }
  // Scores samples begin to end - 1 of a split, as far as they exist, and counts the answers in
  // the confusion matrix.
  Score EvaluateRange(Split split, Index begin, Index end);
  const ConfusionMatrix& confusion() const { return confusion_; }
  SampleReading ReadSample(Split split, Index index);

  // The staging buffer, through which floats come in and go out: makes it hold `size` floats,
  // whose values are unspecified. Empty if memory is short. Valid until the next Stage,
  // ExportParameters or Predict.
  std::span<float> Stage(std::size_t size);

  // Outputs (samples, kClasses), with softmax class probabilities, for the staged pixels
  // (samples, height x width), in [0, 1]. Empty, if not that many pixels are staged, a pixel is not
  // finite, or memory is short.
  std::span<const float> Predict(Index samples);

  // All tensors, row-major, in the order of Tensors(), in the staging buffer. Empty if memory is
  // short.
  std::span<const float> ExportParameters();
  // The same way in. Refuses, with 'invalid-input', a wrong number of values or values that are
  // not finite.
  Outcome ImportParameters();

  // See TrainingRun. Refuses, with 'out-of-memory', a snapshot for which memory is short.
  Outcome SnapshotBest();
  void RestoreBest();

  // The byte buffer, through which files come in and go out: makes it hold `size` bytes in the
  // place of those before; without any it takes no memory. Empty if memory is short. Valid until
  // the next StageBytes or SaveCheckpoint.
  std::span<std::uint8_t> StageBytes(std::size_t size);
  // The model with its training so far, and two texts of the client, as a file in the byte buffer.
  // What is done of the mini-batch under way is not part of it. Empty without a model, while
  // samples of the pool are missing, or if memory is short.
  std::span<const std::uint8_t> SaveCheckpoint(std::string_view specification,
                                               std::string_view client_state);
  // Looks into the checkpoint in the byte buffer. Refuses, with 'invalid-checkpoint', one that
  // cannot be read or was made with other data.
  CheckpointInspection InspectCheckpoint();
  // Puts the model of the checkpoint in the byte buffer in the place of the one that there was, and
  // training goes on from there. Refuses what CreateModel and InspectCheckpoint refuse and, with
  // 'invalid-checkpoint', a checkpoint that is not of such a model.
  Outcome RestoreModel(const ModelConfig& config, std::span<const LayerConfig> layers);

  // Starts a check of the gradients of a copy of the network, in the place of one under way.
  // Refuses, with 'invalid-input', what does not exist and more than the limits of
  // gradient_check.h.
  Outcome BeginGradientCheck(const GradientCheckRequest& request);
  // Null if there is none; it ends with its model.
  GradientCheck* gradient_check() { return gradient_check_ ? &*gradient_check_ : nullptr; }
  void EndGradientCheck() { gradient_check_.reset(); }

  // Whether each step of this model keeps what Diagnose needs to know the last update.
  Outcome KeepUpdates(bool keeps);
  // Looks into the layers, on as many of the first training samples as go through the network at
  // once: 256, or fewer where the network is large.
  Outcome Diagnose();
  // What the last call found. Empty before, and after a refusal.
  std::span<const LayerDiagnostics> diagnostics() const { return diagnostics_; }
  Index diagnosed_samples() const { return diagnosed_samples_; }

 private:
  // A run with fresh weights, if the outcome is success.
  Outcome BuildRun(const ModelConfig& config, std::span<const LayerConfig> layers,
                   std::optional<TrainingRun>& run) const;
  Outcome ReadStagedCheckpoint(Checkpoint& checkpoint);
  // Computed once for each data set, when it is first asked for.
  const DatasetIdentity& Identity();

  void UseReserved();
  // Refuses what needs samples that have not arrived, of the first `count`.
  Outcome Require(Index count) const;

  // The first sample of a split in the data set.
  Index SplitBegin(Split split) const;

  std::optional<Dataset> pending_;
  std::optional<Dataset> dataset_;
  std::optional<DatasetIdentity> identity_;  // of dataset_
  std::optional<TrainingRun> run_;           // only with a data set
  ConfusionMatrix confusion_;
  AlignedBuffer<float> staging_;
  std::size_t staged_ = 0;  // floats of the staging buffer in use
  AlignedBuffer<float> outputs_;
  AlignedBuffer<std::uint8_t> bytes_;
  std::optional<GradientCheck> gradient_check_;
  std::vector<LayerDiagnostics> diagnostics_;
  Index diagnosed_samples_ = 0;
};

}  // namespace inkling

#endif  // INKLING_CORE_TRAINER_H_
