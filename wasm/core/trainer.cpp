#include "core/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/evaluation.h"

namespace inkling {
namespace {

Outcome OutOfMemory(const char* what) {
  return {"out-of-memory", "", std::string("There is not enough memory for ") + what + "."};
}

Outcome NothingReserved() { return {"no-dataset", "", "No data set has been reserved."}; }

Outcome InvalidInput(std::string message) { return {"invalid-input", "", std::move(message)}; }

bool AllFinite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

// Makes the buffer hold at least `size` elements. It grows and never shrinks.
bool Grow(AlignedBuffer<float>& buffer, std::size_t size) {
  return buffer.size() >= size || buffer.Allocate(size);
}

}  // namespace

Outcome Trainer::ReserveDataset(const DatasetShape& shape) {
  if (Outcome outcome = Validate(shape); !outcome.ok()) return outcome;
  pending_.reset();
  pending_ = Dataset::Create(shape);
  if (!pending_) return OutOfMemory("the data set");
  return {};
}

std::span<std::uint8_t> Trainer::PendingImages() {
  if (pending_) return pending_->images();
  if (!dataset_) return {};
  return dataset_->images().subspan(
      static_cast<std::size_t>(dataset_->arrived() * dataset_->pixels()));
}

std::span<std::uint8_t> Trainer::PendingLabels() {
  if (pending_) return pending_->labels();
  if (!dataset_) return {};
  return dataset_->labels().subspan(static_cast<std::size_t>(dataset_->arrived()));
}

Outcome Trainer::CommitDataset() {
  if (!pending_) return NothingReserved();
  if (Outcome outcome = pending_->Add(pending_->total()); !outcome.ok()) {
    pending_.reset();
    return outcome;
  }
  UseReserved();
  return {};
}

Outcome Trainer::OpenDataset() {
  if (!pending_) return NothingReserved();
  UseReserved();
  return {};
}

void Trainer::UseReserved() {
  run_.reset();
  identity_.reset();
  EndGradientCheck();
  dataset_ = std::exchange(pending_, std::nullopt);
}

Outcome Trainer::AddSamples(Index count) {
  if (!dataset_) return {"no-dataset", "", "There is no data set to add samples to."};
  const Index before = dataset_->arrived();
  if (Outcome outcome = dataset_->Add(count); !outcome.ok()) return outcome;
  if (run_ && before < run_->train_samples() && dataset_->arrived() >= run_->train_samples()) {
    run_->Rescale(*dataset_);
  }
  return {};
}

Outcome Trainer::Require(Index count) const {
  if (count <= dataset_->arrived()) return {};
  return {"incomplete-data", "",
          "This needs " + std::to_string(count) + " samples of the data set, of which " +
              std::to_string(dataset_->arrived()) + " have arrived. Try again later."};
}

Outcome Trainer::BuildRun(const ModelConfig& config, std::span<const LayerConfig> layers,
                          std::optional<TrainingRun>& run) const {
  if (!dataset_) return {"no-dataset", "", "There is no data set to train on."};
  if (Outcome outcome =
          Validate(config, layers, dataset_->image_shape(), dataset_->shape().samples);
      !outcome.ok()) {
    return outcome;
  }
  run = TrainingRun::Create(config, layers, *dataset_);
  if (!run) return OutOfMemory("the network");
  return {};
}

Outcome Trainer::CreateModel(const ModelConfig& config, std::span<const LayerConfig> layers) {
  std::optional<TrainingRun> run;
  if (Outcome outcome = BuildRun(config, layers, run); !outcome.ok()) return outcome;
  run_ = std::move(run);
  EndGradientCheck();
  confusion_.Clear();
  return {};
}

Index Trainer::ParameterCount() const {
  return run_ ? run_->network().architecture().parameter_count() : 0;
}

std::int64_t Trainer::MultiplyAdds() const {
  return run_ ? run_->network().architecture().multiply_adds() : 0;
}

Index Trainer::StepsPerEpoch() const { return run_ ? run_->steps_per_epoch() : 0; }

std::span<const TensorInfo> Trainer::Tensors() const {
  if (!run_) return {};
  return run_->network().architecture().tensors;
}

StepResult Trainer::TrainStep(Index max_samples) {
  if (!run_ || NeededSamples() > ArrivedSamples()) return {};
  return run_->Train(*dataset_, max_samples);
}

void Trainer::AbandonBatch() {
  if (run_) run_->AbandonBatch();
}

Outcome Trainer::SetLearningRate(double value) {
  if (!IsValidLearningRate(value)) {
    return InvalidInput("The learning rate is a finite number greater than 0.");
  }
  if (!run_) return {"no-model", "", "There is no model to train."};
  run_->SetLearningRate(value);
  return {};
}

double Trainer::LearningRate() const { return run_ ? run_->learning_rate() : 0; }

Divergence Trainer::LatestDivergence() const { return run_ ? run_->divergence() : Divergence{}; }

Index Trainer::SplitSize(Split split) const {
  if (!run_) return 0;
  switch (split) {
    case Split::kTrain:
      return run_->train_samples();
    case Split::kValid:
      return run_->valid_samples();
    case Split::kTest:
      return dataset_->shape().test_samples;
  }
  return 0;
}

Index Trainer::SplitBegin(Split split) const {
  switch (split) {
    case Split::kTrain:
      return 0;
    case Split::kValid:
      return dataset_->shape().samples - run_->valid_samples();
    case Split::kTest:
      return dataset_->shape().samples;
  }
  return 0;
}

Score Trainer::EvaluateRange(Split split, Index begin, Index end) {
  const Index size = SplitSize(split);
  begin = std::clamp<Index>(begin, 0, size);
  end = std::clamp<Index>(end, begin, size);
  const Index first = SplitBegin(split);
  if (begin == end || !Require(first + end).ok()) return {};
  return Evaluate(run_->model(), *dataset_, first + begin, first + end, run_->workspace(),
                  confusion_);
}

SampleReading Trainer::ReadSample(Split split, Index index) {
  if (index < 0 || index >= SplitSize(split)) return {};
  const Index sample = SplitBegin(split) + index;
  if (!Require(sample + 1).ok()) return {};
  auto x = run_->workspace().Input(1);
  dataset_->Read(sample, run_->model().scaling, x.data());
  const auto logits = run_->network().Forward({x.data(), 1, x.cols()}, run_->workspace());
  const std::uint8_t label = dataset_->label(sample);
  std::array<float, kClasses> outputs;
  std::uint8_t predicted = 0;
  run_->model().loss.Forward<float>({logits.data(), 1, kClasses}, {&label, 1},
                                    {outputs.data(), 1, kClasses}, {&predicted, 1});
  return {dataset_->image(sample), label, predicted, outputs[predicted]};
}

std::span<float> Trainer::Stage(std::size_t size) {
  if (!Grow(staging_, size)) return {};
  staged_ = size;
  return staging_.span().first(size);
}

std::span<const float> Trainer::Predict(Index samples) {
  if (!run_ || samples < 1) return {};
  const Index pixels = dataset_->pixels();
  if (samples > std::numeric_limits<Index>::max() / pixels) return {};
  if (staged_ != static_cast<std::size_t>(samples * pixels)) return {};
  const auto staged = staging_.span().first(staged_);
  const auto count = static_cast<std::size_t>(samples * kClasses);
  if (!AllFinite(staged) || !Grow(outputs_, count)) return {};
  inkling::Predict(run_->model(), {staged.data(), samples, pixels}, run_->workspace(),
                   {outputs_.data(), samples, kClasses});
  return outputs_.span().first(count);
}

std::span<const float> Trainer::ExportParameters() {
  if (!run_) return {};
  const auto staged = Stage(static_cast<std::size_t>(ParameterCount()));
  if (!staged.empty()) run_->network().ExportParameters(staged);
  return staged;
}

Outcome Trainer::ImportParameters() {
  if (!run_) return {"no-model", "", "There is no model to give parameters to."};
  const auto staged = staging_.span().first(staged_);
  if (static_cast<Index>(staged.size()) != ParameterCount()) {
    return InvalidInput("The network has " + std::to_string(ParameterCount()) +
                        " parameters, not " + std::to_string(staged.size()) + ".");
  }
  if (!AllFinite(staged)) return InvalidInput("A parameter is not a finite number.");
  run_->ImportParameters(staged);
  return {};
}

Outcome Trainer::SnapshotBest() {
  if (run_ && !run_->SnapshotBest()) return OutOfMemory("a copy of the best weights");
  return {};
}

void Trainer::RestoreBest() {
  if (run_) run_->RestoreBest();
}

std::span<std::uint8_t> Trainer::StageBytes(std::size_t size) {
  bytes_ = {};
  if (size == 0 || !bytes_.Allocate(size)) return {};
  return bytes_.span();
}

const DatasetIdentity& Trainer::Identity() {
  if (!identity_) identity_ = Identify(*dataset_);
  return *identity_;
}

std::span<const std::uint8_t> Trainer::SaveCheckpoint(std::string_view specification,
                                                      std::string_view client_state) {
  if (!run_ || !Require(dataset_->shape().samples).ok()) return {};
  const Checkpoint checkpoint{.dataset = Identity(),
                              .run = run_->state(),
                              .specification = specification,
                              .client_state = client_state,
                              .values = {}};
  const std::uint64_t size = CheckpointBytes(checkpoint);
  if (size > std::numeric_limits<std::size_t>::max()) return {};
  const std::span<std::uint8_t> file = StageBytes(static_cast<std::size_t>(size));
  if (file.empty()) return {};
  run_->ExportState(BeginCheckpoint(checkpoint, file));
  SealCheckpoint(file);
  return file;
}

Outcome Trainer::ReadStagedCheckpoint(Checkpoint& checkpoint) {
  if (!dataset_) return {"no-dataset", "", "There is no data set to train on."};
  if (Outcome outcome = Require(dataset_->shape().samples); !outcome.ok()) return outcome;
  if (Outcome outcome = ReadCheckpoint(bytes_.span(), checkpoint); !outcome.ok()) return outcome;
  return CheckSameData(checkpoint.dataset, Identity());
}

CheckpointInspection Trainer::InspectCheckpoint() {
  Checkpoint checkpoint;
  if (Outcome outcome = ReadStagedCheckpoint(checkpoint); !outcome.ok()) return {outcome, {}, {}};
  return {.outcome = {},
          .specification = std::string(checkpoint.specification),
          .client_state = std::string(checkpoint.client_state),
          .step = checkpoint.run.step,
          .base_learning_rate = checkpoint.run.base_learning_rate};
}

Outcome Trainer::RestoreModel(const ModelConfig& config, std::span<const LayerConfig> layers) {
  Checkpoint checkpoint;
  if (Outcome outcome = ReadStagedCheckpoint(checkpoint); !outcome.ok()) return outcome;
  std::optional<TrainingRun> run;
  if (Outcome outcome = BuildRun(config, layers, run); !outcome.ok()) return outcome;
  if (!run->Fits(checkpoint.run)) {
    return {"invalid-checkpoint", "",
            "The checkpoint does not fit its specification: it has other numbers of parameters "
            "and moments than this network and optimizer."};
  }
  if (!run->ImportState(checkpoint.run, checkpoint.values)) return OutOfMemory("the best weights");
  if (checkpoint.version < 2) run->MultiplyMomentum();
  run_ = std::move(run);
  EndGradientCheck();
  confusion_.Clear();
  return {};
}

}  // namespace inkling
