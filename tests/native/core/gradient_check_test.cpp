// Analytic gradients against central differences, in double.
//
// The gradient check tries several N, and takes for each parameter the one that agrees best. It
// calls agreement a relative difference below 1e-7, for gradients below about 2e-4 a difference
// below 2e-11 times the loss; gradient_check.h derives both.

#include "core/gradient_check.h"

#include <gtest/gtest.h>

#include <cmath>

#include "test_model.h"

namespace inkling {
namespace {

constexpr double kStep = 1e-5;
constexpr double kTolerance = 1e-7;

const std::vector<double> kDenominators = {1e3, 5e3, 1e4, 5e4, 1e5};

std::vector<ParameterPosition> AllParameters(const Architecture& architecture) {
  std::vector<ParameterPosition> positions;
  for (std::size_t tensor = 0; tensor < architecture.tensors.size(); ++tensor) {
    for (Index i = 0; i < architecture.tensors[tensor].size; ++i) positions.push_back({tensor, i});
  }
  return positions;
}

// A check of every parameter, done.
GradientCheck Check(TestModel<double> model, Matrix<double> x, std::vector<std::uint8_t> labels,
                    const std::vector<double>& denominators = kDenominators) {
  const auto parameters = AllParameters(model.network.architecture());
  GradientCheck check =
      GradientCheck::Create(std::move(model.network), model.loss, {std::move(x), std::move(labels)},
                            model.pass, parameters, denominators)
          .value();
  while (!check.done()) check.Advance();
  return check;
}

void CheckParameters(Index input_size, const std::vector<LayerConfig>& layers, Index samples,
                     std::uint32_t seed, LossType loss = LossType::kCrossEntropy) {
  auto model = TestModel<double>::Create(input_size, layers, samples, seed, loss);
  RandomStream random(seed, Stream::kShuffle, 1);
  const auto x = RandomMatrix<double>(samples, input_size, random);
  const auto labels = RandomLabels(samples, layers.back().units, random);
  const GradientCheck check = Check(std::move(model), x, labels);
  for (const LayerVerdict& layer : check.Judge()) {
    EXPECT_EQ(layer.verdict, Verdict::kPassed) << layer.layer << ": " << layer.difference;
    EXPECT_LT(layer.difference, kTolerance) << layer.layer;
    // Near a kink there is a derivative for a smaller step.
    EXPECT_LE(layer.steps.back().kinks * 10, layer.parameters) << layer.layer;
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
  BackwardActivation<double>(dense.activation, ConstView(y), View(grad));
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
