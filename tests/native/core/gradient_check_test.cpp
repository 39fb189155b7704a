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

// Which units are active: a difference across the kink of ReLU is no derivative.
std::vector<bool> ActiveUnits(const TestModel<double>& model, Index samples) {
  std::vector<bool> active;
  for (std::size_t layer = 0; layer <= model.last(); ++layer) {
    const auto output = model.workspace.Output(layer, samples);
    for (Index i = 0; i < output.size(); ++i) active.push_back(output.data()[i] > 0);
  }
  return active;
}

struct Difference {
  double numeric = 0;
  bool crosses_kink = false;
};

// The central difference of the mean loss with respect to `value`, which the loss depends on.
Difference CentralDifference(TestModel<double>& model, bool has_kinks, const Matrix<double>& x,
                             std::span<const std::uint8_t> labels, double& value) {
  const double original = value;
  value = original + kStep;
  const double above = model.Loss(x, labels);
  const auto active_above = ActiveUnits(model, x.rows());
  value = original - kStep;
  const double below = model.Loss(x, labels);
  const auto active_below = ActiveUnits(model, x.rows());
  value = original;
  return {(above - below) / (2 * kStep), has_kinks && active_above != active_below};
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
                     std::uint32_t seed) {
  auto model = TestModel<double>::Create(input_size, layers, samples, seed);
  RandomStream random(seed, Stream::kShuffle, 1);
  const auto x = RandomMatrix<double>(samples, input_size, random);
  const auto labels = RandomLabels(samples, layers.back().units, random);
  const bool has_kinks = std::ranges::any_of(
      layers, [](const LayerConfig& layer) { return layer.activation.type == "relu"; });
  model.ComputeGradients(x, labels);
  for (const TensorInfo& tensor : model.network.architecture().tensors) {
    std::vector<double> analytic;
    std::vector<double> numeric;
    for (Index i = 0; i < tensor.size; ++i) {
      const auto at = static_cast<std::size_t>(tensor.offset + i);
      const Difference difference =
          CentralDifference(model, has_kinks, x, labels, model.network.values()[at]);
      if (difference.crosses_kink) continue;
      analytic.push_back(model.network.gradients()[at]);
      numeric.push_back(difference.numeric);
    }
    EXPECT_GE(static_cast<Index>(numeric.size()) * 10, tensor.size * 9) << tensor.name;
    EXPECT_LT(RelativeError(analytic, numeric), kTolerance) << tensor.name;
  }
}

class GradientCheck : public testing::TestWithParam<std::string> {};

TEST_P(GradientCheck, HoldsForEveryParameter) {
  CheckParameters(
      7, {DenseConfig(6, GetParam()), DenseConfig(5, GetParam()), DenseConfig(4, "softmax")}, 5, 1);
}

TEST_P(GradientCheck, HoldsWithoutBias) {
  CheckParameters(7, {DenseConfig(6, GetParam(), false), DenseConfig(4, "softmax", false)}, 5, 2);
}

INSTANTIATE_TEST_SUITE_P(EveryActivation, GradientCheck,
                         testing::Values("identity", "sigmoid", "tanh", "relu"),
                         [](const auto& test) { return test.param; });

TEST(GradientCheck, HoldsForTheLastLayerAlone) {
  CheckParameters(5, {DenseConfig(3, "softmax")}, 4, 3);
}

TEST(GradientCheck, HoldsForRandomNetworks) {
  constexpr std::array kActivations = {"identity", "sigmoid", "tanh", "relu"};
  for (std::uint32_t seed = 100; seed < 160; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, Stream::kInitialization, 0);
    std::vector<LayerConfig> layers;
    for (std::uint32_t hidden = random.Below(4); hidden > 0; --hidden) {
      layers.push_back(
          DenseConfig(2 + random.Below(6), kActivations[random.Below(4)], random.Below(4) > 0));
    }
    layers.push_back(DenseConfig(2 + random.Below(9), "softmax", random.Below(4) > 0));
    CheckParameters(1 + random.Below(8), layers, 1 + random.Below(6), seed);
  }
}

TEST(GradientCheck, HoldsForTheLossWithRespectToTheLogits) {
  RandomStream random(4, Stream::kInitialization, 0);
  Matrix<double> logits = RandomMatrix<double>(3, 10, random);
  const auto labels = RandomLabels(3, 10, random);
  std::vector<std::uint8_t> predicted(3);
  Matrix<double> scratch(3, 10);
  const auto loss = [&] {
    return SoftmaxCrossEntropy<double>(ConstView(logits), labels, View(scratch), predicted)
        .loss_sum;
  };
  loss();
  Matrix<double> analytic = scratch;
  BackwardSoftmaxCrossEntropy<double>(labels, 1, View(analytic));
  Matrix<double> numeric(3, 10);
  for (Index i = 0; i < logits.size(); ++i) {
    const double original = logits.data()[i];
    logits.data()[i] = original + kStep;
    const double above = loss();
    logits.data()[i] = original - kStep;
    numeric.data()[i] = (above - loss()) / (2 * kStep);
    logits.data()[i] = original;
  }
  EXPECT_LT((analytic - numeric).norm() / (analytic.norm() + numeric.norm()), kTolerance);
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
    dense.Forward<double>(params.data(), ConstView(x), View(y));
    return y.cwiseProduct(r).sum();
  };
  loss();
  Matrix<double> grad = r;
  dense.BackwardOutput<double>(ConstView(y), View(grad));
  Matrix<double> analytic(3, 6);
  dense.BackwardInput<double>(params.data(), ConstView(grad), View(analytic));
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
