#include "core/validate_layers.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <vector>

#include "core/architecture.h"
#include "core/limits.h"
#include "test_model.h"

namespace inkling {
namespace {

constexpr Shape kImage = {1, 28, 28};

std::vector<LayerConfig> ConvolutionalNetwork() {
  return {ConvConfig(8, 5, "same", "relu"),
          PoolConfig(2),
          ConvConfig(16, 5, "same", "relu"),
          PoolConfig(2),
          {.type = "flatten"},
          {.type = "dropout", .rate = 0.5},
          DenseConfig(10, "softmax")};
}

TEST(ValidateLayers, AcceptsAConvolutionalNetwork) {
  EXPECT_EQ(ValidateLayers(ConvolutionalNetwork(), kImage).message, "");
}

TEST(ValidateLayers, AcceptsNoiseAndDropoutBeforeAnything) {
  std::vector<LayerConfig> layers = ConvolutionalNetwork();
  layers.insert(layers.begin(), {.type = "gaussian-noise", .standard_deviation = 0.1});
  layers.insert(layers.begin(), {.type = "dropout", .rate = 0});
  EXPECT_EQ(ValidateLayers(layers, kImage).message, "");
  layers = {{.type = "dropout", .rate = 0.2}, DenseConfig(10, "softmax")};
  EXPECT_EQ(ValidateLayers(layers, kImage).message, "");
}

TEST(ValidateLayers, AcceptsAFlattenBeforeTheFirstDenseLayer) {
  EXPECT_TRUE(ValidateLayers(
                  std::vector<LayerConfig>{{.type = "flatten"}, DenseConfig(10, "softmax")}, kImage)
                  .ok());
}

TEST(ValidateLayers, AcceptsAKernelOfTheSizeOfTheImage) {
  EXPECT_TRUE(ValidateLayers(std::vector<LayerConfig>{ConvConfig(4, 28, "valid", "tanh"),
                                                      {.type = "flatten"},
                                                      DenseConfig(10, "softmax")},
                             kImage)
                  .ok());
}

struct Refusal {
  const char* name;
  const char* path;
  const char* words;  // that the message has
  std::function<void(std::vector<LayerConfig>&)> spoil;
};

class RefusedLayers : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedLayers, AreNamedAndExplained) {
  std::vector<LayerConfig> layers = ConvolutionalNetwork();
  GetParam().spoil(layers);
  const Outcome outcome = ValidateLayers(layers, kImage);
  EXPECT_EQ(outcome.code, "invalid-specification");
  EXPECT_EQ(outcome.path, GetParam().path);
  EXPECT_NE(outcome.message.find(GetParam().words), std::string::npos) << outcome.message;
  EXPECT_TRUE(outcome.message.ends_with('.')) << outcome.message;
}

using Layers = std::vector<LayerConfig>;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Index kLargest = std::numeric_limits<Index>::max();

INSTANTIATE_TEST_SUITE_P(
    ValidateLayers, RefusedLayers,
    testing::ValuesIn(std::vector<Refusal>{
        {"DenseAfterAnImage", "model.layers[4].type", "put a 'flatten' layer between",
         [](Layers& l) { l.erase(l.begin() + 4, l.begin() + 6); }},
        {"DenseAfterAnImageAndDropout", "model.layers[5].type", "put a 'flatten' layer between",
         [](Layers& l) { l.erase(l.begin() + 4); }},
        {"ConvolutionAfterFlatten", "model.layers[5].type", "takes an image",
         [](Layers& l) { l[5] = ConvConfig(4, 3, "same", "relu"); }},
        {"PoolingAfterDense", "model.layers[1].type", "takes an image",
         [](Layers& l) { l[0] = DenseConfig(100, "relu"); }},
        {"FlattenTwice", "model.layers[5].type", "flat already",
         [](Layers& l) { l[5] = {.type = "flatten"}; }},
        {"PoolLargerThanTheImage", "model.layers[3].size", "14 x 14 pixels",
         [](Layers& l) { l[3] = PoolConfig(15); }},
        {"PoolOfNothing", "model.layers[1].size", "1 to 28", [](Layers& l) { l[1].size = 0; }},
        {"PoolWithoutStride", "model.layers[1].stride", "stride",
         [](Layers& l) { l[1].stride = 0; }},
        {"StrideThatOverflows", "model.layers[1].stride", "stride",
         [](Layers& l) { l[1].stride = kLargest; }},
        {"KernelLargerThanTheImage", "model.layers[2].kernel", "14 x 14 pixels",
         [](Layers& l) { l[2] = ConvConfig(4, 15, "valid", "relu"); }},
        {"KernelOfNothing", "model.layers[0].kernel", "kernel", [](Layers& l) { l[0].kernel = 0; }},
        {"KernelThatOverflows", "model.layers[0].kernel", "kernel",
         [](Layers& l) { l[0].kernel = kLargest; }},
        {"NoFilters", "model.layers[0].filters", "filters", [](Layers& l) { l[0].filters = 0; }},
        {"TooManyFilters", "model.layers[0].filters", "filters",
         [](Layers& l) { l[0].filters = kMaxFilters + 1; }},
        {"UnknownPadding", "model.layers[0].padding", "'full'",
         [](Layers& l) { l[0].padding = "full"; }},
        {"UnknownActivationOfAConvolution", "model.layers[0].activation.type", "'gelu'",
         [](Layers& l) { l[0].activation.type = "gelu"; }},
        {"SoftmaxOfAConvolution", "model.layers[0].activation.type", "last layer",
         [](Layers& l) { l[0].activation.type = "softmax"; }},
        {"RateOfOne", "model.layers[5].rate", "below 1", [](Layers& l) { l[5].rate = 1; }},
        {"NegativeRate", "model.layers[5].rate", "below 1", [](Layers& l) { l[5].rate = -0.1; }},
        {"RateNotANumber", "model.layers[5].rate", "below 1", [](Layers& l) { l[5].rate = kNaN; }},
        {"NegativeNoise", "model.layers[5].standardDeviation", "0 or greater",
         [](Layers& l) { l[5] = {.type = "gaussian-noise", .standard_deviation = -1}; }},
        {"LastLayerNotDense", "model.layers[5].type", "last layer",
         [](Layers& l) { l.pop_back(); }},
        {"ImageAtTheEnd", "model.layers[3].type", "last layer", [](Layers& l) { l.resize(4); }},
        {"TooMuchMemoryForOneLayer", "model.layers[1]", "MiB",
         [](Layers& l) { l.insert(l.begin() + 1, ConvConfig(kMaxFilters, 256, "same", "relu")); }},
        {"TooMuchMemoryForAll", "model.layers", "MiB",
         [](Layers& l) { l.insert(l.begin() + 1, 40, ConvConfig(500, 1, "same", "relu")); }}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace inkling
