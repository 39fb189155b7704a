// Training against an independent implementation in NumPy: what scripts/make-parity-fixture
// computed in double precision after 20 steps of the full batch.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/dataset.h"
#include "core/schedule.h"
#include "test_model.h"

namespace inkling {
namespace {

using Json = nlohmann::json;

const Json& Fixture() {
  static const Json fixture = Json::parse(std::ifstream(INKLING_PARITY_FIXTURE));
  return fixture;
}

// The readers of a specification take what the fixture has; the rest are the core's defaults.

ActivationConfig ReadActivation(const Json& json) {
  ActivationConfig config{json.at("type")};
  config.slope = json.value("slope", config.slope);
  config.floor = json.value("floor", config.floor);
  return config;
}

LayerConfig ReadLayer(const Json& json) {
  LayerConfig config{json.at("type")};
  config.units = json.value("units", config.units);
  config.bias = json.value("bias", config.bias);
  if (json.contains("activation")) config.activation = ReadActivation(json.at("activation"));
  config.filters = json.value("filters", config.filters);
  config.kernel = json.value("kernel", config.kernel);
  config.stride = json.value("stride", config.stride);
  config.padding = json.value("padding", config.padding);
  config.size = json.value("size", config.size);
  config.rate = json.value("rate", config.rate);
  return config;
}

TrainingConfig ReadTraining(const Json& json) {
  TrainingConfig config;
  config.loss = json.value("loss", config.loss);
  config.reduction = json.value("reduction", config.reduction);
  config.epochs = json.at("epochs");
  config.weight_decay = json.value("weightDecay", config.weight_decay);
  config.l1 = json.value("l1", config.l1);
  if (json.contains("gradientClipping")) {
    config.gradient_clipping = json.at("gradientClipping").at("norm");
  }
  const Json& optimizer = json.at("optimizer");
  OptimizerConfig& rule = config.optimizer;
  rule.type = optimizer.at("type");
  rule.learning_rate = optimizer.at("learningRate");
  rule.momentum = optimizer.value("momentum", rule.momentum);
  rule.nesterov = optimizer.value("nesterov", rule.nesterov);
  rule.decay = optimizer.value("decay", rule.decay);
  rule.beta1 = optimizer.value("beta1", rule.beta1);
  rule.beta2 = optimizer.value("beta2", rule.beta2);
  rule.epsilon = optimizer.value("epsilon", rule.epsilon);
  rule.weight_decay = optimizer.value("weightDecay", rule.weight_decay);
  const Json schedule = json.value("schedule", Json::object());
  config.schedule.type = schedule.value("type", config.schedule.type);
  config.schedule.every = schedule.value("every", config.schedule.every);
  config.schedule.factor = schedule.value("factor", config.schedule.factor);
  config.schedule.minimum = schedule.value("minimum", config.schedule.minimum);
  config.schedule.warmup = schedule.value("warmup", config.schedule.warmup);
  return config;
}

Dataset ReadData(const Json& json) {
  const auto images = json.at("images").get<std::vector<std::uint8_t>>();
  const auto labels = json.at("labels").get<std::vector<std::uint8_t>>();
  Dataset dataset =
      Dataset::Create({static_cast<Index>(labels.size()), 0, json.at("width"), json.at("height")})
          .value();
  std::ranges::copy(images, dataset.images().begin());
  std::ranges::copy(labels, dataset.labels().begin());
  return dataset;
}

std::size_t DropoutLayer(const std::vector<LayerConfig>& layers) {
  const auto dropout = std::ranges::find(layers, "dropout", &LayerConfig::type);
  return static_cast<std::size_t>(dropout - layers.begin());
}

// The parameters after the steps of a case, the last of which updates as all do.
template <typename Scalar>
std::vector<Scalar> Train(const Json& parity) {
  const Json& specification = parity.at("specification");
  const Dataset dataset = ReadData(Fixture().at("data").at(parity.at("data")));
  const TrainingConfig training = ReadTraining(specification.at("training"));
  std::vector<LayerConfig> layers;
  for (const Json& layer : specification.at("model").at("layers")) {
    layers.push_back(ReadLayer(layer));
  }
  const Index samples = specification.at("dataset").at("train");
  const auto pixels = dataset.images().first(static_cast<std::size_t>(samples * dataset.pixels()));
  const Scaling scaling = MakeScaling(specification.at("dataset").at("scaling"), pixels).value();
  auto model = TestModel<Scalar>::Create(dataset.image_shape(), layers, samples, 1,
                                         ParseLossType(training.loss).value());
  Network<Scalar>& network = model.network;
  const auto initial = parity.at("initial").get<std::vector<Scalar>>();
  EXPECT_EQ(static_cast<Index>(initial.size()), network.architecture().parameter_count());
  network.ImportParameters(initial);
  auto optimizer =
      Optimizer<Scalar>::Create(ParseOptimizer(training.optimizer).value(),
                                {training.weight_decay, training.l1, training.gradient_clipping},
                                network.architecture().arena_size)
          .value();
  const Schedule schedule = ParseSchedule(training.schedule).value();

  std::vector<std::uint32_t> indices(static_cast<std::size_t>(samples));
  std::iota(indices.begin(), indices.end(), 0U);
  std::vector<std::uint8_t> labels(indices.size());
  Matrix<Scalar> x(samples, dataset.pixels());
  dataset.Gather(indices, scaling, View(x), labels);
  // Draws of its own are replaced by what stands in the workspace.
  model.pass.mode = Mode::kReplay;
  const std::int64_t steps = Fixture().at("steps");
  for (std::int64_t step = 0; step < steps; ++step) {
    if (parity.contains("masks")) {
      const std::string mask = parity.at("masks").at(static_cast<std::size_t>(step));
      std::ranges::transform(mask, model.workspace.State(DropoutLayer(layers)),
                             [](char kept) { return std::byte{kept == '1'}; });
    }
    model.ComputeGradients(x, labels);
    if (training.reduction == "sum") {
      for (Scalar& gradient : network.gradients()) gradient *= static_cast<Scalar>(samples);
    }
    optimizer.Update(step + 1,
                     schedule.RateAt(step, training.optimizer.learning_rate, 1, training.epochs),
                     network.architecture().tensors, network.values(), network.gradients());
  }
  std::vector<Scalar> out(initial.size());
  network.ExportParameters(out);
  return out;
}

class NumPyParityTest : public testing::TestWithParam<std::size_t> {
 protected:
  template <typename Scalar>
  void ExpectAgreement(double tolerance) {
    const Json& parity = Fixture().at("cases").at(GetParam());
    const std::vector<Scalar> measured = Train<Scalar>(parity);
    const auto expected = parity.at("final").get<std::vector<double>>();
    const auto initial = parity.at("initial").get<std::vector<double>>();
    ASSERT_EQ(measured.size(), expected.size());
    double largest_change = 0;
    for (std::size_t i = 0; i < measured.size(); ++i) {
      EXPECT_NEAR(static_cast<double>(measured[i]), expected[i], tolerance)
          << parity.at("name") << ", parameter " << i;
      largest_change = std::max(largest_change, std::abs(expected[i] - initial[i]));
    }
    // To agree where nothing happens is no merit.
    EXPECT_GT(largest_change, 0.1) << parity.at("name");
  }
};

TEST_P(NumPyParityTest, AgreesInDouble) { ExpectAgreement<double>(1e-10); }
TEST_P(NumPyParityTest, AgreesInFloat) { ExpectAgreement<float>(1e-5); }

INSTANTIATE_TEST_SUITE_P(Cases, NumPyParityTest,
                         testing::Range<std::size_t>(0, Fixture().at("cases").size()),
                         [](const auto& test) {
                           std::string name = Fixture().at("cases").at(test.param).at("name");
                           std::erase_if(name, [](char c) { return std::isalnum(c) == 0; });
                           return name;
                         });

}  // namespace
}  // namespace inkling
