#include "core/gradient_check.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "core/kinks.h"

namespace inkling {
namespace {

// Of a forward pass in double, some ten milliseconds.
constexpr std::int64_t kPieceMultiplyAdds = std::int64_t{1} << 24;

Index SamplesPerPiece(const Architecture& architecture, Index samples) {
  const std::int64_t work = std::max<std::int64_t>(architecture.multiply_adds(), 1);
  const auto fitting = static_cast<Index>(std::clamp<std::int64_t>(
      kPieceMultiplyAdds / work, 1, static_cast<std::int64_t>(ChunkSamples(architecture))));
  return std::min(fitting, samples);
}

// Adds one parameter's differences to those of its layer.
void AddParameter(const ParameterGradients& parameter, double least_gradient, LayerVerdict& layer) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double smallest = kInfinity;
  bool is_compared = false;
  for (std::size_t i = 0; i < layer.steps.size(); ++i) {
    StepDifferences& step = layer.steps[i];
    if (parameter.crosses_kink[i] != 0) {
      ++step.kinks;
      continue;
    }
    is_compared = true;
    ++step.compared;
    const double relative =
        RelativeDifference(parameter.analytic, parameter.numeric[i], least_gradient);
    const double absolute =
        std::isfinite(relative) ? std::abs(parameter.analytic - parameter.numeric[i]) : kInfinity;
    step.absolute = std::max(step.absolute, absolute);
    step.relative = std::max(step.relative, relative);
    smallest = std::min(smallest, relative);
  }
  ++layer.parameters;
  if (!is_compared) {
    ++layer.kinks;
    return;
  }
  layer.difference = std::max(layer.difference, smallest);
  layer.verdict = layer.difference < kGradientTolerance ? Verdict::kPassed : Verdict::kFailed;
}

}  // namespace

double RelativeDifference(double analytic, double numeric, double least_gradient) {
  if (!std::isfinite(analytic) || !std::isfinite(numeric)) {
    return std::numeric_limits<double>::infinity();
  }
  return std::abs(analytic - numeric) /
         std::max({std::abs(analytic), std::abs(numeric), least_gradient});
}

std::vector<LayerVerdict> JudgeGradients(std::span<const ParameterGradients> parameters,
                                         std::span<const double> denominators,
                                         double least_gradient) {
  std::vector<LayerVerdict> layers;
  for (const ParameterGradients& parameter : parameters) {
    const std::string name = LayerName(parameter.layer);
    auto layer = std::ranges::find(layers, name, &LayerVerdict::layer);
    if (layer == layers.end()) {
      layers.push_back({.layer = name});
      layer = layers.end() - 1;
      for (const double denominator : denominators) {
        layer->steps.push_back({.denominator = denominator});
      }
    }
    AddParameter(parameter, least_gradient, *layer);
  }
  return layers;
}

std::optional<GradientCheck> GradientCheck::Create(Network<double> network, const Loss& loss,
                                                   CheckedSamples samples, const Pass& pass,
                                                   std::span<const ParameterPosition> parameters,
                                                   std::span<const double> denominators) {
  GradientCheck check(std::move(network), loss, std::move(samples), pass, parameters, denominators);
  if (!check.workspace_.Allocate(check.network_.architecture(), check.chunks_.front().samples)) {
    return std::nullopt;
  }
  return check;
}

GradientCheck::GradientCheck(Network<double> network, const Loss& loss, CheckedSamples samples,
                             const Pass& pass, std::span<const ParameterPosition> parameters,
                             std::span<const double> denominators)
    : network_(std::move(network)),
      loss_(loss),
      samples_(std::move(samples)),
      pass_(pass),
      denominators_(denominators.begin(), denominators.end()) {
  assert(samples_.x.rows() > 0);
  for (const ParameterPosition& position : parameters) {
    parameters_.push_back({.position = position,
                           .layer = network_.architecture().tensors[position.tensor].layer,
                           .numeric = std::vector<double>(denominators_.size()),
                           .crosses_kink = std::vector<std::uint8_t>(denominators_.size())});
  }
  const Index total = samples_.x.rows();
  const Index per_piece = SamplesPerPiece(network_.architecture(), total);
  for (Index first = 0; first < total; first += per_piece) {
    chunks_.push_back({.first = first, .samples = std::min(per_piece, total - first)});
  }
}

