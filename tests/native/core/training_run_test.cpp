#include "core/training_run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <utility>

#include "core/evaluation.h"
#include "toy_digits.h"

namespace inkling {
namespace {

constexpr Index kSamples = 1000;
constexpr Index kPixels = kToyWidth * kToyHeight;

const Dataset& Data() {
  static const Dataset dataset = MakeToyDigits(kSamples);
  return dataset;
}

TrainingRun MakeRun(const ModelConfig& config) {
  return TrainingRun::Create(config, ToyLayers(), Data()).value();
}

std::vector<float> Parameters(const TrainingRun& run) {
  std::vector<float> out(static_cast<std::size_t>(run.network().architecture().parameter_count()));
  run.network().ExportParameters(out);
  return out;
}

// Trains until `steps` mini-batches are complete, at most max_samples a call.
void TrainSteps(TrainingRun& run, std::int64_t steps, Index max_samples) {
  for (std::int64_t done = 0; done < steps;) done += run.Train(Data(), max_samples).complete;
}

// A network in double with the parameters of a run, and the first samples to take it through.
struct Reference {
  Reference(const TrainingRun& run, Index samples)
      : model(TestModel<double>::Create(kPixels, ToyLayers(), samples, 1)),
        x(samples, kPixels),
        labels(static_cast<std::size_t>(samples)) {
    const std::vector<float> parameters = Parameters(run);
    model.network.ImportParameters(std::vector<double>(parameters.begin(), parameters.end()));
    std::vector<std::uint32_t> indices(labels.size());
    std::iota(indices.begin(), indices.end(), 0U);
    Data().Gather(indices, Scaling{}, View(x), labels);
  }

  std::vector<double> Expected() const {
    return Packed<double>(model.network.architecture(), model.network.values());
  }

  TestModel<double> model;
  Matrix<double> x;
  std::vector<std::uint8_t> labels;
};

TEST(TrainingRun, OfTheSameSeedIsTheSameByteForByte) {
  TrainingRun a = MakeRun(ToyConfig(900, 100));
  TrainingRun b = MakeRun(ToyConfig(900, 100));
  TrainSteps(a, 40, 32);
  TrainSteps(b, 40, 32);
  EXPECT_EQ(Parameters(a), Parameters(b));
}

TEST(TrainingRun, OfAnotherSeedIsAnother) {
  TrainingRun a = MakeRun(ToyConfig(900, 100));
  ModelConfig config = ToyConfig(900, 100);
  config.seed = 2;
  TrainingRun b = MakeRun(config);
  TrainSteps(a, 1, 32);
  TrainSteps(b, 1, 32);
  EXPECT_NE(Parameters(a), Parameters(b));
}

TEST(TrainingRun, LearnsASeparableProblem) {
  TrainingRun run = MakeRun(ToyConfig(900, 100));
  TrainSteps(run, 5 * run.steps_per_epoch(), 32);
  ConfusionMatrix confusion;
  const Score score = Evaluate(run.model(), Data(), 900, kSamples, run.workspace(), confusion);
  EXPECT_EQ(score.samples, 100);
  EXPECT_EQ(score.correct, 100);
}

TEST(TrainingRun, ReportsTheMeanOfTheFirstBatchBeforeTheUpdate) {
  // With zero weights every class has probability 1/10.
  ModelConfig config = ToyConfig(900, 100);
  config.initializer.type = "zeros";
  TrainingRun run = MakeRun(config);
  const StepResult result = run.Train(Data(), 32);
  EXPECT_TRUE(result.complete);
  EXPECT_TRUE(result.finite);
  EXPECT_EQ(result.step, 1);
  EXPECT_EQ(result.samples, 32);
  // 32 roundings of log 10 to float.
  EXPECT_NEAR(result.loss_sum, 32 * std::log(10), 32 * 2.4e-7);
}

TEST(TrainingRun, CountsTheShortLastBatchInFull) {
  TrainingRun run = MakeRun(ToyConfig(70, 0));
  EXPECT_EQ(run.steps_per_epoch(), 3);
  EXPECT_EQ(run.Train(Data(), 32).samples, 32);
  EXPECT_EQ(run.Train(Data(), 32).samples, 32);
  const StepResult last = run.Train(Data(), 32);
  EXPECT_EQ(last.samples, 6);
  EXPECT_TRUE(last.complete);
  EXPECT_EQ(run.Train(Data(), 32).samples, 32);
}

TEST(TrainingRun, WorksOnALargeBatchInPartsOfTheSizeAskedFor) {
  ModelConfig config = ToyConfig(1000, 0);
  config.training.batch_size = 1000;
  TrainingRun run = MakeRun(config);
  const StepResult first = run.Train(Data(), 1);
  EXPECT_EQ(first.samples, kChunkSamples);  // a chunk at least
  EXPECT_FALSE(first.complete);
  EXPECT_EQ(first.step, 0);
  EXPECT_EQ(run.Train(Data(), 2 * kChunkSamples).samples, 2 * kChunkSamples);
  const StepResult last = run.Train(Data(), 2 * kChunkSamples);
  EXPECT_EQ(last.samples, 1000 - 3 * kChunkSamples);
  EXPECT_TRUE(last.complete);
  EXPECT_EQ(last.step, 1);
}

TEST(TrainingRun, DoesNotDependOnHowCallsDivideALargeBatch) {
  ModelConfig config = ToyConfig(1000, 0);
  config.training.batch_size = 700;
  TrainingRun a = MakeRun(config);
  TrainingRun b = MakeRun(config);
  TrainSteps(a, 6, 1);
  TrainSteps(b, 6, 100000);
  EXPECT_EQ(Parameters(a), Parameters(b));
}

TEST(TrainingRun, AccumulatesChunksToTheGradientOfTheWholeBatch) {
  // One step on 700 samples, against the gradient of one pass over them in double. Parameters
  // and gradients are of order one; sums of 700 float terms in any order are good to
  // 4 sqrt(700) 2^-24 = 6e-6.
  ModelConfig config = ToyConfig(700, 0);
  config.training.batch_size = 700;
  TrainingRun run = MakeRun(config);
  const std::vector<float> before = Parameters(run);
  Reference whole(run, 700);
  whole.model.ComputeGradients(whole.x, whole.labels);
  whole.model.Descend(config.training.optimizer.learning_rate);
  const std::vector<double> expected = whole.Expected();

  TrainSteps(run, 1, 1);
  const std::vector<float> after = Parameters(run);
  double moved = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(after[i]), expected[i], 6e-6);
    moved = std::max(moved, std::abs(static_cast<double>(after[i] - before[i])));
  }
  EXPECT_GT(moved, 1e-3);
}

