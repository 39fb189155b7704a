// The WebAssembly module's surface. Embind only: what it calls is in core.

#include <emscripten/bind.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bindings/diagnostics.h"
#include "core/trainer.h"
#include "kernels/parallel.h"

namespace {

using emscripten::class_;
using emscripten::value_object;
using inkling::Index;

struct BuildInfo {
  std::string variant;     // 'simd128' or 'relaxed-simd'
  std::string eigen_simd;  // instruction sets that Eigen was built to use
};

BuildInfo GetBuildInfo() { return {INKLING_VARIANT, Eigen::SimdInstructionSetsInUse()}; }

// Where a span begins in the module's memory; 0 if it is empty. The address is valid until a
// call that may move or free what it points to.
template <typename T>
std::uintptr_t Address(std::span<T> span) {
  return span.empty() ? 0 : reinterpret_cast<std::uintptr_t>(span.data());
}

struct SampleInfo {
  std::uintptr_t image_address;
  int label;
  int predicted;
  float confidence;
};

struct TensorInfo {
  std::string name;
  inkling::TensorShape shape;
  Index size;
};

// A file in the module's memory; the address is 0 if there is not enough of it.
struct FileInfo {
  std::uintptr_t address;
  std::size_t size;
};

inkling::Split ToSplit(int split) {
  switch (split) {
    case 0:
      return inkling::Split::kTrain;
    case 1:
      return inkling::Split::kValid;
    default:
      return inkling::Split::kTest;
  }
}

// inkling::Trainer with addresses in the place of spans.
class TrainerSession {
 public:
  inkling::Outcome ReserveDataset(Index samples, Index test_samples, Index width, Index height) {
    return trainer_.ReserveDataset({samples, test_samples, width, height});
  }
  std::uintptr_t ImagesAddress() { return Address(trainer_.PendingImages()); }
  std::uintptr_t LabelsAddress() { return Address(trainer_.PendingLabels()); }
  inkling::Outcome CommitDataset() { return trainer_.CommitDataset(); }
  inkling::Outcome OpenDataset() { return trainer_.OpenDataset(); }
  inkling::Outcome AddSamples(Index count) { return trainer_.AddSamples(count); }
  Index NeededSamples() const { return trainer_.NeededSamples(); }

  inkling::Outcome CreateModel(const inkling::ModelConfig& config,
                               const std::vector<inkling::LayerConfig>& layers) {
    return trainer_.CreateModel(config, layers);
  }
  Index ParameterCount() const { return trainer_.ParameterCount(); }
  // In a double, since it may exceed 32 bits.
  double MultiplyAdds() const { return static_cast<double>(trainer_.MultiplyAdds()); }
  Index StepsPerEpoch() const { return trainer_.StepsPerEpoch(); }
  std::size_t TensorCount() const { return trainer_.Tensors().size(); }
  TensorInfo GetTensorInfo(std::size_t index) const {
    if (index >= TensorCount()) return {};
    const inkling::TensorInfo& tensor = trainer_.Tensors()[index];
    return {tensor.name, tensor.shape, tensor.size};
  }

  inkling::StepResult TrainStep(Index max_samples) { return trainer_.TrainStep(max_samples); }
  void AbandonBatch() { trainer_.AbandonBatch(); }
  double LearningRate() const { return trainer_.LearningRate(); }
  inkling::Outcome SetLearningRate(double value) { return trainer_.SetLearningRate(value); }
  inkling::Scaling GetScaling() { return trainer_.scaling(); }
  inkling::Divergence DiagnoseDivergence() const { return trainer_.LatestDivergence(); }

  void ResetEvaluation() { trainer_.ResetEvaluation(); }
  inkling::Score EvaluateRange(int split, Index begin, Index end) {
    return trainer_.EvaluateRange(ToSplit(split), begin, end);
  }
  std::uintptr_t ConfusionAddress() const { return Address(trainer_.confusion().counts()); }
  SampleInfo ReadSample(int split, Index index) {
    const inkling::SampleReading sample = trainer_.ReadSample(ToSplit(split), index);
    return {Address(sample.image), sample.label, sample.predicted, sample.confidence};
  }

