#include "core/network.h"

#include <gtest/gtest.h>

#include <numeric>

#include "test_model.h"

namespace inkling {
namespace {

const std::vector<LayerConfig>& Layers() {
  static const std::vector<LayerConfig> layers = {DenseConfig(5, "relu"), DenseConfig(4, "tanh"),
                                                  DenseConfig(3, "softmax")};
  return layers;
}

Network<float> MakeNetwork(const Initializer& initializer, std::uint32_t seed) {
  auto network = Network<float>::Create(BuildArchitecture(VectorShape(6), Layers())).value();
  network.Initialize(initializer, seed);
  return network;
}

std::vector<float> Export(const Network<float>& network) {
  std::vector<float> out(static_cast<std::size_t>(network.architecture().parameter_count()));
  network.ExportParameters(out);
  return out;
}

TEST(Network, BeginsWithBiasesZero) {
  const auto network = MakeNetwork(GlorotNormal{}, 1);
  for (const TensorInfo& tensor : network.architecture().tensors) {
    for (Index i = 0; i < tensor.size; ++i) {
      const float value = network.values()[static_cast<std::size_t>(tensor.offset + i)];
      EXPECT_EQ(value == 0, tensor.is_bias) << tensor.name;
    }
  }
}

TEST(Network, OfTheSameSeedIsTheSame) {
  EXPECT_EQ(Export(MakeNetwork(GlorotUniform{}, 3)), Export(MakeNetwork(GlorotUniform{}, 3)));
  EXPECT_NE(Export(MakeNetwork(GlorotUniform{}, 3)), Export(MakeNetwork(GlorotUniform{}, 4)));
}

TEST(Network, DrawsEachLayerFromItsOwnPosition) {
  // The second weight, (5, 4), does not depend on how many draws the first one took.
  const auto network = MakeNetwork(Normal{1}, 5);
  RandomStream random(5, Stream::kInitialization, 1);
  const TensorInfo& second = network.architecture().tensors[2];
  ASSERT_EQ(second.name, "layers.1.weight");
  for (Index i = 0; i < second.size; ++i) {
    EXPECT_EQ(network.values()[static_cast<std::size_t>(second.offset + i)],
              static_cast<float>(random.Normal()));
  }
}

TEST(Network, ExportsWhatItImports) {
  auto network = MakeNetwork(Zeros{}, 1);
  std::vector<float> parameters(static_cast<std::size_t>(network.architecture().parameter_count()));
  std::iota(parameters.begin(), parameters.end(), 1.0F);
  network.ImportParameters(parameters);
  EXPECT_EQ(Export(network), parameters);
  // Row-major: element (1, 0) of the first weight (6, 5) is the sixth.
  EXPECT_EQ(network.values()[5], 6);
}

TEST(Network, ForwardOfPartOfABatchIsPartOfTheForward) {
  auto model = TestModel<double>::Create(6, Layers(), 9, 1);
  RandomStream random(2, Stream::kShuffle, 0);
  const auto x = RandomMatrix<double>(9, 6, random);
  const Matrix<double> whole = model.network.Forward(ConstView(x), model.workspace);
  const Matrix<double> first = x.topRows(1);
  const Matrix<double> one = model.network.Forward(ConstView(first), model.workspace);
  EXPECT_TRUE(one.row(0).isApprox(whole.row(0), 1e-14));
}

TEST(Network, BackwardAddsToTheGradients) {
  auto model = TestModel<double>::Create(6, Layers(), 4, 1);
  RandomStream random(2, Stream::kShuffle, 0);
  const auto x = RandomMatrix<double>(4, 6, random);
  const auto labels = RandomLabels(4, 3, random);
  model.ComputeGradients(x, labels);
  const std::vector<double> once(model.network.gradients().begin(),
                                 model.network.gradients().end());
  model.MeanLoss(x, labels);
  model.loss.Backward<double>(labels, 0.25, model.workspace.Gradient(2, 4));
  model.network.Backward(ConstView(x), model.workspace);
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_NEAR(model.network.gradients()[i], 2 * once[i], 1e-15);
  }
}

// In double, so that the two orders of rounding agree to many digits: parameters are of order one
// and take part in some hundred additions.
TEST(Network, DescendsInOnePassAsWithGradientsAndAnOptimizer) {
  const std::vector<LayerConfig> layers = {
      ConvConfig(3, 3, "same", "tanh"),  PoolConfig(2),
      ConvConfig(4, 2, "valid", "relu"), {.type = "flatten"},
      DenseConfig(40, "sigmoid"),        DenseConfig(10, "softmax")};
  constexpr Index kSamples = 8;
  constexpr double kRate = 0.3;
  const Shape image = {1, 6, 6};
  auto stepped = TestModel<double>::Create(image, layers, kSamples, 1);
  auto descended = TestModel<double>::Create(image, layers, kSamples, 1);
  RandomStream random(1, Stream::kShuffle, 0);
  const auto x = RandomMatrix<double>(kSamples, image.size(), random);
  const auto labels = RandomLabels(kSamples, 10, random);
  stepped.ComputeGradients(x, labels);
  EXPECT_GT(std::ranges::max(stepped.network.gradients()), 0.01);
  stepped.Descend(kRate);
  descended.MeanLoss(x, labels);
  descended.loss.Backward(labels, -kRate / kSamples,
                          descended.workspace.Gradient(descended.last(), kSamples));
  descended.network.Backward(ConstView(x), descended.workspace, descended.network.values());
  for (std::size_t i = 0; i < stepped.network.values().size(); ++i) {
    EXPECT_NEAR(descended.network.values()[i], stepped.network.values()[i], 100 * 0x1p-53);
    EXPECT_EQ(descended.network.gradients()[i], 0);
  }
}

}  // namespace
}  // namespace inkling
