#include "core/architecture.h"

#include <gtest/gtest.h>

#include "core/aligned_buffer.h"
#include "test_model.h"

namespace inkling {
namespace {

TEST(Architecture, NamesAndShapesTensorsInTheOrderOfExport) {
  const auto architecture = BuildArchitecture(
      {1, 28, 28}, std::vector{DenseConfig(512, "relu"), DenseConfig(30, "tanh", false),
                               DenseConfig(10, "softmax")});
  struct Expected {
    const char* name;
    std::size_t layer;
    TensorShape shape;
    Index size;
  };
  const std::vector<Expected> expected = {{"layers.0.weight", 0, {784, 512}, 784 * 512},
                                          {"layers.0.bias", 0, {512}, 512},
                                          {"layers.1.weight", 1, {512, 30}, 512 * 30},
                                          {"layers.2.weight", 2, {30, 10}, 300},
                                          {"layers.2.bias", 2, {10}, 10}};
  ASSERT_EQ(architecture.tensors.size(), expected.size());
  Index parameters = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const TensorInfo& tensor = architecture.tensors[i];
    EXPECT_EQ(tensor.name, expected[i].name);
    EXPECT_EQ(tensor.layer, expected[i].layer);
    EXPECT_EQ(tensor.shape, expected[i].shape);
    EXPECT_EQ(tensor.size, expected[i].size);
    parameters += tensor.size;
  }
  EXPECT_EQ(architecture.parameter_count(), parameters);
}

// Whether a gradient with respect to what the last layer reads counts for nothing where it is zero.
bool StopsAtZeroBelow(std::vector<LayerConfig> layers) {
  layers.push_back(DenseConfig(10, "softmax"));
  return BuildArchitecture({1, 8, 8}, layers).StopsGradientAtZeroBelow(layers.size() - 1);
}

TEST(Architecture, KnowsWhereNoGradientPassesAZero) {
  const LayerConfig conv = ConvConfig(3, 3, "same", "relu");
  const LayerConfig flatten = {.type = "flatten"};
  const LayerConfig dropout = {.type = "dropout", .rate = 0.5};
  EXPECT_TRUE(StopsAtZeroBelow({DenseConfig(40, "relu")}));
  EXPECT_TRUE(StopsAtZeroBelow({DenseConfig(40, "relu6")}));
  EXPECT_TRUE(StopsAtZeroBelow({DenseConfig(40, "tanh"), DenseConfig(40, "relu"), dropout}));
  EXPECT_TRUE(StopsAtZeroBelow({conv, PoolConfig(2), flatten}));
}

TEST(Architecture, KnowsWhereAGradientPassesAZero) {
  const LayerConfig noise = {.type = "gaussian-noise", .standard_deviation = 1};
  for (const char* activation : {"identity", "sigmoid", "tanh", "improved-sigmoid", "leaky-relu"}) {
    EXPECT_FALSE(StopsAtZeroBelow({DenseConfig(40, activation)})) << activation;
  }
  // Zero is above this floor: the unit is active.
  EXPECT_FALSE(StopsAtZeroBelow({DenseConfig(40, {.type = "relu", .slope = 1, .floor = -1})}));
  EXPECT_FALSE(StopsAtZeroBelow({DenseConfig(40, "relu"), noise}));
  EXPECT_FALSE(StopsAtZeroBelow({DenseConfig(40, "relu"), DenseConfig(40, "tanh")}));
  // The input itself.
  EXPECT_FALSE(StopsAtZeroBelow({}));
  EXPECT_FALSE(StopsAtZeroBelow({{.type = "flatten"}}));
}

TEST(Architecture, LeavesTheLogitsOfTheLastLayerAlone) {
  for (const char* output : {"softmax", "sigmoid", "tanh", "relu"}) {
    const auto architecture = BuildArchitecture(
        VectorShape(3), std::vector{DenseConfig(5, "tanh"), DenseConfig(10, output)});
    const auto activation = [&](std::size_t layer) {
      return std::get<Dense>(architecture.layers[layer]).activation;
    };
    EXPECT_TRUE(std::holds_alternative<Tanh>(activation(0)));
    EXPECT_TRUE(std::holds_alternative<Identity>(activation(1))) << output;
  }
}

TEST(Architecture, AlignsTensorsAndKeepsThemApart) {
  const auto architecture = BuildArchitecture(
      VectorShape(3),
      std::vector{DenseConfig(5, "relu"), DenseConfig(7, "sigmoid"), DenseConfig(10, "softmax")});
  Index end = 0;
  for (const TensorInfo& tensor : architecture.tensors) {
    EXPECT_EQ(static_cast<std::size_t>(tensor.offset) * sizeof(float) % kAlignment, 0U);
    EXPECT_GE(tensor.offset, end);
    end = tensor.offset + tensor.size;
  }
  EXPECT_GE(architecture.arena_size, end);
}

TEST(AlignedBuffer, IsAlignedAndZero) {
  AlignedBuffer<float> buffer;
  ASSERT_TRUE(buffer.Allocate(1001));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % kAlignment, 0U);
  for (const float value : buffer.span()) EXPECT_EQ(value, 0);
}

TEST(AlignedBuffer, RefusesSizesThatOverflowAndStaysAsItWas) {
  AlignedBuffer<double> buffer;
  ASSERT_TRUE(buffer.Allocate(3));
  const double* data = buffer.data();
  EXPECT_FALSE(buffer.Allocate(static_cast<std::size_t>(-1) / 4));
  EXPECT_EQ(buffer.data(), data);
  EXPECT_EQ(buffer.size(), 3U);
}

}  // namespace
}  // namespace inkling
