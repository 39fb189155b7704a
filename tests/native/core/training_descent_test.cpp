// Plain gradient descent updates the parameters on the way back; all else goes through gradients
// and the optimiser. The two must be the same training.

#include <gtest/gtest.h>

#include <cmath>

#include "core/training_run.h"
#include "toy_digits.h"

namespace inkling {
namespace {

constexpr Index kSamples = 500;

std::vector<float> ParametersAfter(int steps, const ModelConfig& config) {
  static const Dataset data = MakeToyDigits(kSamples);
  const std::vector<LayerConfig> layers = {ConvConfig(8, 3, "same", "tanh"),
                                           {.type = "flatten"},
                                           {.type = "dropout", .rate = 0.2},
                                           DenseConfig(40, "tanh"),
                                           DenseConfig(10, "softmax")};
  TrainingRun run = TrainingRun::Create(config, layers, data).value();
  for (int done = 0; done < steps;) done += run.Train(data, 100).complete ? 1 : 0;
  std::vector<float> out(static_cast<std::size_t>(run.network().architecture().parameter_count()));
  run.network().ExportParameters(out);
  return out;
}

TEST(TrainingRun, DescendsAsItDoesWithAnOptimizer) {
  for (const char* reduction : {"mean", "sum"}) {
    ModelConfig plain = ToyConfig(kSamples, 0);
    plain.training.reduction = reduction;
    plain.training.optimizer.learning_rate = std::string(reduction) == "sum" ? 0.002 : 0.05;
    plain.training.schedule = {.type = "exponential", .factor = 0.5};
    ModelConfig clipped = plain;
    clipped.training.gradient_clipping = 1e30;  // never
    const auto before = ParametersAfter(0, plain);
    const auto a = ParametersAfter(20, plain);
    const auto b = ParametersAfter(20, clipped);
    double difference = 0;
    double change = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      difference = std::max(difference, static_cast<double>(std::abs(a[i] - b[i])));
      change = std::max(change, static_cast<double>(std::abs(a[i] - before[i])));
    }
    // Some hundred roundings of values of order one in each of 20 steps, which mostly cancel.
    EXPECT_LT(difference, 20 * 100 * 0x1p-24);
    EXPECT_GT(difference, 0);  // two ways, not one
    EXPECT_GT(change, 0.01);
  }
}

}  // namespace
}  // namespace inkling
