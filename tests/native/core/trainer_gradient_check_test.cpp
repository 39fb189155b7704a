// The gradient check as a client of the core gets it: of a network in training, on samples of its
// data set.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/trainer.h"
#include "toy_digits.h"

namespace inkling {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// k 10^i, as in the published experiments.
const std::vector<double> kDenominators = {1,    5,    10,    50,    100,    500,
                                           1000, 5000, 10000, 50000, 100000, 500000};

Trainer TrainerOf(const std::vector<LayerConfig>& layers, const std::string& loss = "cross-entropy",
                  const std::string& initializer = "glorot-uniform") {
  Trainer trainer;
  EXPECT_TRUE(trainer.ReserveDataset({400, 60, kToyWidth, kToyHeight}).ok());
  FillToyDigits(trainer.PendingImages(), trainer.PendingLabels(), 1);
  EXPECT_TRUE(trainer.CommitDataset().ok());
  ModelConfig config = ToyConfig(300, 80);
  config.initializer.type = initializer;
  config.training.loss = loss;
  const Outcome outcome = trainer.CreateModel(config, layers);
  EXPECT_TRUE(outcome.ok()) << outcome.path << ": " << outcome.message;
  return trainer;
}

// At most 10 elements of each tensor, evenly spread, on three training samples.
GradientCheckRequest Spread(const Trainer& trainer) {
  GradientCheckRequest request{
      .samples = {0, 1, 7}, .parameters = {}, .denominators = kDenominators};
  for (std::size_t tensor = 0; tensor < trainer.Tensors().size(); ++tensor) {
    const Index size = trainer.Tensors()[tensor].size;
    const Index count = std::min<Index>(size, 10);
    for (Index i = 0; i < count; ++i) request.parameters.push_back({tensor, i * size / count});
  }
  return request;
}

const GradientCheck& Complete(Trainer& trainer, const GradientCheckRequest& request) {
  const Outcome outcome = trainer.BeginGradientCheck(request);
  EXPECT_TRUE(outcome.ok()) << outcome.path << ": " << outcome.message;
  GradientCheck& check = *trainer.gradient_check();
  while (!check.done()) check.Advance();
  return check;
}

struct Objective {
  const char* loss;
  ActivationConfig output;
};

const std::vector<Objective> kObjectives = {{"cross-entropy", {"softmax"}},
                                            {"cross-entropy", {"sigmoid", 0.7}},
                                            {"binary-cross-entropy", {"sigmoid", 1.4}},
                                            {"mean-squared-error", {"softmax"}},
                                            {"mean-squared-error", {"sigmoid"}},
                                            {"mean-squared-error", {"tanh", 1.2}},
                                            {"mean-squared-error", {"relu", 0.8, -0.2}}};

const std::vector<ActivationConfig> kActivations = {
    {"identity"}, {"sigmoid", 0.5},    {"improved-sigmoid"}, {"tanh", 1.5},
    {"relu"},     {"relu", 0.8, -0.3}, {"leaky-relu", 0.2},  {"relu6"}};

// Of every layer type, before and after training.
void ExpectPass(const ActivationConfig& hidden, const Objective& objective) {
  SCOPED_TRACE(testing::Message() << objective.loss << " of " << objective.output.type
                                  << ", hidden " << hidden.type);
  Trainer trainer = TrainerOf({{.type = "gaussian-noise", .standard_deviation = 0.1},
                               ConvConfig(3, 3, "same", hidden),
                               PoolConfig(2),
                               {.type = "dropout", .rate = 0.2},
                               {.type = "flatten"},
                               DenseConfig(12, hidden),
                               DenseConfig(10, objective.output)},
                              objective.loss);
  for (const int steps : {0, 30}) {
    for (int i = 0; i < steps; ++i) ASSERT_TRUE(trainer.TrainStep(kChunkSamples).complete);
    const auto layers = Complete(trainer, Spread(trainer)).Judge();
    ASSERT_EQ(layers.size(), 3);  // of seven, those with parameters
    for (const LayerVerdict& layer : layers) {
      EXPECT_EQ(layer.verdict, Verdict::kPassed) << layer.layer;
      EXPECT_LT(layer.difference, 1e-7) << layer.layer;
      EXPECT_LE(layer.kinks * 5, layer.parameters) << layer.layer;
    }
  }
}

TEST(TrainerGradientCheck, PassesForEveryLayerTypeAndActivation) {
  for (const ActivationConfig& hidden : kActivations) ExpectPass(hidden, kObjectives[0]);
}

TEST(TrainerGradientCheck, PassesForEveryLossAndOutput) {
  for (const Objective& objective : kObjectives) ExpectPass({"tanh", 1.5}, objective);
}

TEST(TrainerGradientCheck, OfASmoothNetworkFindsOneStepThatSuitsAllParameters) {
  Trainer trainer =
      TrainerOf({DenseConfig(16, "sigmoid"), DenseConfig(12, "tanh"), DenseConfig(10, "softmax")});
  for (const LayerVerdict& layer : Complete(trainer, Spread(trainer)).Judge()) {
    double smallest = kInfinity;
    for (const StepDifferences& step : layer.steps) {
      EXPECT_EQ(step.compared, layer.parameters);
      EXPECT_EQ(step.kinks, 0);
      smallest = std::min(smallest, step.relative);
    }
    EXPECT_LT(smallest, 1e-7) << layer.layer;
    // The truncation error, h^2 |L'''| / 6, falls by 100 for an N ten times as large.
    EXPECT_NEAR(layer.steps[4].absolute / layer.steps[6].absolute, 100, 1) << layer.layer;
  }
}

TEST(TrainerGradientCheck, GivesTheGradientOfAnAnalyticCase) {
  // With all parameters zero the outputs are 1/10, whatever the input, and the gradient of the mean
  // loss with respect to the bias j is 1/10 minus the frequency of j among the labels.
  Trainer trainer = TrainerOf({DenseConfig(10, "softmax")}, "cross-entropy", "zeros");
  GradientCheckRequest request{.samples = {0, 1}, .parameters = {}, .denominators = {1e4}};
  for (Index j = 0; j < 10; ++j) request.parameters.push_back({1, j});
  const auto labels = std::array{trainer.ReadSample(Split::kTrain, 0).label,
                                 trainer.ReadSample(Split::kTrain, 1).label};
  for (const ParameterGradients& bias : Complete(trainer, request).parameters()) {
    const auto times = std::ranges::count(labels, bias.position.element);
    const double expected = 0.1 - 0.5 * static_cast<double>(times);
    EXPECT_NEAR(bias.analytic, expected, 1e-15);
    // h^2 / 6 times a third derivative below 0.1, and rounding: 1e-16 log(10) 1e4.
    EXPECT_NEAR(bias.numeric[0], expected, 2e-9);
    EXPECT_EQ(bias.layer, 0);
  }
}

TEST(TrainerGradientCheck, ReportsParametersAtAKinkApart) {
  // With zero weights every unit of the first layer is at its kink, at exactly 0: whatever moves
  // its weights or its bias up, even a little, makes it active.
  Trainer trainer =
      TrainerOf({DenseConfig(6, "relu"), DenseConfig(10, "softmax")}, "cross-entropy", "zeros");
  const auto staged = trainer.ExportParameters();
  std::vector<float> parameters(staged.begin(), staged.end());
  const auto second_weight = static_cast<std::size_t>(20 * 6 + 6);
  for (std::size_t i = 0; i < 60; ++i)
    parameters[second_weight + i] = 0.1F * static_cast<float>(i % 7);
  std::ranges::copy(parameters, trainer.Stage(parameters.size()).begin());
  ASSERT_TRUE(trainer.ImportParameters().ok());
  const GradientCheck& check = Complete(trainer, Spread(trainer));
  const auto layers = check.Judge();
  ASSERT_EQ(layers.size(), 2);
  EXPECT_EQ(layers[0].verdict, Verdict::kUndecided);
  EXPECT_EQ(layers[0].kinks, layers[0].parameters);
  EXPECT_EQ(layers[0].difference, 0);
  // On one side the derivative is 0, on the other it is not: taken for a derivative, the quotient
  // would be an error.
  const ParameterGradients& bias = check.parameters()[10];
  EXPECT_EQ(bias.analytic, 0);
  EXPECT_GT(std::abs(bias.numeric.back()), 1e-3);
  // The second layer, whose inputs are all 0, has nothing to do with these kinks.
  EXPECT_EQ(layers[1].verdict, Verdict::kPassed);
  EXPECT_EQ(layers[1].kinks, 0);
}

TEST(TrainerGradientCheck, RecognisesThePoolThatTakesAnotherValue) {
  // A kernel of 1 without bias: which pixel of a window is the largest depends on the sign of the
  // weight alone. N = 1 changes both signs, N = 5 neither.
  Trainer trainer = TrainerOf({ConvConfig(2, 1, "same", "identity", 1, false),
                               PoolConfig(2),
                               {.type = "flatten"},
                               DenseConfig(10, "softmax")});
  const auto staged = trainer.ExportParameters();
  std::vector<float> parameters(staged.begin(), staged.end());
  parameters[0] = 0.5F;
  parameters[1] = -0.25F;
  std::ranges::copy(parameters, trainer.Stage(parameters.size()).begin());
  ASSERT_TRUE(trainer.ImportParameters().ok());
  const auto layers = Complete(trainer, Spread(trainer)).Judge();
  EXPECT_EQ(layers[0].steps[0].kinks, 2);
  EXPECT_EQ(layers[0].steps[0].compared, 0);
  EXPECT_EQ(layers[0].steps[1].kinks, 0);
  EXPECT_EQ(layers[0].steps[1].compared, 2);
  EXPECT_EQ(layers[0].kinks, 0);
  EXPECT_EQ(layers[0].verdict, Verdict::kPassed);
}

TEST(TrainerGradientCheck, DoesNotDependOnHowTheSamplesAreCutIntoPieces) {
  // So wide that one sample fills a piece.
  Trainer trainer = TrainerOf({DenseConfig(8192, "tanh"),
                               {.type = "dropout", .rate = 0.5},
                               DenseConfig(1024, "tanh"),
                               DenseConfig(10, "softmax")});
  GradientCheckRequest request{
      .samples = {3, 4}, .parameters = {{2, 0}, {5, 3}}, .denominators = {1e4}};
  const GradientCheck& both = Complete(trainer, request);
  EXPECT_EQ(both.pieces(), 2 * (1 + 2));
  double analytic = both.parameters()[1].analytic;
  EXPECT_EQ(both.Judge()[1].verdict, Verdict::kPassed);
  request.samples = {3};
  analytic -= Complete(trainer, request).parameters()[1].analytic / 2;
  // The second sample has a mask of its own, so it is not the first of another check.
  EXPECT_TRUE(std::isfinite(analytic));
  EXPECT_NE(analytic, 0);
}

TEST(TrainerGradientCheck, ChangesNothingInTraining) {
  Trainer checked = TrainerOf(ToyLayers());
  Trainer plain = TrainerOf(ToyLayers());
  for (int i = 0; i < 5; ++i) {
    // In the middle of a mini-batch of 32, which is trained on 20 samples at a time.
    checked.TrainStep(20);
    plain.TrainStep(20);
    Complete(checked, Spread(checked));
  }
  const auto expected = plain.ExportParameters();
  EXPECT_TRUE(std::ranges::equal(checked.ExportParameters(), expected));
}

TEST(TrainerGradientCheck, EndsWithItsModel) {
  Trainer trainer = TrainerOf(ToyLayers());
  Complete(trainer, Spread(trainer));
  ASSERT_TRUE(trainer.CreateModel(ToyConfig(300, 80), ToyLayers()).ok());
  EXPECT_EQ(trainer.gradient_check(), nullptr);
}

TEST(TrainerGradientCheck, RefusesWhatThereIsNot) {
  Trainer trainer = TrainerOf(ToyLayers());
  const auto refusal = [&](auto change) {
    GradientCheckRequest request = Spread(trainer);
    change(request);
    const Outcome outcome = trainer.BeginGradientCheck(request);
    EXPECT_EQ(outcome.code, "invalid-input");
    EXPECT_EQ(trainer.gradient_check(), nullptr);
    return outcome.path;
  };
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refusal([](auto& r) { r.samples = {}; }), "samples");
  EXPECT_EQ(refusal([](auto& r) { r.samples = {300}; }), "samples");
  EXPECT_EQ(refusal([](auto& r) { r.samples = {-1}; }), "samples");
  EXPECT_EQ(refusal([](auto& r) { r.samples.assign(101, 0); }), "samples");
  EXPECT_EQ(refusal([](auto& r) { r.parameters = {}; }), "parameters");
  EXPECT_EQ(refusal([](auto& r) { r.parameters = {{4, 0}}; }), "parameters");
  EXPECT_EQ(refusal([](auto& r) { r.parameters = {{0, 320}}; }), "parameters");
  EXPECT_EQ(refusal([](auto& r) { r.parameters = {{0, -1}}; }), "parameters");
  EXPECT_EQ(refusal([](auto& r) { r.parameters.assign(10'001, {0, 0}); }), "parameters");
  EXPECT_EQ(refusal([](auto& r) { r.denominators = {}; }), "denominators");
  EXPECT_EQ(refusal([](auto& r) { r.denominators = {0}; }), "denominators");
  EXPECT_EQ(refusal([&](auto& r) { r.denominators = {nan}; }), "denominators");
  EXPECT_EQ(refusal([](auto& r) { r.denominators = {kInfinity}; }), "denominators");
  EXPECT_EQ(refusal([](auto& r) { r.denominators.assign(33, 10); }), "denominators");
  Trainer empty;
  EXPECT_EQ(empty.BeginGradientCheck(Spread(trainer)).code, "no-model");
}

// Numbers made up, and a least gradient of 1e-4.
constexpr double kLeast = 1e-4;

ParameterGradients Gradients(double analytic, std::vector<double> numeric,
                             std::vector<std::uint8_t> kinks = {0, 0}) {
  return {.position = {},
          .layer = 0,
          .analytic = analytic,
          .numeric = std::move(numeric),
          .crosses_kink = std::move(kinks)};
}

LayerVerdict Judge(const std::vector<ParameterGradients>& parameters) {
  return JudgeGradients(parameters, std::array{10.0, 100.0}, kLeast).at(0);
}

TEST(JudgeGradients, CatchesAWrongGradientAmongRightOnes) {
  const auto right = Gradients(0.5, {0.5 + 1e-5, 0.5 + 1e-9});
  EXPECT_EQ(Judge({right, right}).verdict, Verdict::kPassed);
  for (const double wrong : {-0.5, 0.0, 1.0, 0.5 * (1 + 3e-7)}) {
    const LayerVerdict layer = Judge({right, Gradients(wrong, right.numeric), right});
    EXPECT_EQ(layer.verdict, Verdict::kFailed) << wrong;
    EXPECT_GT(layer.difference, 2e-7);
  }
  // A thousandth of the least gradient, and missing altogether.
  EXPECT_EQ(Judge({right, Gradients(0, {1e-7, 1e-7})}).verdict, Verdict::kFailed);
}

TEST(JudgeGradients, TakesADifferenceOfRoundingSizeForNone) {
  EXPECT_EQ(Judge({Gradients(0, {9e-12, -9e-12})}).verdict, Verdict::kPassed);
  EXPECT_EQ(Judge({Gradients(0, {2e-11, -2e-11})}).verdict, Verdict::kFailed);
  EXPECT_EQ(RelativeDifference(0, 0, kLeast), 0);
  EXPECT_EQ(RelativeDifference(2, 1, kLeast), 0.5);
}

TEST(JudgeGradients, LeavesOutOnlyTheStepsThatCrossAKink) {
  const LayerVerdict passed = Judge({Gradients(1, {7, 1}, {1, 0})});
  EXPECT_EQ(passed.verdict, Verdict::kPassed);
  EXPECT_EQ(passed.kinks, 0);
  EXPECT_EQ(passed.steps[0].kinks, 1);
  EXPECT_EQ(passed.steps[0].compared, 0);
  EXPECT_EQ(passed.steps[0].absolute, 0);
  EXPECT_EQ(Judge({Gradients(1, {1, 7}, {1, 0})}).verdict, Verdict::kFailed);
  EXPECT_EQ(Judge({Gradients(1, {1, 7}, {1, 1})}).verdict, Verdict::kUndecided);
}

TEST(JudgeGradients, FailsWhatIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Judge({Gradients(nan, {1, 1})}).verdict, Verdict::kFailed);
  EXPECT_EQ(Judge({Gradients(1, {nan, kInfinity})}).verdict, Verdict::kFailed);
  EXPECT_EQ(Judge({Gradients(1, {nan, 1})}).steps[0].absolute, kInfinity);
}

}  // namespace
}  // namespace inkling
