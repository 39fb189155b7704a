#include "core/batch_input.h"

#include <gtest/gtest.h>

#include "test_model.h"

namespace inkling {
namespace {

constexpr Index kSide = 6;
constexpr Index kPixels = kSide * kSide;
constexpr Index kSamples = 40;
const std::vector<std::uint32_t> kIndices = {7, 0, 39, 12, 12, 3, 25, 30, 8, 9, 31};

// Images of which about that share of the pixels is not zero.
Dataset MakeImages(double density) {
  Dataset dataset = Dataset::Create({kSamples, 0, kSide, kSide}).value();
  RandomStream random(1, Stream::kInitialization, 0);
  for (std::uint8_t& pixel : dataset.images()) {
    if (random.Uniform() < density) pixel = static_cast<std::uint8_t>(1 + random.Below(255));
  }
  for (std::uint8_t& label : dataset.labels()) label = static_cast<std::uint8_t>(random.Below(10));
  return dataset;
}

TestModel<float> MakeModel(const std::vector<LayerConfig>& layers) {
  const auto samples = static_cast<Index>(kIndices.size());
  return TestModel<float>::Create({1, kSide, kSide}, layers, samples, 1);
}

const std::vector<LayerConfig> kDense = {DenseConfig(50, "relu"), DenseConfig(10, "softmax")};

bool IsListed(const Dataset& dataset, const Scaling& scaling,
              const std::vector<LayerConfig>& layers) {
  TestModel<float> model = MakeModel(layers);
  std::vector<std::uint8_t> labels(kIndices.size());
  const bool is_listed =
      ReadInput(dataset, kIndices, scaling, model.network.architecture(), model.workspace, labels);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(labels[i], dataset.label(static_cast<Index>(kIndices[i])));
  }
  return is_listed;
}

TEST(BatchInput, IsListedWhereTheFirstLayerLeavesOutZerosAndThereAreMany) {
  EXPECT_TRUE(IsListed(MakeImages(0.2), Scaling{}, kDense));
  EXPECT_FALSE(IsListed(MakeImages(1), Scaling{}, kDense));
  // A black pixel is not zero.
  EXPECT_FALSE(IsListed(MakeImages(0.2), Scaling{127.5, 127.5}, kDense));
  // Too few units to make it worth while, and none at all.
  EXPECT_FALSE(IsListed(MakeImages(0.2), Scaling{}, {DenseConfig(10, "softmax")}));
  EXPECT_FALSE(IsListed(
      MakeImages(0.2), Scaling{},
      {ConvConfig(3, 3, "same", "relu"), {.type = "flatten"}, DenseConfig(10, "softmax")}));
}

// What a step computes of a batch, in the same order and so to the last bit.
std::vector<float> ComputeAll(TestModel<float>& model, const Dataset& dataset,
                              const Scaling& scaling, bool as_floats) {
  const auto samples = static_cast<Index>(kIndices.size());
  std::vector<std::uint8_t> labels(kIndices.size());
  std::vector<std::uint8_t> predicted(kIndices.size());
  Pass pass{.mode = Mode::kTraining};
  if (as_floats) {
    dataset.Gather(kIndices, scaling, model.workspace.Input(samples), labels);
  } else {
    // As if a batch had been here before.
    model.workspace.Input(samples).setConstant(7);
    pass.input_is_listed = ReadInput(dataset, kIndices, scaling, model.network.architecture(),
                                     model.workspace, labels);
  }
  const auto input = model.workspace.Input(samples);
  const ConstMatrixMap<float> x(input.data(), samples, input.cols());
  const auto logits = model.network.Forward(x, model.workspace, pass);
  std::vector<float> all(logits.data(), logits.data() + logits.size());
  const auto gradient =
      model.workspace.Gradient(model.network.architecture().layers.size() - 1, samples);
  const Loss loss{LossType::kCrossEntropy, Softmax{}};
  loss.Forward<float>({logits.data(), samples, logits.cols()}, labels, gradient, predicted);
  loss.Backward(labels, 1.0F, gradient);
  model.network.Backward(x, model.workspace);
  const auto gradients = model.network.gradients();
  all.insert(all.end(), gradients.begin(), gradients.end());
  return all;
}

TEST(BatchInput, TrainsTheSameBitsFromListsAsFromFloats) {
  for (const double density : {0.0, 0.2, 0.6, 0.9}) {
    const Dataset dataset = MakeImages(density);
    TestModel<float> one = MakeModel(kDense);
    TestModel<float> other = MakeModel(kDense);
    for (const double divisor : {255.0, 3.0}) {
      const Scaling scaling{0, divisor};
      EXPECT_EQ(ComputeAll(one, dataset, scaling, false), ComputeAll(other, dataset, scaling, true))
          << density;
    }
  }
}

}  // namespace
}  // namespace inkling
