// The gradients of networks of all layers, in training mode, against central differences in
// double.
//
// As in gradient_check_test.cpp, but with a step of 1e-4 and four points,
//   L' = (8 (L(h) - L(-h)) - (L(2h) - L(-2h))) / 12h + h^4 L^(5) / 30,
// whose truncation error is below 1e-13 for derivatives of order 1e4 and whose rounding error
// is about u |L| / h, 1e-12. Parameters between whose four points there is a kink are left out.
// Relative errors are those of a tensor as a whole, |a - n| / (|a| + |n|).

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/kinks.h"
#include "test_model.h"

namespace inkling {
namespace {

constexpr double kStep = 1e-4;
constexpr double kTolerance = 1e-7;
// Errors below this are rounding: a few u |L| / h, where the gradient itself vanishes, as behind
// units that are dead or dropped.
constexpr double kNegligible = 1e-10;

struct Counts {
  Index compared = 0;
  Index kinks = 0;
};

// Compares at most `most` elements of each tensor, evenly spread.
Counts CheckGradients(const Shape& input, const std::vector<LayerConfig>& layers, Index samples,
                      std::uint32_t seed, Index most, LossType type = LossType::kCrossEntropy) {
  auto model = TestModel<double>::Create(input, layers, samples, seed, type);
  RandomStream random(seed, Stream::kShuffle, 1);
  const auto x = RandomMatrix<double>(samples, input.size(), random);
  const auto labels = RandomLabels(samples, layers.back().units, random);
  model.pass = {.mode = Mode::kTraining, .seed = seed, .step = 3};
  model.ComputeGradients(x, labels);
  model.pass.mode = Mode::kReplay;
  const Architecture& architecture = model.network.architecture();
  const auto find_pieces = [&] {
    return LinearPieces(architecture, model.loss.unit, model.workspace, samples);
  };
  const auto pieces = find_pieces();
  Counts counts;
  for (const TensorInfo& tensor : architecture.tensors) {
    double error = 0;
    double norms = 0;
    const Index elements = std::min(tensor.size, most);
    for (Index i = 0; i < elements; ++i) {
      const auto at = static_cast<std::size_t>(tensor.offset + i * tensor.size / elements);
      double& value = model.network.values()[at];
      const double original = value;
      bool crosses_kink = false;
      const auto loss = [&](double steps) {
        value = original + steps * kStep;
        const double result = model.MeanLoss(x, labels);
        crosses_kink |= find_pieces() != pieces;
        value = original;
        return result;
      };
      const double numeric = (8 * (loss(1) - loss(-1)) - (loss(2) - loss(-2))) / (12 * kStep);
      if (crosses_kink) {
        ++counts.kinks;
        continue;
      }
      ++counts.compared;
      const double analytic = model.network.gradients()[at];
      error += (analytic - numeric) * (analytic - numeric);
      norms += analytic * analytic + numeric * numeric;
    }
    EXPECT_LT(std::sqrt(error), std::max(kTolerance * std::sqrt(norms), kNegligible))
        << tensor.name;
  }
  return counts;
}

constexpr Shape kImage = {2, 6, 5};

TEST(LayerGradients, HoldForAConvolution) {
  for (const char* padding : {"same", "valid"}) {
    for (const Index kernel : {1, 2, 3}) {
      for (const Index stride : {1, 2}) {
        CheckGradients(kImage,
                       {ConvConfig(3, kernel, padding, "tanh", stride),
                        ConvConfig(2, 2, "same", "sigmoid", stride, false),
                        {.type = "flatten"},
                        DenseConfig(4, "softmax")},
                       3, 1, 100);
      }
    }
  }
}

TEST(LayerGradients, HoldForMaxPooling) {
  LayerConfig overlapping = PoolConfig(3);
  overlapping.stride = 1;
  for (const LayerConfig& pool : {PoolConfig(2), PoolConfig(1), overlapping}) {
    const Counts counts = CheckGradients(
        kImage,
        {ConvConfig(3, 3, "same", "tanh"), pool, {.type = "flatten"}, DenseConfig(4, "softmax")}, 3,
        2, 100);
    EXPECT_GT(counts.compared, 10 * counts.kinks);
  }
}

TEST(LayerGradients, HoldForDropoutWithItsMask) {
  CheckGradients(kImage,
                 {ConvConfig(3, 3, "same", "tanh"),
                  {.type = "dropout", .rate = 0.4},
                  {.type = "flatten"},
                  DenseConfig(6, "sigmoid"),
                  {.type = "dropout", .rate = 0.5},
                  DenseConfig(4, "softmax")},
                 3, 3, 100);
}

TEST(LayerGradients, HoldForNoiseWithItsDraws) {
  CheckGradients(kImage,
                 {{.type = "gaussian-noise", .standard_deviation = 0.5},
                  ConvConfig(3, 3, "same", "tanh"),
                  {.type = "gaussian-noise", .standard_deviation = 0.2},
                  {.type = "flatten"},
                  DenseConfig(4, "softmax")},
                 3, 4, 100);
}

// A network that fits its input: some image layers, flatten, some dense layers, with dropout
// and noise in between.
class RandomNetwork {
 public:
  explicit RandomNetwork(std::uint32_t seed) : random_(seed, Stream::kInitialization, 0) {
    input_ = {1 + Draw(2), 1 + Draw(6), 1 + Draw(6)};
    shape_ = input_;
    AddNoise();
    const Index image_layers = Draw(4);
    for (Index i = 0; i < image_layers; ++i) {
      AddImageLayer();
      AddNoise();
    }
    if (image_layers > 0 || Draw(4) == 0) layers_.push_back({.type = "flatten"});
    for (Index hidden = Draw(3); hidden > 0; --hidden) {
      layers_.push_back(DenseConfig(2 + Draw(6), RandomActivation(), Draw(4) > 0));
      AddNoise();
    }
    AddOutput();
    samples_ = 1 + Draw(4);
  }

