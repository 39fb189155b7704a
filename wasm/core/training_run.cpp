#include "core/training_run.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "core/batch_input.h"

namespace inkling {
namespace {

Scaling ScalingOf(const std::string& name, const Dataset& dataset, Index train_samples) {
  const auto size = static_cast<std::size_t>(train_samples * dataset.pixels());
  return MakeScaling(name, dataset.images().first(size)).value();
}

}  // namespace

std::optional<TrainingRun> TrainingRun::Create(const ModelConfig& config,
                                               std::span<const LayerConfig> layers,
                                               const Dataset& dataset) {
  const TrainingConfig& training = config.training;
  std::optional<Network<float>> network =
      Network<float>::Create(BuildArchitecture(dataset.image_shape(), layers));
  Workspace<float> workspace;
  if (!network ||
      !workspace.Allocate(network->architecture(), ChunkSamples(network->architecture()))) {
    return std::nullopt;
  }
  std::optional<Optimizer<float>> optimizer =
      Optimizer<float>::Create(ParseOptimizer(training.optimizer).value(),
                               {training.weight_decay, training.l1, training.gradient_clipping},
                               network->architecture().arena_size);
  if (!optimizer) return std::nullopt;
  std::optional<Augmenter> augmenter;
  if (training.augmentation.changes_images()) {
    augmenter = Augmenter::Create(training.augmentation, dataset.image_shape());
    if (!augmenter) return std::nullopt;
  }
  network->Initialize(ParseInitializer(config.initializer).value(), config.seed);
  const Loss loss{ParseLossType(training.loss).value(),
                  ParseOutputUnit(layers.back().activation).value()};
  return TrainingRun(config, ScalingOf(config.scaling, dataset, config.train), loss,
                     *std::move(network), std::move(workspace), *std::move(optimizer),
                     std::move(augmenter));
}

TrainingRun::TrainingRun(const ModelConfig& config, const Scaling& scaling, const Loss& loss,
                         Network<float> network, Workspace<float> workspace,
                         Optimizer<float> optimizer, std::optional<Augmenter> augmenter)
    : seed_(config.seed),
      train_samples_(config.train),
      valid_samples_(config.valid),
      network_(std::move(network)),
      workspace_(std::move(workspace)),
      scaling_name_(config.scaling),
      scaling_(scaling),
      loss_(loss),
      takes_mean_(config.training.reduction == "mean"),
      sampler_(config.seed, config.train,
               config.training.batch_size == 0 ? config.train : config.training.batch_size),
      optimizer_(std::move(optimizer)),
      augmenter_(std::move(augmenter)),
      schedule_(ParseSchedule(config.training.schedule).value()),
      base_learning_rate_(config.training.optimizer.learning_rate),
      epochs_(config.training.epochs) {}

void TrainingRun::Rescale(const Dataset& dataset) {
  scaling_ = ScalingOf(scaling_name_, dataset, train_samples_);
}

bool TrainingRun::ReadChunk(const Dataset& dataset, std::span<const std::uint32_t> chunk,
                            std::span<std::uint8_t> labels) {
  if (!augmenter_) {
    return ReadInput(dataset, chunk, scaling_, network_.architecture(), workspace_, labels);
  }
  auto input = workspace_.Input(static_cast<Index>(chunk.size()));
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const auto sample = static_cast<Index>(chunk[i]);
    const std::span row(input.data() + static_cast<Index>(i) * input.cols(),
                        static_cast<std::size_t>(input.cols()));
    augmenter_->Augment(dataset.image(sample), seed_, step_,
                        static_cast<Index>(batch_position_ + i), row.data());
    for (float& pixel : row) pixel = scaling_.FromGrey(pixel);
  }
  dataset.ReadLabels(chunk, labels);
  return false;
}

std::span<float> TrainingRun::GradientArena(std::size_t batch_size) {
  // What is added elsewhere is not taken back if a later chunk diverges.
  if (batch_size > static_cast<std::size_t>(workspace_.capacity())) return network_.gradients();
  if (optimizer_.is_plain_descent()) return network_.values();
  const std::span<float> moment = optimizer_.gradient_moment();
  return moment.empty() ? network_.gradients() : moment;
}

void TrainingRun::CopyPrevious() {
  if (previous_.size() == 0) return;
  std::ranges::copy(std::as_const(network_).values(), previous_.data());
  has_previous_ = true;
}

Score TrainingRun::TrainChunk(const Dataset& dataset, std::span<const std::uint32_t> chunk,
                              float scale, std::span<float> arena) {
  const auto samples = static_cast<Index>(chunk.size());
  const auto labels = std::span(labels_).first(chunk.size());
  const Pass pass{.mode = Mode::kTraining,
                  .seed = seed_,
                  .step = step_,
                  .first_sample = static_cast<Index>(batch_position_),
                  .input_is_listed = ReadChunk(dataset, chunk, labels)};
  const auto input = workspace_.Input(samples);
  const ConstMatrixMap<float> x(input.data(), samples, input.cols());
  const auto logits = network_.Forward(x, workspace_, pass);
  const auto gradient = workspace_.Gradient(network_.architecture().layers.size() - 1, samples);
  const Score score = loss_.Forward<float>({logits.data(), samples, logits.cols()}, labels,
                                           gradient, std::span(predicted_).first(chunk.size()));
  if (!std::isfinite(score.loss_sum)) return score;
  if (IsDescent(arena)) CopyPrevious();
  loss_.Backward(labels, scale, gradient);
  network_.Backward(x, workspace_, arena);
  return score;
}