TEST(TrainingRun, FollowsMomentumAsAnOptimizerInDoubleDoes) {
  // Five steps on all of 200 samples. A gradient in float is good to 4 sqrt(200) 2^-24 = 3.4e-6,
  // and those of five steps take part 5 + 4 + 3 + 2 + 1 times at most; as much again for the
  // parameters that they are taken at, which differ by that.
  constexpr Index kAll = 200;
  ModelConfig config = ToyConfig(kAll, 0);
  config.training.batch_size = kAll;
  config.training.optimizer.momentum = 0.9;
  TrainingRun run = MakeRun(config);
  Reference twice(run, kAll);
  Network<double>& network = twice.model.network;
  const Architecture& architecture = network.architecture();
  auto optimizer = Optimizer<double>::Create(Sgd{0.9}, {}, architecture.arena_size);
  const double rate = config.training.optimizer.learning_rate;
  for (int step = 1; step <= 5; ++step) {
    twice.model.ComputeGradients(twice.x, twice.labels);
    optimizer->Update(step, rate, architecture.tensors, network.values(), network.gradients());
  }
  const std::vector<double> expected = twice.Expected();
  TrainSteps(run, 5, 1);
  const std::vector<float> after = Parameters(run);
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(after[i]), expected[i], rate * 2 * 15 * 3.4e-6);
  }
}

TEST(TrainingRun, OfTheSumStepsAsManyTimesFurtherAsTheBatchHasSamples) {
  // Powers of two, so that both divide and multiply exactly.
  ModelConfig config = ToyConfig(512, 0);
  config.training.batch_size = 512;
  config.training.optimizer.learning_rate = 0.5;
  TrainingRun mean = MakeRun(config);
  config.training.reduction = "sum";
  config.training.optimizer.learning_rate = 0.5 / 512;
  TrainingRun sum = MakeRun(config);
  const StepResult result = mean.Train(Data(), 512);
  EXPECT_EQ(sum.Train(Data(), 512).loss_sum, result.loss_sum);
  EXPECT_EQ(Parameters(mean), Parameters(sum));
}