  const Shape& input() const { return input_; }
  const std::vector<LayerConfig>& layers() const { return layers_; }
  LossType loss() const { return loss_; }
  Index samples() const { return samples_; }

 private:
  Index Draw(Index bound) {
    return static_cast<Index>(random_.Below(static_cast<std::uint32_t>(bound)));
  }

  ActivationConfig RandomActivation() {
    static const std::vector<ActivationConfig> kActivations = {
        {"identity"}, {"sigmoid", 0.5},    {"improved-sigmoid"}, {"tanh", 1.5},
        {"relu"},     {"relu", 0.8, -0.3}, {"leaky-relu", 0.2},  {"relu6"}};
    return kActivations[static_cast<std::size_t>(Draw(std::ssize(kActivations)))];
  }

  void AddImageLayer() {
    const Index side = std::min(shape_.height, shape_.width);
    LayerConfig layer;
    if (Draw(3) == 0) {
      layer = PoolConfig(1 + Draw(std::min<Index>(side, 3)));
      layer.stride = 1 + Draw(3);
    } else {
      const bool same = Draw(2) == 0;
      layer = ConvConfig(1 + Draw(3), 1 + Draw(same ? 4 : std::min<Index>(side, 4)),
                         same ? "same" : "valid", RandomActivation(), 1 + Draw(2), Draw(4) > 0);
    }
    layers_.push_back(layer);
    shape_ = OutputShape(BuildArchitecture(input_, layers_).layers.back());
  }

  void AddOutput() {
    struct Objective {
      LossType loss;
      ActivationConfig output;
    };
    static const std::vector<Objective> kObjectives = {
        {LossType::kCrossEntropy, {"softmax"}},
        {LossType::kCrossEntropy, {"sigmoid", 0.7}},
        {LossType::kBinaryCrossEntropy, {"sigmoid", 1.4}},
        {LossType::kMeanSquaredError, {"softmax"}},
        {LossType::kMeanSquaredError, {"sigmoid"}},
        {LossType::kMeanSquaredError, {"tanh", 1.2}},
        {LossType::kMeanSquaredError, {"relu", 0.8, -0.2}}};
    const Objective& objective =
        kObjectives[static_cast<std::size_t>(Draw(std::ssize(kObjectives)))];
    loss_ = objective.loss;
    layers_.push_back(DenseConfig(2 + Draw(9), objective.output, Draw(4) > 0));
  }

  void AddNoise() {
    if (Draw(6) == 0)
      layers_.push_back({.type = "dropout", .rate = 0.1 * static_cast<double>(Draw(7))});
    if (Draw(6) == 0) layers_.push_back({.type = "gaussian-noise", .standard_deviation = 0.3});
  }

  RandomStream random_;
  Shape input_;
  Shape shape_;
  std::vector<LayerConfig> layers_;
  LossType loss_ = LossType::kCrossEntropy;
  Index samples_ = 0;
};

TEST(LayerGradients, HoldForSixHundredRandomNetworks) {
  Counts total;
  for (std::uint32_t seed = 0; seed < 600; ++seed) {
    const RandomNetwork network(seed);
    std::string layers;
    for (const LayerConfig& layer : network.layers()) {
      layers += ' ' + layer.type + '(' + layer.activation.type + ')';
    }
    SCOPED_TRACE(testing::Message() << "seed " << seed << layers);
    const Counts counts = CheckGradients(network.input(), network.layers(), network.samples(), seed,
                                         12, network.loss());
    total.compared += counts.compared;
    total.kinks += counts.kinks;
  }
  // The test does not pass by calling everything a kink.
  EXPECT_GT(total.compared, 20000);
  EXPECT_LT(total.kinks, total.compared / 50);
}

}  // namespace
}  // namespace inkling
