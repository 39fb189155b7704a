#include "core/config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/limits.h"
#include "test_model.h"

namespace inkling {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Request {
  ModelConfig config{.seed = 1,
                     .train = 50000,
                     .valid = 10000,
                     .initializer = {"glorot-uniform", 1},
                     .training = {.optimizer = {.learning_rate = 0.1}, .batch_size = 128}};
  std::vector<LayerConfig> layers = {DenseConfig(512, "relu"), DenseConfig(256, "relu"),
                                     DenseConfig(10, "softmax")};
};

Outcome ValidateRequest(const Request& request) {
  return Validate(request.config, request.layers, {1, 28, 28}, 60000);
}

TEST(Validate, AcceptsTheDefaultSpecification) {
  EXPECT_EQ(ValidateRequest(Request()).message, "");
}

TEST(Validate, AcceptsEveryActivationAndInitializer) {
  for (const char* activation :
       {"identity", "sigmoid", "improved-sigmoid", "tanh", "relu", "leaky-relu", "relu6"}) {
    Request request;
    request.layers[0].activation.type = activation;
    EXPECT_TRUE(ValidateRequest(request).ok()) << activation;
  }
  for (const char* initializer : {"zeros", "normal", "uniform", "lecun-normal", "glorot-uniform",
                                  "glorot-normal", "he-normal", "he-uniform"}) {
    Request request;
    request.config.initializer.type = initializer;
    EXPECT_TRUE(ValidateRequest(request).ok()) << initializer;
  }
}

TEST(Validate, AcceptsEveryOptimizerScheduleAndScalingAndAFullBatch) {
  for (const char* optimizer : {"sgd", "rmsprop", "adam", "adamw"}) {
    Request request;
    request.config.training.optimizer.type = optimizer;
    EXPECT_EQ(ValidateRequest(request).message, "");
  }
  for (const char* schedule : {"constant", "step", "exponential", "cosine"}) {
    Request request;
    request.config.training.schedule.type = schedule;
    request.config.training.schedule.warmup = 0.5;
    EXPECT_EQ(ValidateRequest(request).message, "");
  }
  for (const char* scaling : {"unit", "signed", "standard"}) {
    Request request;
    request.config.scaling = scaling;
    request.config.training.batch_size = 0;
    EXPECT_EQ(ValidateRequest(request).message, "");
  }
}

TEST(Validate, AsksOnlyForTheNumbersThatAnOptimizerOrAScheduleHas) {
  Request request;
  OptimizerConfig& optimizer = request.config.training.optimizer;
  optimizer = {"sgd", 0.1, 0.9, true, kNaN, kNaN, kNaN, kNaN, kNaN};
  EXPECT_EQ(ValidateRequest(request).message, "");
  optimizer = {"rmsprop", 0.1, kNaN, false, 0.9, kNaN, kNaN, 1e-8, kNaN};
  EXPECT_EQ(ValidateRequest(request).message, "");
  optimizer = {"adam", 0.1, kNaN, false, kNaN, 0.9, 0.999, 1e-8, kNaN};
  EXPECT_EQ(ValidateRequest(request).message, "");
  request.config.training.schedule = {"constant", kNaN, kNaN, kNaN, 0};
  EXPECT_EQ(ValidateRequest(request).message, "");
}

TEST(Validate, AcceptsTheLossesThatOutputsHaveAndRefusesTheOthers) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> outputs_of_loss = {
      {"cross-entropy", {"softmax", "sigmoid"}},
      {"binary-cross-entropy", {"sigmoid"}},
      {"mean-squared-error", {"softmax", "sigmoid", "tanh", "relu"}}};
  for (const auto& [loss, outputs] : outputs_of_loss) {
    for (const char* output : {"softmax", "sigmoid", "tanh", "relu"}) {
      Request request;
      request.config.training.loss = loss;
      request.layers.back().activation.type = output;
      const Outcome outcome = ValidateRequest(request);
      const bool has_loss = std::ranges::find(outputs, output) != outputs.end();
      EXPECT_EQ(outcome.path, has_loss ? "" : "training.loss") << loss << " " << output;
      if (!has_loss) {
        EXPECT_NE(outcome.message.find(output), std::string::npos) << outcome.message;
      }
    }
  }
}

TEST(Validate, AsksOnlyForTheNumbersThatAnActivationHas) {
  Request request;
  for (const char* activation : {"identity", "improved-sigmoid", "relu6"}) {
    request.layers[0].activation = {activation, kNaN, kNaN};
    EXPECT_EQ(ValidateRequest(request).message, "");
  }
  request.layers[0].activation = {"leaky-relu", 0, kNaN};
  EXPECT_EQ(ValidateRequest(request).message, "");
  request.layers[0].activation = {"relu", 2, -1};
  EXPECT_EQ(ValidateRequest(request).message, "");
}

