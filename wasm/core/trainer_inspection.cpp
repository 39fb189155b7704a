// The part of Trainer that looks into the network in training.

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "core/trainer.h"

namespace inkling {
namespace {

Outcome Invalid(std::string path, std::string message) {
  return {"invalid-input", std::move(path), std::move(message)};
}

Outcome CheckCount(const char* path, std::size_t count, std::size_t most) {
  if (count >= 1 && count <= most) return {};
  return Invalid(path, "A gradient check has 1 to " + std::to_string(most) + " " + path + ", not " +
                           std::to_string(count) + ".");
}

Outcome Validate(const GradientCheckRequest& request, Index split_size,
                 std::span<const TensorInfo> tensors) {
  for (const auto& [path, count, most] :
       {std::tuple{"samples", request.samples.size(), kMaxCheckedSamples},
        std::tuple{"parameters", request.parameters.size(), kMaxCheckedParameters},
        std::tuple{"denominators", request.denominators.size(), kMaxDenominators}}) {
    if (Outcome outcome = CheckCount(path, count, most); !outcome.ok()) return outcome;
  }
  const auto has_sample = [&](Index sample) { return sample >= 0 && sample < split_size; };
  if (!std::ranges::all_of(request.samples, has_sample)) {
    return Invalid("samples", "There is a sample that the split does not have.");
  }
  const auto has_parameter = [&](const ParameterPosition& position) {
    return position.tensor < tensors.size() && position.element >= 0 &&
           position.element < tensors[position.tensor].size;
  };
  if (!std::ranges::all_of(request.parameters, has_parameter)) {
    return Invalid("parameters", "There is a parameter that the network does not have.");
  }
  const auto is_denominator = [](double n) { return n > 0 && n <= kMaxDenominator; };
  if (!std::ranges::all_of(request.denominators, is_denominator)) {
    return Invalid("denominators", "N is a number above 0 and at most 1e9.");
  }
  return {};
}

}  // namespace

Outcome Trainer::BeginGradientCheck(const GradientCheckRequest& request) {
  if (!run_) return {"no-model", "", "There is no model to check."};
  if (Outcome outcome = Validate(request, SplitSize(request.split), Tensors()); !outcome.ok()) {
    return outcome;
  }
  const Index last = *std::ranges::max_element(request.samples);
  if (Outcome outcome = Require(SplitBegin(request.split) + last + 1); !outcome.ok()) {
    return outcome;
  }
  EndGradientCheck();
  Outcome out_of_memory = {"out-of-memory", "",
                           "There is not enough memory for a check in double precision."};
  const Network<float>& trained = run_->network();
  std::optional<Network<double>> network = Network<double>::Create(trained.architecture());
  if (!network) return out_of_memory;
  std::ranges::copy(trained.values(), network->values().begin());  // arenas have one layout
  const Scaling used = request.scaling.value_or(scaling());
  CheckedSamples samples{.x = Matrix<double>(std::ssize(request.samples), dataset_->pixels())};
  for (Index i = 0; i < samples.x.rows(); ++i) {
    const Index sample = SplitBegin(request.split) + request.samples[static_cast<std::size_t>(i)];
    dataset_->Read(sample, used, samples.x.data() + i * samples.x.cols());
    samples.labels.push_back(dataset_->label(sample));
  }
  Pass pass = run_->pass();
  if (request.step) pass.step = *request.step;
  gradient_check_ =
      GradientCheck::Create(*std::move(network), run_->model().loss, std::move(samples), pass,
                            request.parameters, request.denominators);
  return gradient_check_ ? Outcome{} : out_of_memory;
}

Outcome Trainer::KeepUpdates(bool keeps) {
  if (!run_) return {"no-model", "", "There is no model to diagnose."};
  if (run_->KeepPrevious(keeps)) return {};
  return {"out-of-memory", "", "There is not enough memory to keep the last update."};
}

Outcome Trainer::Diagnose() {
  diagnostics_.clear();
  diagnosed_samples_ = 0;
  if (!run_) return {"no-model", "", "There is no model to diagnose."};
  Outcome out_of_memory = {"out-of-memory", "",
                           "There is not enough memory to diagnose the network."};
  const Architecture& architecture = run_->network().architecture();
  const Index samples = std::min(MostSamples(architecture), run_->train_samples());
  if (Outcome outcome = Require(samples); !outcome.ok()) return outcome;
  // For more samples than the run's: of few, a unit that is not active may yet be alive.
  Workspace<float> workspace;
  if (!workspace.Allocate(architecture, samples)) return out_of_memory;
  auto x = workspace.Input(samples);
  std::vector<std::uint8_t> labels;
  for (Index i = 0; i < samples; ++i) {
    dataset_->Read(i, run_->model().scaling, x.data() + i * x.cols());
    labels.push_back(dataset_->label(i));
  }
  auto layers = DiagnoseLayers(run_->network(), run_->model().loss, {x.data(), samples, x.cols()},
                               labels, run_->previous(), workspace);
  if (!layers) return out_of_memory;
  diagnostics_ = *std::move(layers);
  diagnosed_samples_ = samples;
  return {};
}

}  // namespace inkling