std::int64_t GradientCheck::pieces() const {
  return static_cast<std::int64_t>(chunks_.size() *
                                   (1 + parameters_.size() * denominators_.size()));
}

void GradientCheck::Advance() {
  if (done()) return;
  const auto piece = static_cast<std::size_t>(pieces_done_++);
  Chunk& chunk = chunks_[piece % chunks_.size()];
  const std::size_t round = piece / chunks_.size();
  if (round == 0) {
    Differentiate(chunk);
    return;
  }
  const std::size_t steps = denominators_.size();
  Compare(chunk, parameters_[(round - 1) / steps], (round - 1) % steps);
}

double GradientCheck::Forward(const Chunk& chunk) {
  std::vector<std::uint8_t> predicted(static_cast<std::size_t>(chunk.samples));
  const std::size_t last = network_.architecture().layers.size() - 1;
  const ConstMatrixMap<double> x(samples_.x.data() + chunk.first * samples_.x.cols(), chunk.samples,
                                 samples_.x.cols());
  Pass pass = pass_;
  pass.first_sample = chunk.first;
  const auto logits = network_.Forward(x, workspace_, pass);
  const auto labels =
      std::span(samples_.labels).subspan(static_cast<std::size_t>(chunk.first), predicted.size());
  return loss_
      .Forward<double>({logits.data(), logits.rows(), logits.cols()}, labels,
                       workspace_.Gradient(last, chunk.samples), predicted)
      .loss_sum;
}

std::vector<std::uint32_t> GradientCheck::FindPieces(const Chunk& chunk) const {
  return LinearPieces(network_.architecture(), loss_.unit, workspace_, chunk.samples);
}

void GradientCheck::Differentiate(Chunk& chunk) {
  loss_sum_ += Forward(chunk);
  chunk.pieces = FindPieces(chunk);
  const std::size_t last = network_.architecture().layers.size() - 1;
  const auto logits = workspace_.Output(last, chunk.samples);
  largest_logit_ = std::max(largest_logit_, logits.cwiseAbs().maxCoeff());
  const auto labels =
      std::span(samples_.labels)
          .subspan(static_cast<std::size_t>(chunk.first), static_cast<std::size_t>(chunk.samples));
  loss_.Backward(labels, 1 / static_cast<double>(samples_.x.rows()),
                 workspace_.Gradient(last, chunk.samples));
  const ConstMatrixMap<double> x(samples_.x.data() + chunk.first * samples_.x.cols(), chunk.samples,
                                 samples_.x.cols());
  network_.Backward(x, workspace_);
  // Backward adds up over the chunks; the values after the last one stay.
  for (ParameterGradients& parameter : parameters_) {
    const TensorInfo& tensor = network_.architecture().tensors[parameter.position.tensor];
    const auto at = static_cast<std::size_t>(tensor.offset + parameter.position.element);
    parameter.analytic = std::as_const(network_).gradients()[at];
  }
}

void GradientCheck::Compare(const Chunk& chunk, ParameterGradients& parameter, std::size_t step) {
  const TensorInfo& tensor = network_.architecture().tensors[parameter.position.tensor];
  double& value =
      network_.values()[static_cast<std::size_t>(tensor.offset + parameter.position.element)];
  const double original = value;
  const double above = original + 1 / denominators_[step];
  const double below = original - 1 / denominators_[step];
  value = above;
  const double loss_above = Forward(chunk);
  bool crosses_kink = FindPieces(chunk) != chunk.pieces;
  value = below;
  const double loss_below = Forward(chunk);
  crosses_kink = crosses_kink || FindPieces(chunk) != chunk.pieces;
  value = original;
  // By the distance that there is after rounding, 2h but for the last bits of the parameter.
  parameter.numeric[step] +=
      (loss_above - loss_below) / ((above - below) * static_cast<double>(samples_.x.rows()));
  if (crosses_kink) parameter.crosses_kink[step] = 1;
}

double GradientCheck::least_gradient() const {
  const double unit_roundoff = std::numeric_limits<double>::epsilon() / 2;
  const double loss = loss_sum_ / static_cast<double>(samples_.x.rows());
  const double size = std::max({1.0, loss, largest_logit_});
  return std::cbrt(unit_roundoff * unit_roundoff) * size / kGradientTolerance;
}

}  // namespace inkling