TEST(Validate, AcceptsTheLimits) {
  Request request;
  request.layers = std::vector(kMaxLayers, DenseConfig(10, "tanh"));
  request.layers.back() = DenseConfig(10, "softmax");
  EXPECT_TRUE(ValidateRequest(request).ok());
  request.layers = {DenseConfig(kMaxUnits, "relu"), DenseConfig(10, "softmax")};
  EXPECT_TRUE(ValidateRequest(request).ok());
  request.config.valid = 0;
  request.config.train = 60000;
  request.config.training.batch_size = std::numeric_limits<std::int32_t>::max();
  EXPECT_TRUE(ValidateRequest(request).ok());
}

struct Refusal {
  const char* name;
  const char* path;
  std::function<void(Request&)> spoil;
};

class RefusedRequest : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedRequest, NamesTheFieldAtFault) {
  Request request;
  GetParam().spoil(request);
  const Outcome outcome = ValidateRequest(request);
  EXPECT_EQ(outcome.code, "invalid-specification");
  EXPECT_EQ(outcome.path, GetParam().path);
  EXPECT_TRUE(outcome.message.ends_with('.')) << outcome.message;
}

INSTANTIATE_TEST_SUITE_P(Validate, RefusedRequest,
                         testing::ValuesIn(std::vector<Refusal>{
                             {"NoLayers", "model.layers", [](Request& r) { r.layers.clear(); }},
                             {"TooManyLayers", "model.layers",
                              [](Request& r) {
                                r.layers.insert(r.layers.begin(), 62, DenseConfig(10, "relu"));
                              }},
                             {"TooManyParameters", "model.layers",
                              [](Request& r) {
                                r.layers = {DenseConfig(8192, "relu"), DenseConfig(8192, "relu"),
                                            DenseConfig(10, "softmax")};
                              }},
                             {"ZeroUnits", "model.layers[1].units",
                              [](Request& r) { r.layers[1].units = 0; }},
                             {"NegativeUnits", "model.layers[0].units",
                              [](Request& r) { r.layers[0].units = -5; }},
                             {"TooManyUnits", "model.layers[0].units",
                              [](Request& r) { r.layers[0].units = kMaxUnits + 1; }},
                             {"UnitsThatOverflow", "model.layers[0].units",
                              [](Request& r) {
                                r.layers[0].units = std::numeric_limits<Index>::max();
                              }},
                             {"UnknownLayer", "model.layers[0].type",
                              [](Request& r) { r.layers[0].type = "conv9d"; }},
                             {"UnknownActivation", "model.layers[0].activation.type",
                              [](Request& r) { r.layers[0].activation.type = "gelu"; }},
                             {"HiddenSoftmax", "model.layers[0].activation.type",
                              [](Request& r) { r.layers[0].activation.type = "softmax"; }},
                             {"LastLayerWithoutOutputUnits", "model.layers[2].activation.type",
                              [](Request& r) { r.layers[2].activation.type = "identity"; }},
                             {"ZeroSlope", "model.layers[0].activation.slope",
                              [](Request& r) {
                                r.layers[0].activation = {"tanh", 0};
                              }},
                             {"SlopeNotANumber", "model.layers[1].activation.slope",
                              [](Request& r) {
                                r.layers[1].activation = {"sigmoid", kNaN};
                              }},
                             {"NegativeLeak", "model.layers[1].activation.slope",
                              [](Request& r) {
                                r.layers[1].activation = {"leaky-relu", -0.1};
                              }},
                             {"InfiniteFloor", "model.layers[0].activation.floor",
                              [](Request& r) {
                                r.layers[0].activation = {"relu", 1, -kInfinity};
                              }},
                             {"SlopeOfTheOutput", "model.layers[2].activation.slope",
                              [](Request& r) {
                                r.layers[2].activation = {"sigmoid", -1};
                              }},
                             {"UnknownLoss", "training.loss",
                              [](Request& r) { r.config.training.loss = "hinge"; }},
                             {"UnknownReduction", "training.reduction",
                              [](Request& r) { r.config.training.reduction = "median"; }},
                             {"LastLayerNotTenUnits", "model.layers[2].units",
                              [](Request& r) { r.layers[2].units = 11; }},
                             {"UnknownInitializer", "model.initializer.type",
                              [](Request& r) { r.config.initializer.type = "ones"; }},
                             {"NegativeDeviation", "model.initializer.standardDeviation",
                              [](Request& r) {
                                r.config.initializer = {"normal", -1};
                              }},
                             {"DeviationNotANumber", "model.initializer.standardDeviation",
                              [](Request& r) {
                                r.config.initializer = {"normal", kNaN};
                              }},
                             {"NegativeLimit", "model.initializer.limit",
                              [](Request& r) { r.config.initializer = {"uniform", 1, -1}; }},
                             {"InfiniteLimit", "model.initializer.limit",
                              [](Request& r) { r.config.initializer = {"uniform", 1, kInfinity}; }},
                             {"NegativeRate", "training.optimizer.learningRate",
                              [](Request& r) { r.config.training.optimizer.learning_rate = -0.1; }},
                             {"ZeroRate", "training.optimizer.learningRate",
                              [](Request& r) { r.config.training.optimizer.learning_rate = 0; }},
                             {"RateNotANumber", "training.optimizer.learningRate",
                              [](Request& r) { r.config.training.optimizer.learning_rate = kNaN; }},
                             {"InfiniteRate", "training.optimizer.learningRate",
                              [](Request&
                                     r) { r.config.training.optimizer.learning_rate = kInfinity; }},
                             
                             {"NegativeBatch", "training.batchSize",
                              [](Request& r) { r.config.training.batch_size = -128; }},
                             {"UnknownScaling", "dataset.scaling", [](Request& r) { r.config.scaling = "log"; }},
        {"UnknownOptimizer", "training.optimizer.type",
         [](Request& r) { r.config.training.optimizer.type = "lion"; }},
        {"MomentumOfOne", "training.optimizer.momentum",
         [](Request& r) { r.config.training.optimizer.momentum = 1; }},
        {"NegativeMomentum", "training.optimizer.momentum",
         [](Request& r) { r.config.training.optimizer.momentum = -0.1; }},
        {"DecayNotANumber", "training.optimizer.decay",
         [](Request& r) {
           r.config.training.optimizer.type = "rmsprop";
           r.config.training.optimizer.decay = kNaN;
         }},
        {"BetaOne", "training.optimizer.beta1",
         [](Request& r) {
           r.config.training.optimizer.type = "adam";
           r.config.training.optimizer.beta1 = 1;
         }},
        {"BetaTwo", "training.optimizer.beta2",
         [](Request& r) {
           r.config.training.optimizer.type = "adamw";
           r.config.training.optimizer.beta2 = 1.5;
         }},
        {"ZeroEpsilon", "training.optimizer.epsilon",
         [](Request& r) {
           r.config.training.optimizer.type = "adam";
           r.config.training.optimizer.epsilon = 0;
         }},
        {"NegativeDecoupledDecay", "training.optimizer.weightDecay",
         [](Request& r) {
           r.config.training.optimizer.type = "adamw";
           r.config.training.optimizer.weight_decay = -1;
         }},
        {"UnknownSchedule", "training.schedule.type",
         [](Request& r) { r.config.training.schedule.type = "sawtooth"; }},
        {"NoInterval", "training.schedule.every",
         [](Request& r) {
           r.config.training.schedule = {.type = "step", .every = 0};
         }},
        {"ZeroFactor", "training.schedule.factor",
         [](Request& r) {
           r.config.training.schedule = {.type = "exponential", .factor = 0};
         }},
        {"NegativeMinimum", "training.schedule.minimum",
         [](Request& r) {
           r.config.training.schedule = {.type = "cosine", .minimum = -1};
         }},
        {"NegativeWarmup", "training.schedule.warmup",
         [](Request& r) { r.config.training.schedule.warmup = -1; }},
        {"NoEpochs", "training.epochs", [](Request& r) { r.config.training.epochs = 0; }},
        {"NegativeWeightDecay", "training.weightDecay",
         [](Request& r) { r.config.training.weight_decay = -1e-3; }},
        {"InfiniteL1", "training.l1", [](Request& r) { r.config.training.l1 = kInfinity; }},
        {"NegativeClipping", "training.gradientClipping",
         [](Request& r) { r.config.training.gradient_clipping = -1; }},
        {"NegativeShift", "training.augmentation.shift",
         [](Request& r) { r.config.training.augmentation.shift = -1; }},
        {"MoreThanHalfATurn", "training.augmentation.rotation",
         [](Request& r) { r.config.training.augmentation.rotation = 181; }},
        {"ScaleToNothing", "training.augmentation.scale",
         [](Request& r) { r.config.training.augmentation.scale = 1; }},
        {"DistortionNotANumber", "training.augmentation.elastic.alpha",
         [](Request& r) { r.config.training.augmentation.elastic_alpha = kNaN; }},
        {"DistortionWithoutWidth", "training.augmentation.elastic.sigma",
         [](Request& r) { r.config.training.augmentation.elastic_sigma = 0; }},
        {"NoTrainingSamples", "dataset.train",
                              [](Request& r) { r.config.train = 0; }},
                             {"TrainingBeyondThePool", "dataset.train",
                              [](Request& r) { r.config.train = 60001; }},
                             {"NegativeValidation", "dataset.valid",
                              [](Request& r) { r.config.valid = -1; }},
                             {"SplitsThatOverlap", "dataset.valid",
                              [](Request& r) { r.config.valid = 10001; }},
                             {"SplitsThatOverflow", "dataset.valid",
                              [](Request&
                                     r) { r.config.valid = std::numeric_limits<Index>::max(); }}}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace inkling
