#ifndef INKLING_CORE_TRAINING_RUN_H_
#define INKLING_CORE_TRAINING_RUN_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/aligned_buffer.h"
#include "core/augmentation.h"
#include "core/config.h"
#include "core/dataset.h"
#include "core/divergence.h"
#include "core/evaluation.h"
#include "core/limits.h"
#include "core/loss.h"
#include "core/network.h"
#include "core/optimizer.h"
#include "core/run_state.h"
#include "core/sampler.h"
#include "core/scaling.h"
#include "core/schedule.h"
#include "core/workspace.h"

namespace inkling {

// What one call of TrainingRun::Train did.
struct StepResult {
  bool complete = false;  // the mini-batch is finished and the parameters were updated
  std::int64_t step = 0;  // optimiser steps done since the run began
  Index samples = 0;      // of this part of a mini-batch
  double loss_sum = 0;    // over those samples, before the update, in nats
  Index correct = 0;      // right answers among them, before the update
  bool finite = true;     // false: the loss is not; the parameters were not updated
};

// A network in training: its parameters, its optimiser and its position in the run.
//
// The position is the number of steps done. A mini-batch larger than ChunkSamples is worked on in
// chunks whose gradients are accumulated, possibly over several calls; the chunks, and so the
// result, do not depend on how the calls divide the work.
class TrainingRun {
 public:
  // Builds the network that Validate has accepted, with fresh weights, for that data set, of which
  // not all need be there yet. Nothing if memory is short.
  static std::optional<TrainingRun> Create(const ModelConfig& config,
                                           std::span<const LayerConfig> layers,
                                           const Dataset& dataset);

  const Network<float>& network() const { return network_; }
  Model model() const { return {network_, loss_, scaling_}; }
  // Scratch memory for other passes, between calls of Train.
  Workspace<float>& workspace() { return workspace_; }
  Index train_samples() const { return train_samples_; }
  Index valid_samples() const { return valid_samples_; }
  Index steps_per_epoch() const { return sampler_.steps_per_epoch(); }
  // Samples of the data set, from the first one on, that must be there for the step under way.
  Index samples_needed() const {
    return IsScalingOfPixels(scaling_name_) ? train_samples_ : sampler_.SamplesNeeded(step_);
  }
  // For a run that was created before its training samples were there.
  void Rescale(const Dataset& dataset);
  const Divergence& divergence() const { return divergence_; }
  // Of the training step under way, for its first sample.
  Pass pass() const { return {.mode = Mode::kTraining, .seed = seed_, .step = step_}; }

  // Of the step under way.
  double learning_rate() const {
    return schedule_.RateAt(step_, base_learning_rate_, steps_per_epoch(), epochs_);
  }
  // Replaces the rate that the schedule begins at.
  void SetLearningRate(double value) { base_learning_rate_ = value; }

  // Works on the mini-batch under way: on one chunk at least, and on further ones as long as the
  // samples of this call stay within max_samples. Minimises the mean or the sum of the losses over
  // the mini-batch. Allocates nothing. When the loss is not finite, the mini-batch stays undone.
  StepResult Train(const Dataset& dataset, Index max_samples);

  // Whether to keep the parameters from before each step, at the price of a copy in each. Returns
  // false if memory is short.
  [[nodiscard]] bool KeepPrevious(bool keeps);
  // The arena before the last step. Empty if it was not kept, or if the parameters were replaced
  // since.
  std::span<const float> previous() const {
    return has_previous_ ? previous_.span() : std::span<const float>();
  }

  // Forgets the part of a mini-batch that is done; it will be redone from its start.
  void AbandonBatch();

  // Replaces all parameters, in the order of export, and abandons the mini-batch under way.
  void ImportParameters(std::span<const float> parameters);

  // Keeps a copy of the parameters, in the place of the one before. Returns false, and keeps none,
  // if memory is short.
  bool SnapshotBest();
  // Puts the parameters of the last snapshot back, if there is one.
  void RestoreBest();

  // What is done of the mini-batch under way is not part of it.
  RunState state() const;
  // Sizes are state().value_count().
  void ExportState(std::span<float> values) const;
  // Whether the state is of a run of the same network and kind of optimiser.
  bool Fits(const RunState& state) const;
  // Goes on from a state that fits. Returns false, and leaves the run as it was, if memory is
  // short.
  bool ImportState(const RunState& state, std::span<const float> values);
  // After a state in which momentum is v; see optimizer.h.
  void MultiplyMomentum() { optimizer_.MultiplyMomentum(); }

 private:
  TrainingRun(const ModelConfig& config, const Scaling& scaling, const Loss& loss,
              Network<float> network, Workspace<float> workspace, Optimizer<float> optimizer,
              std::optional<Augmenter> augmenter);

  // Reads the samples of a chunk into the workspace, changed at random where that is asked for, and
  // their labels. Returns whether the input is listed, see batch_input.h.
  bool ReadChunk(const Dataset& dataset, std::span<const std::uint32_t> chunk,
                 std::span<std::uint8_t> labels);

  // The arena that the gradient of a mini-batch of so many samples is added up in. If all of them
  // pass at once it may be that of a moment, or of the parameters, which are then updated by it.
  std::span<float> GradientArena(std::size_t batch_size);
  // Whether that arena is the parameters'.
  bool IsDescent(std::span<const float> arena) const {
    return arena.data() == network_.values().data();
  }

  // Forward and backward for a chunk of a mini-batch, whose gradient is added to an arena, times
  // `scale`.
  Score TrainChunk(const Dataset& dataset, std::span<const std::uint32_t> chunk, float scale,
                   std::span<float> arena);

  // Copies the parameters before an update, if they are to be kept.
  void CopyPrevious();

  std::uint32_t seed_;
  Index train_samples_;
  Index valid_samples_;
  Network<float> network_;
  Workspace<float> workspace_;
  std::string scaling_name_;
  Scaling scaling_;
  Loss loss_;
  bool takes_mean_;  // over a mini-batch, not the sum
  Sampler sampler_;
  Optimizer<float> optimizer_;
  std::optional<Augmenter> augmenter_;
  Schedule schedule_;
  double base_learning_rate_;
  double epochs_;  // that the schedule is made for
  std::int64_t step_ = 0;
  // Samples of the mini-batch under way that are done. While it is 0, all gradients are zero.
  std::size_t batch_position_ = 0;
  AlignedBuffer<float> best_;  // parameters in the order of export; empty without a snapshot
  Divergence divergence_;
  AlignedBuffer<float> previous_;  // of arena_size while it is to be kept
  bool has_previous_ = false;
  std::array<std::uint8_t, kChunkSamples> labels_ = {};
  std::array<std::uint8_t, kChunkSamples> predicted_ = {};
};

}  // namespace inkling

#endif  // INKLING_CORE_TRAINING_RUN_H_