void TrainingRun::AbandonBatch() {
  network_.ClearGradients();
  batch_position_ = 0;
}

StepResult TrainingRun::Train(const Dataset& dataset, Index max_samples) {
  const auto batch = sampler_.Batch(step_);
  const std::span<float> arena = GradientArena(batch.size());
  float scale = takes_mean_ ? 1.0F / static_cast<float>(batch.size()) : 1.0F;
  if (IsDescent(arena)) scale *= -static_cast<float>(learning_rate());
  const auto largest_chunk = static_cast<std::size_t>(workspace_.capacity());
  StepResult result;
  Index chunk_samples = 0;
  do {
    const auto rest = batch.subspan(batch_position_);
    const auto chunk = rest.first(std::min(rest.size(), largest_chunk));
    const Score score = TrainChunk(dataset, chunk, scale, arena);
    result.samples += score.samples;
    result.loss_sum += score.loss_sum;
    result.correct += score.correct;
    if (!std::isfinite(score.loss_sum)) {
      divergence_ = DiagnoseDivergence(network_, workspace_, score.samples);
      result.finite = false;
      result.step = step_;
      AbandonBatch();
      return result;
    }
    batch_position_ += chunk.size();
    chunk_samples = static_cast<Index>(std::min(batch.size() - batch_position_, largest_chunk));
  } while (chunk_samples > 0 && result.samples + chunk_samples <= max_samples);
  if (batch_position_ == batch.size()) {
    if (!IsDescent(arena)) {
      CopyPrevious();
      const bool is_gathered = arena.data() == network_.gradients().data();
      optimizer_.Update(step_ + 1, learning_rate(), network_.architecture().tensors,
                        network_.values(), is_gathered ? arena : std::span<float>());
    }
    ++step_;
    batch_position_ = 0;
    result.complete = true;
  }
  result.step = step_;
  return result;
}

bool TrainingRun::KeepPrevious(bool keeps) {
  if (keeps == (previous_.size() > 0)) return true;
  has_previous_ = false;
  previous_ = {};
  return !keeps || previous_.Allocate(network_.values().size());
}

void TrainingRun::ImportParameters(std::span<const float> parameters) {
  has_previous_ = false;
  network_.ImportParameters(parameters);
  AbandonBatch();
}

bool TrainingRun::SnapshotBest() {
  const auto size = static_cast<std::size_t>(network_.architecture().parameter_count());
  if (best_.size() != size && !best_.Allocate(size)) return false;
  network_.ExportParameters(best_.span());
  return true;
}

void TrainingRun::RestoreBest() {
  if (best_.size() > 0) ImportParameters(best_.span());
}

RunState TrainingRun::state() const {
  return {.step = step_,
          .base_learning_rate = base_learning_rate_,
          .parameter_count = network_.architecture().parameter_count(),
          .moment_count = static_cast<Index>(optimizer_.moment_count()),
          .has_best = best_.size() > 0};
}

void TrainingRun::ExportState(std::span<float> values) const {
  assert(static_cast<std::int64_t>(values.size()) == state().value_count());
  const Architecture& architecture = network_.architecture();
  const auto size = static_cast<std::size_t>(architecture.parameter_count());
  network_.ExportParameters(values.first(size));
  for (std::size_t i = 0; i < optimizer_.moment_count(); ++i) {
    PackTensors<float>(architecture.tensors, optimizer_.moment(i),
                       values.subspan((1 + i) * size, size));
  }
  if (best_.size() > 0) std::ranges::copy(best_.span(), values.last(size).begin());
}

bool TrainingRun::Fits(const RunState& state) const {
  return state.parameter_count == network_.architecture().parameter_count() &&
         state.moment_count == static_cast<Index>(optimizer_.moment_count());
}

bool TrainingRun::ImportState(const RunState& state, std::span<const float> values) {
  assert(Fits(state) && static_cast<std::int64_t>(values.size()) == state.value_count());
  const Architecture& architecture = network_.architecture();
  const auto size = static_cast<std::size_t>(architecture.parameter_count());
  AlignedBuffer<float> best;
  if (state.has_best && !best.Allocate(size)) return false;
  if (state.has_best) std::ranges::copy(values.last(size), best.span().begin());
  best_ = std::move(best);
  ImportParameters(values.first(size));
  for (std::size_t i = 0; i < optimizer_.moment_count(); ++i) {
    UnpackTensors<float>(architecture.tensors, values.subspan((1 + i) * size, size),
                         optimizer_.moment(i));
  }
  step_ = state.step;
  base_learning_rate_ = state.base_learning_rate;
  return true;
}

}  // namespace inkling
