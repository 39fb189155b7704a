#ifndef INKLING_CORE_TRAINER_H_
#define INKLING_CORE_TRAINER_H_

#include <optional>
#include <span>

#include "core/aligned_buffer.h"
#include "core/config.h"
#include "core/confusion_matrix.h"
#include "core/dataset.h"
#include "core/divergence.h"
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
  // Empty unless a data set is reserved.
  std::span<std::uint8_t> PendingImages();
  std::span<std::uint8_t> PendingLabels();
  // Checks the reserved data set and puts it to use; the model is dropped. A refused one is
  // thrown away.
  Outcome CommitDataset();

  // Builds a network with fresh weights in the place of the one that there was.
  Outcome CreateModel(const ModelConfig& config, std::span<const LayerConfig> layers);

  Index ParameterCount() const;
  // Of a forward pass for one sample.
  std::int64_t MultiplyAdds() const;
  Index StepsPerEpoch() const;
  // In the order of export. Empty without a model.
  std::span<const TensorInfo> Tensors() const;

  // See TrainingRun::Train.
  StepResult TrainStep(Index max_samples);
  void AbandonBatch();
  // Of the step under way, by the schedule.
  double LearningRate() const;
  // Replaces the rate that the schedule begins at, with the next update. Refuses, with
  // 'invalid-input', what is not a valid rate.
  Outcome SetLearningRate(double value);
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

 private:
  // The first sample of a split in the data set.
  Index SplitBegin(Split split) const;

  std::optional<Dataset> pending_;
  std::optional<Dataset> dataset_;
  std::optional<TrainingRun> run_;  // only with a data set
  ConfusionMatrix confusion_;
  AlignedBuffer<float> staging_;
  std::size_t staged_ = 0;  // floats of the staging buffer in use
  AlignedBuffer<float> outputs_;
};

}  // namespace inkling

#endif  // INKLING_CORE_TRAINER_H_