  std::uintptr_t Stage(std::size_t float_count) { return Address(trainer_.Stage(float_count)); }
  std::uintptr_t Predict(Index samples) { return Address(trainer_.Predict(samples)); }
  std::uintptr_t ExportParameters() { return Address(trainer_.ExportParameters()); }
  inkling::Outcome ImportParameters() { return trainer_.ImportParameters(); }

  inkling::Outcome SnapshotBest() { return trainer_.SnapshotBest(); }
  void RestoreBest() { trainer_.RestoreBest(); }
  std::uintptr_t StageBytes(std::size_t size) { return Address(trainer_.StageBytes(size)); }
  FileInfo SaveCheckpoint(const std::string& specification, const std::string& client_state) {
    const auto file = trainer_.SaveCheckpoint(specification, client_state);
    return {Address(file), file.size()};
  }
  inkling::CheckpointInspection InspectCheckpoint() { return trainer_.InspectCheckpoint(); }
  inkling::Outcome RestoreModel(const inkling::ModelConfig& config,
                                const std::vector<inkling::LayerConfig>& layers) {
    return trainer_.RestoreModel(config, layers);
  }

  inkling::Outcome KeepUpdates(bool keeps) { return trainer_.KeepUpdates(keeps); }
  inkling::Outcome Diagnose() { return trainer_.Diagnose(); }
  Index DiagnosedSamples() const { return trainer_.diagnosed_samples(); }
  std::size_t DiagnosedLayers() const { return trainer_.diagnostics().size(); }
  inkling::LayerInfo DiagnosedLayer(std::size_t index) const {
    if (index >= DiagnosedLayers()) return {};
    return Describe(trainer_.diagnostics()[index]);
  }

 private:
  inkling::Trainer trainer_;
};

// Steps fit a JavaScript number exactly up to 2^53; as a 64-bit integer they would be a BigInt.
template <typename Result>
double GetStep(const Result& result) {
  return static_cast<double>(result.step);
}
template <typename Result>
void SetStep(Result& result, double step) {
  result.step = static_cast<std::int64_t>(step);
}

}  // namespace

