// The same network in float and in double.

#include <gtest/gtest.h>

#include <cmath>

#include "test_model.h"

namespace inkling {
namespace {

constexpr Index kSamples = 40;
constexpr Index kInputs = 200;
constexpr Index kHidden = 100;

// Relative rounding error of a sum of n float terms in any order is at most n u, u = 2^-24, and
// of the order of sqrt(n) u as errors of both signs cancel; the bound between them that is used
// here, 4 sqrt(n) u, is exceeded by far less than one sum in a million. Errors of consecutive
// layers add up: activations have slopes of at most 1 and weights keep the scale.
double Tolerance() {
  return 4 * 0x1p-24 * (std::sqrt(kInputs) + 2 * std::sqrt(kHidden) + std::sqrt(10.0));
}

struct Pair {
  TestModel<float> single;
  TestModel<double> twice;
  Matrix<double> x;
  std::vector<std::uint8_t> labels;
};

// Every number of the double network is one that float holds exactly.
Pair MakePair(const std::string& activation) {
  const LayerConfig hidden = DenseConfig(kHidden, ActivationConfig{activation});
  const std::vector<LayerConfig> layers = {hidden, hidden, DenseConfig(10, "softmax")};
  RandomStream random(1, Stream::kShuffle, 0);
  Pair pair{TestModel<float>::Create(kInputs, layers, kSamples, 1),
            TestModel<double>::Create(kInputs, layers, kSamples, 1),
            RandomMatrix<float>(kSamples, kInputs, random).cast<double>(),
            RandomLabels(kSamples, 10, random)};
  CopyParameters(pair.single.network, pair.twice.network);
  return pair;
}

class ScalarParity : public testing::TestWithParam<std::string> {};

TEST_P(ScalarParity, LossAndGradientsAgree) {
  Pair pair = MakePair(GetParam());
  const Matrix<float> x = pair.x.cast<float>();
  EXPECT_NEAR(pair.single.MeanLoss(x, pair.labels), pair.twice.MeanLoss(pair.x, pair.labels),
              Tolerance() * pair.twice.MeanLoss(pair.x, pair.labels));
  pair.single.ComputeGradients(x, pair.labels);
  pair.twice.ComputeGradients(pair.x, pair.labels);
  CompareGradients(pair.single.network, pair.twice.network,
                   [](const TensorInfo& tensor, double error, double norm) {
                     EXPECT_LT(error, Tolerance() * norm) << tensor.name;
                     // The float network really computes in float.
                     EXPECT_GT(error, 0) << tensor.name;
                   });
}

TEST_P(ScalarParity, ParametersAgreeAfterTenSteps) {
  Pair pair = MakePair(GetParam());
  const Matrix<float> x = pair.x.cast<float>();
  for (int step = 0; step < 10; ++step) {
    pair.single.ComputeGradients(x, pair.labels);
    pair.twice.ComputeGradients(pair.x, pair.labels);
    pair.single.Descend(0.1);
    pair.twice.Descend(0.1);
  }
  const Architecture& architecture = pair.twice.network.architecture();
  const auto size = architecture.parameter_count();
  const auto values = Packed(architecture, std::as_const(pair.single.network).values());
  const auto wide = Packed(architecture, std::as_const(pair.twice.network).values());
  const ConstRowMap<float> single(values.data(), size);
  const ConstRowMap<double> twice(wide.data(), size);
  EXPECT_LT((single.cast<double>() - twice).matrix().norm(),
            10 * Tolerance() * twice.matrix().norm());
}

INSTANTIATE_TEST_SUITE_P(EveryActivation, ScalarParity,
                         testing::Values("identity", "sigmoid", "improved-sigmoid", "tanh", "relu",
                                         "leaky-relu", "relu6"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace inkling
