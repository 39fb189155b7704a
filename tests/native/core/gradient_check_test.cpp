// Analytic gradients against central differences, in double.
//
// A central difference (L(w + h) - L(w - h)) / 2h has a truncation error of h^2 |L'''| / 6 and a
// rounding error of about u |L| / h, u = 1.1e-16. With h = 1e-5 and derivatives and losses of
// order one both are below 1e-10. Relative errors are taken for a tensor as a whole,
// |analytic - numeric| / (|analytic| + |numeric|) in Euclidean norm: single elements may be
// zero. Gradients of these networks have norms above 1e-2, so 1e-7 leaves a factor of ten.

#include <gtest/gtest.h>

#include <cmath>

#include "test_model.h"

namespace inkling {
namespace {

constexpr double kStep = 1e-5;
constexpr double kTolerance = 1e-7;

// On which side of its kinks an activation is, from its output.
int Side(const ActivationConfig& activation, double y) {
  if (activation.type == "relu") return y > activation.floor ? 1 : 0;
  if (activation.type == "leaky-relu") return y > 0 ? 1 : 0;
  if (activation.type == "relu6") return (y > 0 ? 1 : 0) + (y < 6 ? 0 : 1);
  return 0;
}

// The sides of all units: a difference across a kink is no derivative.
std::vector<int> Sides(const TestModel<double>& model, const std::vector<LayerConfig>& layers,
                       Index samples) {
  std::vector<int> sides;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const ActivationConfig& activation = layers[layer].activation;
    const double slope = layer == model.last() ? activation.slope : 1;  // of logits
    const auto output = model.workspace.Output(layer, samples);
    for (Index i = 0; i < output.size(); ++i) {
      sides.push_back(Side(activation, slope * output.data()[i]));
    }
  }
  return sides;
}

struct Difference {
  double numeric = 0;
  bool crosses_kink = false;
};

// The central difference of the mean loss with respect to `value`, which the loss depends on.
Difference CentralDifference(TestModel<double>& model, const std::vector<LayerConfig>& layers,
                             const Matrix<double>& x, std::span<const std::uint8_t> labels,
                             double& value) {
  const double original = value;
  value = original + kStep;
  const double above = model.MeanLoss(x, labels);
  const auto sides_above = Sides(model, layers, x.rows());
  value = original - kStep;
  const double below = model.MeanLoss(x, labels);
  const auto sides_below = Sides(model, layers, x.rows());
  value = original;
  return {(above - below) / (2 * kStep), sides_above != sides_below};
}

double RelativeError(const std::vector<double>& a, const std::vector<double>& b) {
  const auto size = static_cast<Index>(a.size());
  const ConstRowMap<double> left(a.data(), size);
  const ConstRowMap<double> right(b.data(), size);
  const double scale = left.matrix().norm() + right.matrix().norm();
  // Both exactly zero: no unit of a layer is active on any sample.
  return scale == 0 ? 0 : (left - right).matrix().norm() / scale;
}

void CheckParameters(Index input_size, const std::vector<LayerConfig>& layers, Index samples,
                     std::uint32_t seed, LossType loss = LossType::kCrossEntropy) {
  auto model = TestModel<double>::Create(input_size, layers, samples, seed, loss);
  RandomStream random(seed, Stream::kShuffle, 1);
  const auto x = RandomMatrix<double>(samples, input_size, random);
  const auto labels = RandomLabels(samples, layers.back().units, random);
  model.ComputeGradients(x, labels);
  for (const TensorInfo& tensor : model.network.architecture().tensors) {
    std::vector<double> analytic;
    std::vector<double> numeric;
    for (Index i = 0; i < tensor.size; ++i) {
      const auto at = static_cast<std::size_t>(tensor.offset + i);
      const Difference difference =
          CentralDifference(model, layers, x, labels, model.network.values()[at]);
      if (difference.crosses_kink) continue;
      analytic.push_back(model.network.gradients()[at]);
      numeric.push_back(difference.numeric);
    }
    EXPECT_GE(static_cast<Index>(numeric.size()) * 10, tensor.size * 9) << tensor.name;
    EXPECT_LT(RelativeError(analytic, numeric), kTolerance) << tensor.name;
  }
}

std::string TestName(const ActivationConfig& activation) {
  std::string name = activation.type;
  std::ranges::replace(name, '-', '_');
  return name;
}

const std::vector<ActivationConfig> kActivations = {
    {"identity"},  {"sigmoid"}, {"sigmoid", 0.5},    {"improved-sigmoid"}, {"tanh"},
    {"tanh", 1.5}, {"relu"},    {"relu", 0.8, -0.3}, {"leaky-relu", 0.01}, {"leaky-relu", 0.2},
    {"relu6"}};

class GradientCheck : public testing::TestWithParam<ActivationConfig> {};

TEST_P(GradientCheck, HoldsForEveryParameter) {
  CheckParameters(
      7, {DenseConfig(6, GetParam()), DenseConfig(5, GetParam()), DenseConfig(4, "softmax")}, 5, 1);
}

TEST_P(GradientCheck, HoldsWithoutBias) {
  CheckParameters(7, {DenseConfig(6, GetParam(), false), DenseConfig(4, "softmax", false)}, 5, 2);
}

INSTANTIATE_TEST_SUITE_P(EveryActivation, GradientCheck, testing::ValuesIn(kActivations),
                         [](const auto& test) {
                           return TestName(test.param) + std::to_string(test.index);
                         });

struct Objective {
  LossType loss;
  ActivationConfig output;
};

const std::vector<Objective> kObjectives = {{LossType::kCrossEntropy, {"softmax"}},
                                            {LossType::kCrossEntropy, {"sigmoid"}},
                                            {LossType::kCrossEntropy, {"sigmoid", 0.7}},
                                            {LossType::kBinaryCrossEntropy, {"sigmoid"}},
                                            {LossType::kBinaryCrossEntropy, {"sigmoid", 1.4}},
                                            {LossType::kMeanSquaredError, {"softmax"}},
                                            {LossType::kMeanSquaredError, {"sigmoid", 0.7}},
                                            {LossType::kMeanSquaredError, {"tanh"}},
                                            {LossType::kMeanSquaredError, {"tanh", 1.2}},
                                            {LossType::kMeanSquaredError, {"relu"}},
                                            {LossType::kMeanSquaredError, {"relu", 0.8, -0.2}}};

std::string LossName(LossType loss) {
  switch (loss) {
    case LossType::kCrossEntropy:
      return "cross_entropy";
    case LossType::kBinaryCrossEntropy:
      return "binary_cross_entropy";
    case LossType::kMeanSquaredError:
      return "mean_squared_error";
  }
  return "";
}

class GradientCheckOfLoss : public testing::TestWithParam<Objective> {};

TEST_P(GradientCheckOfLoss, HoldsForEveryParameter) {
  const auto& [loss, output] = GetParam();
  CheckParameters(7, {DenseConfig(6, "tanh"), DenseConfig(5, output)}, 9, 6, loss);
}

TEST_P(GradientCheckOfLoss, HoldsForTheLogits) {
  const auto& [type, output] = GetParam();
  const Loss loss{type, ParseOutputUnit(output).value()};
  RandomStream random(4, Stream::kInitialization, 0);
  Matrix<double> logits = RandomMatrix<double>(3, 10, random);
  const auto labels = RandomLabels(3, 10, random);
  std::vector<std::uint8_t> predicted(3);
  Matrix<double> scratch(3, 10);
  const auto value = [&] {
    return loss.Forward<double>(ConstView(logits), labels, View(scratch), predicted).loss_sum;
  };
  value();
  Matrix<double> analytic = scratch;
  loss.Backward<double>(labels, 1, View(analytic));
  Matrix<double> numeric(3, 10);
  for (Index i = 0; i < logits.size(); ++i) {
    const double original = logits.data()[i];
    logits.data()[i] = original + kStep;
    const double above = value();
    logits.data()[i] = original - kStep;
    numeric.data()[i] = (above - value()) / (2 * kStep);
    logits.data()[i] = original;
  }
  EXPECT_LT((analytic - numeric).norm() / (analytic.norm() + numeric.norm()), kTolerance);
}

INSTANTIATE_TEST_SUITE_P(EveryLossAndOutput, GradientCheckOfLoss, testing::ValuesIn(kObjectives),
                         [](const auto& test) {
                           return LossName(test.param.loss) + "_of_" + TestName(test.param.output) +
                                  std::to_string(test.index);
                         });

TEST(GradientCheck, HoldsForTheLastLayerAlone) {
  CheckParameters(5, {DenseConfig(3, "softmax")}, 4, 3);
}

TEST(GradientCheck, HoldsForRandomNetworks) {
  const auto any_of = [](const auto& values, RandomStream& random) {
    return values[random.Below(static_cast<std::uint32_t>(values.size()))];
  };
  for (std::uint32_t seed = 100; seed < 160; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, Stream::kInitialization, 0);
    std::vector<LayerConfig> layers;
    for (std::uint32_t hidden = random.Below(4); hidden > 0; --hidden) {
      layers.push_back(
          DenseConfig(2 + random.Below(6), any_of(kActivations, random), random.Below(4) > 0));
    }
    const Objective objective = any_of(kObjectives, random);
    layers.push_back(DenseConfig(2 + random.Below(9), objective.output, random.Below(4) > 0));
    CheckParameters(1 + random.Below(8), layers, 1 + random.Below(6), seed, objective.loss);
  }
}