EMSCRIPTEN_BINDINGS(inkling) {
  value_object<BuildInfo>("BuildInfo")
      .field("variant", &BuildInfo::variant)
      .field("eigenSimd", &BuildInfo::eigen_simd);
  emscripten::function("buildInfo", &GetBuildInfo);

  emscripten::function("startThreads(threads)", &inkling::kernels::StartThreads);

  value_object<inkling::Outcome>("Outcome")
      .field("code", &inkling::Outcome::code)
      .field("path", &inkling::Outcome::path)
      .field("message", &inkling::Outcome::message);

  value_object<inkling::ActivationConfig>("ActivationConfig")
      .field("type", &inkling::ActivationConfig::type)
      .field("slope", &inkling::ActivationConfig::slope)
      .field("floor", &inkling::ActivationConfig::floor);
  value_object<inkling::LayerConfig>("LayerConfig")
      .field("type", &inkling::LayerConfig::type)
      .field("units", &inkling::LayerConfig::units)
      .field("bias", &inkling::LayerConfig::bias)
      .field("activation", &inkling::LayerConfig::activation)
      .field("filters", &inkling::LayerConfig::filters)
      .field("kernel", &inkling::LayerConfig::kernel)
      .field("stride", &inkling::LayerConfig::stride)
      .field("padding", &inkling::LayerConfig::padding)
      .field("size", &inkling::LayerConfig::size)
      .field("rate", &inkling::LayerConfig::rate)
      .field("standardDeviation", &inkling::LayerConfig::standard_deviation);
  emscripten::register_vector<inkling::LayerConfig>("LayerConfigVector");
  value_object<inkling::InitializerConfig>("InitializerConfig")
      .field("type", &inkling::InitializerConfig::type)
      .field("standardDeviation", &inkling::InitializerConfig::standard_deviation)
      .field("limit", &inkling::InitializerConfig::limit);
  value_object<inkling::OptimizerConfig>("OptimizerConfig")
      .field("type", &inkling::OptimizerConfig::type)
      .field("learningRate", &inkling::OptimizerConfig::learning_rate)
      .field("momentum", &inkling::OptimizerConfig::momentum)
      .field("nesterov", &inkling::OptimizerConfig::nesterov)
      .field("decay", &inkling::OptimizerConfig::decay)
      .field("beta1", &inkling::OptimizerConfig::beta1)
      .field("beta2", &inkling::OptimizerConfig::beta2)
      .field("epsilon", &inkling::OptimizerConfig::epsilon)
      .field("weightDecay", &inkling::OptimizerConfig::weight_decay);
  value_object<inkling::ScheduleConfig>("ScheduleConfig")
      .field("type", &inkling::ScheduleConfig::type)
      .field("every", &inkling::ScheduleConfig::every)
      .field("factor", &inkling::ScheduleConfig::factor)
      .field("minimum", &inkling::ScheduleConfig::minimum)
      .field("warmup", &inkling::ScheduleConfig::warmup);
  value_object<inkling::Augmentation>("Augmentation")
      .field("shift", &inkling::Augmentation::shift)
      .field("rotation", &inkling::Augmentation::rotation)
      .field("scale", &inkling::Augmentation::scale)
      .field("elasticAlpha", &inkling::Augmentation::elastic_alpha)
      .field("elasticSigma", &inkling::Augmentation::elastic_sigma);
  value_object<inkling::TrainingConfig>("TrainingConfig")
      .field("loss", &inkling::TrainingConfig::loss)
      .field("reduction", &inkling::TrainingConfig::reduction)
      .field("optimizer", &inkling::TrainingConfig::optimizer)
      .field("schedule", &inkling::TrainingConfig::schedule)
      .field("batchSize", &inkling::TrainingConfig::batch_size)
      .field("epochs", &inkling::TrainingConfig::epochs)
      .field("weightDecay", &inkling::TrainingConfig::weight_decay)
      .field("l1", &inkling::TrainingConfig::l1)
      .field("gradientClipping", &inkling::TrainingConfig::gradient_clipping)
      .field("augmentation", &inkling::TrainingConfig::augmentation);
  value_object<inkling::ModelConfig>("ModelConfig")
      .field("seed", &inkling::ModelConfig::seed)
      .field("train", &inkling::ModelConfig::train)
      .field("valid", &inkling::ModelConfig::valid)
      .field("scaling", &inkling::ModelConfig::scaling)
      .field("initializer", &inkling::ModelConfig::initializer)
      .field("training", &inkling::ModelConfig::training);

  value_object<inkling::StepResult>("StepResult")
      .field("complete", &inkling::StepResult::complete)
      .field("step", &GetStep<inkling::StepResult>, &SetStep<inkling::StepResult>)
      .field("samples", &inkling::StepResult::samples)
      .field("lossSum", &inkling::StepResult::loss_sum)
      .field("correct", &inkling::StepResult::correct)
      .field("finite", &inkling::StepResult::finite);
  value_object<inkling::Score>("EvaluationPart")
      .field("samples", &inkling::Score::samples)
      .field("lossSum", &inkling::Score::loss_sum)
      .field("correct", &inkling::Score::correct);
  value_object<SampleInfo>("SampleInfo")
      .field("imageAddress", &SampleInfo::image_address)
      .field("label", &SampleInfo::label)
      .field("predicted", &SampleInfo::predicted)
      .field("confidence", &SampleInfo::confidence);
  value_object<inkling::Scaling>("Scaling")
      .field("shift", &inkling::Scaling::shift)
      .field("divisor", &inkling::Scaling::divisor);
  value_object<inkling::Divergence>("Divergence")
      .field("layer", &inkling::Divergence::layer)
      .field("largestWeight", &inkling::Divergence::largest_weight);
  emscripten::value_array<inkling::TensorShape>("TensorShape")
      .element(emscripten::index<0>())
      .element(emscripten::index<1>())
      .element(emscripten::index<2>())
      .element(emscripten::index<3>());
  value_object<TensorInfo>("TensorInfo")
      .field("name", &TensorInfo::name)
      .field("shape", &TensorInfo::shape)
      .field("size", &TensorInfo::size);

  value_object<FileInfo>("FileInfo")
      .field("address", &FileInfo::address)
      .field("size", &FileInfo::size);
  value_object<inkling::CheckpointInspection>("CheckpointInspection")
      .field("outcome", &inkling::CheckpointInspection::outcome)
      .field("specification", &inkling::CheckpointInspection::specification)
      .field("clientState", &inkling::CheckpointInspection::client_state)
      .field("step", &GetStep<inkling::CheckpointInspection>,
             &SetStep<inkling::CheckpointInspection>)
      .field("baseLearningRate", &inkling::CheckpointInspection::base_learning_rate);

  class_<TrainerSession>("TrainerSession")
      .constructor<>()
      .function("reserveDataset(samples, testSamples, width, height)",
                &TrainerSession::ReserveDataset)
      .function("imagesAddress", &TrainerSession::ImagesAddress)
      .function("labelsAddress", &TrainerSession::LabelsAddress)
      .function("commitDataset", &TrainerSession::CommitDataset)
      .function("openDataset", &TrainerSession::OpenDataset)
      .function("addSamples(count)", &TrainerSession::AddSamples)
      .function("neededSamples", &TrainerSession::NeededSamples)
      .function("createModel(config, layers)", &TrainerSession::CreateModel)
      .function("parameterCount", &TrainerSession::ParameterCount)
      .function("multiplyAdds", &TrainerSession::MultiplyAdds)
      .function("stepsPerEpoch", &TrainerSession::StepsPerEpoch)
      .function("tensorCount", &TrainerSession::TensorCount)
      .function("tensorInfo(index)", &TrainerSession::GetTensorInfo)
      .function("trainStep(maxSamples)", &TrainerSession::TrainStep)
      .function("abandonBatch", &TrainerSession::AbandonBatch)
      .function("learningRate", &TrainerSession::LearningRate)
      .function("setLearningRate(value)", &TrainerSession::SetLearningRate)
      .function("scaling", &TrainerSession::GetScaling)
      .function("diagnoseDivergence", &TrainerSession::DiagnoseDivergence)
      .function("resetEvaluation", &TrainerSession::ResetEvaluation)
      .function("evaluateRange(split, begin, end)", &TrainerSession::EvaluateRange)
      .function("confusionAddress", &TrainerSession::ConfusionAddress)
      .function("readSample(split, index)", &TrainerSession::ReadSample)
      .function("stage(floatCount)", &TrainerSession::Stage)
      .function("predict(samples)", &TrainerSession::Predict)
      .function("exportParameters", &TrainerSession::ExportParameters)
      .function("importParameters", &TrainerSession::ImportParameters)
      .function("snapshotBest", &TrainerSession::SnapshotBest)
      .function("restoreBest", &TrainerSession::RestoreBest)
      .function("stageBytes(byteCount)", &TrainerSession::StageBytes)
      .function("saveCheckpoint(specification, clientState)", &TrainerSession::SaveCheckpoint)
      .function("inspectCheckpoint", &TrainerSession::InspectCheckpoint)
      .function("restoreModel(config, layers)", &TrainerSession::RestoreModel)
      .function("keepUpdates(keeps)", &TrainerSession::KeepUpdates)
      .function("diagnose", &TrainerSession::Diagnose)
      .function("diagnosedSamples", &TrainerSession::DiagnosedSamples)
      .function("diagnosedLayers", &TrainerSession::DiagnosedLayers)
      .function("diagnosedLayer(index)", &TrainerSession::DiagnosedLayer);
}
