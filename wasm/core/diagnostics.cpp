#include "core/diagnostics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace inkling {
namespace {

// A unit with a slope below this part of the largest is saturated.
constexpr double kSaturatedSlope = 0.05;

// What can be said of a unit from its output.
struct UnitState {
  std::optional<bool> is_active;
  std::optional<bool> is_saturated;
};

// From f'(x) / max f', in terms of y = f(x).
UnitState StateOfSlope(double relative_slope) { return {{}, relative_slope < kSaturatedSlope}; }

UnitState StateOf(const Identity&, double) { return {}; }
UnitState StateOf(const LeakyRelu&, double) { return {}; }
UnitState StateOf(const Softmax&, double) { return {}; }
UnitState StateOf(const Sigmoid&, double y) { return StateOfSlope(4 * y * (1 - y)); }
UnitState StateOf(const Tanh&, double y) { return StateOfSlope(1 - y * y); }
UnitState StateOf(const ImprovedSigmoid&, double y) {
  const double tanh = y / ImprovedSigmoid::kAmplitude;
  return StateOfSlope(1 - tanh * tanh);
}
// The output is the floor, rounded to float, of a unit that is not active.
UnitState StateOf(const Relu& relu, double y) {
  return {y > static_cast<double>(static_cast<float>(relu.floor)), {}};
}
UnitState StateOf(const Relu6&, double y) { return {y > 0, y >= 6}; }

double Fraction(Index part, Index whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// outputs: (samples, channels x height x width)
template <typename Function>
void DescribeUnits(const Function& f, const Shape& shape, ConstMatrixMap<float> outputs,
                   LayerDiagnostics& layer) {
  const Index places = shape.height * shape.width;
  const UnitState kind = StateOf(f, 0);
  Index dead = 0;
  Index saturated = 0;
  for (Index unit = 0; unit < shape.channels; ++unit) {
    bool is_active = false;
    for (Index sample = 0; sample < outputs.rows(); ++sample) {
      for (Index place = unit * places; place < (unit + 1) * places; ++place) {
        const UnitState state = StateOf(f, static_cast<double>(outputs(sample, place)));
        is_active = is_active || state.is_active.value_or(true);
        saturated += state.is_saturated.value_or(false) ? 1 : 0;
      }
    }
    dead += is_active ? 0 : 1;
  }
  if (kind.is_active) layer.dead = Fraction(dead, shape.channels);
  if (kind.is_saturated) layer.saturated = Fraction(saturated, outputs.size());
}

double Norm(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) {
    sum += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::sqrt(sum);
}

std::span<const float> Slice(std::span<const float> arena, const TensorInfo& tensor) {
  return arena.subspan(static_cast<std::size_t>(tensor.offset),
                       static_cast<std::size_t>(tensor.size));
}

WeightDiagnostics DescribeWeight(std::span<const float> weight, std::span<const float> gradient,
                                 std::span<const float> previous) {
  WeightDiagnostics found{.weight = Describe(weight),
                          .weight_norm = Norm(weight),
                          .gradient = Describe(gradient),
                          .gradient_norm = Norm(gradient),
                          .update = {}};
  if (!previous.empty()) {
    std::vector<float> update(weight.size());
    std::ranges::transform(weight, previous, update.begin(), std::minus());
    found.update = Describe(update);
    found.update_norm = Norm(update);
  }
  return found;
}

std::span<const float> Values(ConstMatrixMap<float> matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

}  // namespace

Distribution Describe(std::span<const float> values) {
  Distribution found;
  found.minimum = std::numeric_limits<double>::infinity();
  found.maximum = -found.minimum;
  double sum = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    const auto v = static_cast<double>(value);
    ++found.count;
    sum += v;
    found.minimum = std::min(found.minimum, v);
    found.maximum = std::max(found.maximum, v);
  }
  if (found.count == 0) return {};
  found.mean = sum / static_cast<double>(found.count);
  const double width = (found.maximum - found.minimum) / static_cast<double>(kHistogramBins);
  double squares = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    const auto v = static_cast<double>(value);
    squares += (v - found.mean) * (v - found.mean);
    const auto bin = width > 0 ? static_cast<std::size_t>((v - found.minimum) / width) : 0;
    ++found.histogram[std::min(bin, kHistogramBins - 1)];
  }
  found.deviation = std::sqrt(squares / static_cast<double>(found.count));
  return found;
}

std::optional<std::vector<LayerDiagnostics>> DiagnoseLayers(const Network<float>& network,
                                                            const Loss& loss,
                                                            ConstMatrixMap<float> x,
                                                            std::span<const std::uint8_t> labels,
                                                            std::span<const float> previous,
                                                            Workspace<float>& workspace) {
  const Architecture& architecture = network.architecture();
  // Gradients of its own: those of the network may be half a mini-batch's.
  std::optional<Network<float>> copy = Network<float>::Create(architecture);
  if (!copy) return std::nullopt;
  std::ranges::copy(network.values(), copy->values().begin());

  const Index samples = x.rows();
  const std::size_t last = architecture.layers.size() - 1;
  std::vector<std::uint8_t> predicted(labels.size());
  const auto logits = copy->Forward(x, workspace);
  const auto outputs = workspace.Gradient(last, samples);
  loss.Forward<float>({logits.data(), samples, logits.cols()}, labels, outputs, predicted);

  std::vector<LayerDiagnostics> layers(architecture.layers.size());
  for (std::size_t i = 0; i <= last; ++i) {
    const MatrixMap<float> written = i == last ? outputs : workspace.Output(i, samples);
    const ConstMatrixMap<float> y(written.data(), samples, written.cols());
    layers[i].layer = LayerName(i);
    layers[i].activation = Describe(Values(y));
    const auto describe_units = [&](const auto& f) {
      DescribeUnits(f, OutputShape(architecture.layers[i]), y, layers[i]);
    };
    const auto describe = [&](const auto& layer) {
      if constexpr (requires { layer.activation; }) std::visit(describe_units, layer.activation);
    };
    if (i == last) {
      std::visit(describe_units, loss.unit);
    } else {
      std::visit(describe, architecture.layers[i]);
    }
  }

  loss.Backward(labels, 1 / static_cast<float>(samples), outputs);
  copy->Backward(x, workspace);
  for (const TensorInfo& tensor : architecture.tensors) {
    if (tensor.is_bias) continue;
    layers[tensor.layer].weights = DescribeWeight(
        Slice(network.values(), tensor), Slice(std::as_const(*copy).gradients(), tensor),
        previous.empty() ? previous : Slice(previous, tensor));
  }
  return layers;
}

}  // namespace inkling
