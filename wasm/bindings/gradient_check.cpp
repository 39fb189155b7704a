// What the module of the gradient check has besides that of training: a session of its own, into
// which the network and the samples to check are copied. In double precision it would be a fifth of
// the training module, which every visitor downloads.

#include <emscripten/bind.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/trainer.h"

namespace {

using inkling::GradientCheck;
using inkling::Index;

struct Progress {
  double done = 0;   // pieces of work
  double total = 0;  // 0 if there is no check
};

struct CheckedGradients {
  Index element = 0;
  double analytic = 0;
  std::uintptr_t numeric_address = 0;  // of a double for each N
  std::uintptr_t kinks_address = 0;    // of a byte for each N
};

struct LayerSummary {
  std::string layer;
  Index parameters = 0;
  Index kinks = 0;
  double difference = 0;
  std::string verdict;  // 'passed', 'failed' or 'undecided'
};

std::string Name(inkling::Verdict verdict) {
  switch (verdict) {
    case inkling::Verdict::kPassed:
      return "passed";
    case inkling::Verdict::kFailed:
      return "failed";
    case inkling::Verdict::kUndecided:
      return "undecided";
  }
  return "";
}

template <typename T>
std::uintptr_t Address(T* data) {
  return reinterpret_cast<std::uintptr_t>(data);
}

// A check from its beginning to its end, in the order of the functions. Indices must be below the
// counts that were given before.
class GradientCheckSession {
 public:
  // Room for the samples to check and one more, since a data set also has a validation sample.
  inkling::Outcome Reserve(Index samples, Index width, Index height) {
    samples_ = samples;
    return trainer_.ReserveDataset({samples + 1, 0, width, height});
  }
  std::uintptr_t ImagesAddress() { return Address(trainer_.PendingImages().data()); }
  std::uintptr_t LabelsAddress() { return Address(trainer_.PendingLabels().data()); }
  inkling::Outcome CreateModel(inkling::ModelConfig config,
                               const std::vector<inkling::LayerConfig>& layers) {
    if (inkling::Outcome outcome = trainer_.CommitDataset(); !outcome.ok()) return outcome;
    config.train = samples_;
    config.valid = 1;
    return trainer_.CreateModel(config, layers);
  }
  std::uintptr_t StageParameters() {
    return Address(trainer_.Stage(static_cast<std::size_t>(trainer_.ParameterCount())).data());
  }
  // With the staged parameters. Scaling and step are those of the training that they come from.
  inkling::Outcome Begin(const std::vector<inkling::ParameterPosition>& parameters,
                         const std::vector<double>& denominators, const inkling::Scaling& scaling,
                         double step) {
    if (inkling::Outcome outcome = trainer_.ImportParameters(); !outcome.ok()) return outcome;
    inkling::GradientCheckRequest request{.split = inkling::Split::kTrain,
                                          .samples = {},
                                          .parameters = parameters,
                                          .denominators = denominators,
                                          .scaling = scaling,
                                          .step = static_cast<std::int64_t>(step)};
    for (Index i = 0; i < samples_; ++i) request.samples.push_back(i);
    return trainer_.BeginGradientCheck(request);
  }

  Progress Advance() {
    GradientCheck* check = trainer_.gradient_check();
    if (check == nullptr) return {};
    check->Advance();
    return {static_cast<double>(check->pieces_done()), static_cast<double>(check->pieces())};
  }

  // Judges the check; the number of layers.
  std::size_t Judge() {
    const GradientCheck* check = trainer_.gradient_check();
    layers_.clear();
    if (check != nullptr) layers_ = check->Judge();
    return layers_.size();
  }
  LayerSummary Layer(std::size_t layer) const {
    const inkling::LayerVerdict& found = layers_[layer];
    return {found.layer, found.parameters, found.kinks, found.difference, Name(found.verdict)};
  }
  inkling::StepDifferences Step(std::size_t layer, std::size_t step) const {
    return layers_[layer].steps[step];
  }
  CheckedGradients Parameter(std::size_t index) {
    const GradientCheck* check = trainer_.gradient_check();
    if (check == nullptr) return {};
    const inkling::ParameterGradients& found = check->parameters()[index];
    return {found.position.element, found.analytic, Address(found.numeric.data()),
            Address(found.crosses_kink.data())};
  }
  double LeastGradient() {
    const GradientCheck* check = trainer_.gradient_check();
    return check == nullptr ? 0 : check->least_gradient();
  }

 private:
  inkling::Trainer trainer_;
  Index samples_ = 0;
  std::vector<inkling::LayerVerdict> layers_;
};

}  // namespace

EMSCRIPTEN_BINDINGS(inkling_gradient_check) {
  using emscripten::value_object;
  using inkling::ParameterPosition;
  using inkling::StepDifferences;
  emscripten::register_vector<double>("DoubleVector");
  value_object<ParameterPosition>("ParameterPosition")
      .field("tensor", &ParameterPosition::tensor)
      .field("element", &ParameterPosition::element);
  emscripten::register_vector<ParameterPosition>("ParameterPositionVector");
  value_object<Progress>("Progress")
      .field("done", &Progress::done)
      .field("total", &Progress::total);
  value_object<CheckedGradients>("CheckedGradients")
      .field("element", &CheckedGradients::element)
      .field("analytic", &CheckedGradients::analytic)
      .field("numericAddress", &CheckedGradients::numeric_address)
      .field("kinksAddress", &CheckedGradients::kinks_address);
  value_object<LayerSummary>("LayerSummary")
      .field("layer", &LayerSummary::layer)
      .field("parameters", &LayerSummary::parameters)
      .field("kinks", &LayerSummary::kinks)
      .field("difference", &LayerSummary::difference)
      .field("verdict", &LayerSummary::verdict);
  value_object<StepDifferences>("StepDifferences")
      .field("denominator", &StepDifferences::denominator)
      .field("compared", &StepDifferences::compared)
      .field("kinks", &StepDifferences::kinks)
      .field("absolute", &StepDifferences::absolute)
      .field("relative", &StepDifferences::relative);
  emscripten::class_<GradientCheckSession>("GradientCheckSession")
      .constructor<>()
      .function("reserve(samples, width, height)", &GradientCheckSession::Reserve)
      .function("imagesAddress", &GradientCheckSession::ImagesAddress)
      .function("labelsAddress", &GradientCheckSession::LabelsAddress)
      .function("createModel(config, layers)", &GradientCheckSession::CreateModel)
      .function("stageParameters", &GradientCheckSession::StageParameters)
      .function("begin(parameters, denominators, scaling, step)", &GradientCheckSession::Begin)
      .function("advance", &GradientCheckSession::Advance)
      .function("judge", &GradientCheckSession::Judge)
      .function("layer(index)", &GradientCheckSession::Layer)
      .function("step(layer, index)", &GradientCheckSession::Step)
      .function("parameter(index)", &GradientCheckSession::Parameter)
      .function("leastGradient", &GradientCheckSession::LeastGradient);
}