TEST(TrainingRun, LearnsWithEveryOutputAndLoss) {
  struct Objective {
    const char* loss;
    const char* output;
  };
  for (const auto& [loss, output] :
       {Objective{"cross-entropy", "sigmoid"}, Objective{"binary-cross-entropy", "sigmoid"},
        Objective{"mean-squared-error", "softmax"}, Objective{"mean-squared-error", "sigmoid"},
        Objective{"mean-squared-error", "tanh"}, Objective{"mean-squared-error", "relu"}}) {
    ModelConfig config = ToyConfig(1000, 0);
    config.training.loss = loss;
    config.training.optimizer.learning_rate = 0.2;
    const auto layers = {DenseConfig(16, "tanh"), DenseConfig(10, output)};
    TrainingRun run = TrainingRun::Create(config, layers, Data()).value();
    const auto epoch = [&run] {
      Score score;
      for (Index step = 0; step < run.steps_per_epoch(); ++step) {
        const StepResult result = run.Train(Data(), kChunkSamples);
        score += {result.samples, result.loss_sum, result.correct};
      }
      return score;
    };
    const Score first = epoch();
    for (int i = 0; i < 15; ++i) epoch();
    const Score last = epoch();
    // By a third at least: some output units of ReLU may be dead from the start.
    EXPECT_LT(last.loss_sum, 0.66 * first.loss_sum) << loss << " of " << output;
    // Sigmoid outputs that are pushed up only, and never down, need not separate the classes.
    if (loss != std::string("cross-entropy")) {
      EXPECT_GT(last.correct, first.correct) << loss << " of " << output;
    }
  }
}

TEST(TrainingRun, RedoesAnAbandonedBatchIdentically) {
  ModelConfig config = ToyConfig(1000, 0);
  config.training.batch_size = 700;
  TrainingRun a = MakeRun(config);
  TrainingRun b = MakeRun(config);
  a.Train(Data(), 1);
  a.Train(Data(), 1);
  a.AbandonBatch();
  TrainSteps(a, 3, 1);
  TrainSteps(b, 3, 1);
  EXPECT_EQ(Parameters(a), Parameters(b));
}

TEST(TrainingRun, IsNotDisturbedByEvaluation) {
  ModelConfig config = ToyConfig(900, 100);
  config.training.batch_size = 600;
  TrainingRun a = MakeRun(config);
  TrainingRun b = MakeRun(config);
  ConfusionMatrix confusion;
  for (int i = 0; i < 12; ++i) {
    a.Train(Data(), 1);
    Evaluate(a.model(), Data(), 0, 300, a.workspace(), confusion);
    b.Train(Data(), 1);
  }
  EXPECT_EQ(Parameters(a), Parameters(b));
}

TEST(TrainingRun, TakesANewLearningRateWithTheNextUpdate) {
  TrainingRun run = MakeRun(ToyConfig(900, 100));
  const std::vector<float> before = Parameters(run);
  run.SetLearningRate(std::numeric_limits<float>::denorm_min());
  TrainSteps(run, 1, 32);
  EXPECT_EQ(Parameters(run), before);
  run.SetLearningRate(0.5);
  TrainSteps(run, 1, 32);
  EXPECT_NE(Parameters(run), before);
}

TEST(TrainingRun, FollowsItsSchedule) {
  ModelConfig config = ToyConfig(64, 0);
  config.training.schedule = {.type = "step", .every = 2, .factor = 0.1, .warmup = 1};
  config.training.epochs = 10;
  TrainingRun run = MakeRun(config);
  ASSERT_EQ(run.steps_per_epoch(), 2);
  for (const double expected : {0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.05, 0.005}) {
    EXPECT_NEAR(run.learning_rate(), expected, 1e-15);
    TrainSteps(run, 1, 32);
  }
  run.SetLearningRate(1);
  EXPECT_NEAR(run.learning_rate(), 0.01, 1e-15);
}

TEST(TrainingRun, OfAFullBatchIsOneStepAnEpochOverAllTrainingSamples) {
  ModelConfig config = ToyConfig(700, 100);
  config.training.batch_size = 0;
  TrainingRun full = MakeRun(config);
  EXPECT_EQ(full.steps_per_epoch(), 1);
  const StepResult result = full.Train(Data(), 100000);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.samples, 700);
  config.training.batch_size = 700;
  TrainingRun named = MakeRun(config);
  TrainSteps(named, 1, 1);
  EXPECT_EQ(Parameters(full), Parameters(named));
}