TEST(GradientCheck, HoldsForADenseLayerWithRespectToItsInput) {
  // L = sum of r y with fixed random r, so the gradient with respect to y is r.
  RandomStream random(5, Stream::kInitialization, 0);
  const Dense dense{.inputs = 6,
                    .outputs = 4,
                    .has_bias = true,
                    .activation = Tanh{},
                    .weight_offset = 0,
                    .bias_offset = 24};
  const auto params = RandomMatrix<double>(1, 28, random);
  Matrix<double> x = RandomMatrix<double>(3, 6, random);
  const auto r = RandomMatrix<double>(3, 4, random);
  Matrix<double> y(3, 4);
  const auto loss = [&] {
    dense.Forward<double>(params.data(), {}, ConstView(x), View(y));
    return y.cwiseProduct(r).sum();
  };
  loss();
  Matrix<double> grad = r;
  dense.BackwardOutput<double>(ConstView(y), View(grad));
  Matrix<double> analytic(3, 6);
  dense.BackwardInput<double>(params.data(), {}, ConstView(grad), View(analytic));
  Matrix<double> numeric(3, 6);
  for (Index i = 0; i < x.size(); ++i) {
    const double original = x.data()[i];
    x.data()[i] = original + kStep;
    const double above = loss();
    x.data()[i] = original - kStep;
    numeric.data()[i] = (above - loss()) / (2 * kStep);
    x.data()[i] = original;
  }
  EXPECT_LT((analytic - numeric).norm() / (analytic.norm() + numeric.norm()), kTolerance);
}

}  // namespace
}  // namespace inkling