TEST(TrainingRun, ScalesByTheTrainingSplitForEverySplit) {
  ModelConfig config = ToyConfig(300, 100);
  config.scaling = "standard";
  TrainingRun run = MakeRun(config);
  const Scaling scaling = run.model().scaling;
  double sum = 0;
  double squares = 0;
  constexpr double kCount = 300 * kPixels;
  for (const std::uint8_t byte : Data().images().first(300 * kPixels)) {
    sum += byte;
    squares += static_cast<double>(byte) * byte;
  }
  const double mean = sum / kCount;
  EXPECT_NEAR(scaling.shift, mean, 1e-12 * mean);
  // The difference of squares loses the ratio of the mean square to the variance, about 2.
  EXPECT_NEAR(scaling.divisor, std::sqrt(squares / kCount - mean * mean), 1e-12 * mean);
  // Pixels of a prediction are scaled like the bytes of the data set.
  TrainSteps(run, 5, 32);
  Matrix<float> pixels(1, kPixels);
  for (Index i = 0; i < kPixels; ++i) {
    pixels(0, i) = static_cast<float>(Data().image(950)[static_cast<std::size_t>(i)]) / 255;
  }
  Matrix<float> predicted(1, kClasses);
  Predict(run.model(), ConstView(pixels), run.workspace(), View(predicted));
  Matrix<float> x(1, kPixels);
  Data().Read(950, scaling, x.data());
  Matrix<float> expected = run.network().Forward(ConstView(x), run.workspace());
  run.model().loss.Activate(View(expected));
  EXPECT_LT((predicted - expected).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(TrainingRun, LearnsWithEveryOptimizerScalingAndRegularization) {
  struct Settings {
    OptimizerConfig optimizer;
    const char* scaling;
    double weight_decay, l1, gradient_clipping;
  };
  for (const auto& [optimizer, scaling, weight_decay, l1, gradient_clipping] :
       {Settings{{.type = "sgd", .learning_rate = 0.1, .momentum = 0.9}, "unit", 0, 0, 0},
        Settings{{.type = "sgd", .learning_rate = 0.1, .momentum = 0.9, .nesterov = true},
                 "signed",
                 1e-3,
                 0,
                 0},
        Settings{{.type = "rmsprop", .learning_rate = 0.005}, "standard", 0, 1e-4, 0},
        Settings{{.type = "adam", .learning_rate = 0.01}, "signed", 0, 0, 0.5},
        Settings{{.type = "adamw", .learning_rate = 0.01}, "standard", 1e-3, 1e-4, 1}}) {
    ModelConfig config = ToyConfig(900, 100);
    config.scaling = scaling;
    config.training.optimizer = optimizer;
    config.training.weight_decay = weight_decay;
    config.training.l1 = l1;
    config.training.gradient_clipping = gradient_clipping;
    TrainingRun run = MakeRun(config);
    TrainSteps(run, 10 * run.steps_per_epoch(), 32);
    ConfusionMatrix confusion;
    EXPECT_EQ(Evaluate(run.model(), Data(), 900, 1000, run.workspace(), confusion).correct, 100)
        << optimizer.type << " " << scaling;
  }
}

TEST(TrainingRun, StopsWithoutAnUpdateWhenTheLossIsNotFinite) {
  ModelConfig config = ToyConfig(900, 100);
  config.training.optimizer.learning_rate = 1e30;
  TrainingRun run = MakeRun(config);
  StepResult result;
  int calls = 0;
  do {
    result = run.Train(Data(), 32);
  } while (result.finite && ++calls < 100);
  ASSERT_FALSE(result.finite);
  EXPECT_FALSE(result.complete);
  EXPECT_FALSE(std::isfinite(result.loss_sum));
  const std::vector<float> parameters = Parameters(run);
  const StepResult again = run.Train(Data(), 32);
  EXPECT_FALSE(again.finite);
  EXPECT_EQ(again.step, result.step);
  // Bytes, since some may be NaN.
  EXPECT_EQ(
      std::memcmp(Parameters(run).data(), parameters.data(), parameters.size() * sizeof(float)), 0);
  EXPECT_FALSE(run.divergence().layer.empty());
}

class Diagnosis : public testing::Test {
 protected:
  // A forward pass with one parameter of a tensor replaced.
  Divergence Diagnose(std::size_t tensor, float value) {
    auto model = TestModel<float>::Create(
        kPixels, {DenseConfig(4, "relu"), DenseConfig(4, "tanh"), DenseConfig(10, "softmax")}, 3,
        1);
    const TensorInfo& info = model.network.architecture().tensors[tensor];
    model.network.values()[static_cast<std::size_t>(info.offset + info.size - 1)] = value;
    const Matrix<float> x = Matrix<float>::Ones(3, kPixels);
    model.network.Forward(ConstView(x), model.workspace);
    return DiagnoseDivergence(model.network, model.workspace, 3);
  }
};

TEST_F(Diagnosis, NamesTheFirstLayerWithAParameterThatIsNotFinite) {
  const Divergence divergence = Diagnose(2, std::numeric_limits<float>::quiet_NaN());
  EXPECT_EQ(divergence.layer, "layers.1");
  EXPECT_TRUE(std::isinf(divergence.largest_weight));
}

TEST_F(Diagnosis, NamesTheFirstLayerWhoseOutputOverflows) {
  const Divergence divergence = Diagnose(4, 3e38F);
  EXPECT_EQ(divergence.layer, "layers.2");
  EXPECT_EQ(divergence.largest_weight, 3e38F);
}

TEST_F(Diagnosis, NamesTheLayerWithTheLargestWeightIfAllIsFinite) {
  const Divergence divergence = Diagnose(3, -1234.0F);
  EXPECT_EQ(divergence.layer, "layers.1");
  EXPECT_EQ(divergence.largest_weight, 1234);
}

}  // namespace
}  // namespace inkling
