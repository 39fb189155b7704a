#include "core/config.h"

#include <cmath>
#include <utility>

#include "core/limits.h"

namespace inkling {
namespace {

Outcome Invalid(std::string path, std::string message) {
  return {"invalid-specification", std::move(path), std::move(message)};
}

std::string Count(std::int64_t value) { return std::to_string(value); }

Outcome ValidateLayer(const LayerConfig& layer, const std::string& path, bool is_last) {
  if (layer.type != "dense") {
    return Invalid(path + ".type", "There is no layer type '" + layer.type + "'.");
  }
  if (layer.units < 1 || layer.units > kMaxUnits) {
    return Invalid(path + ".units", "A layer has 1 to " + Count(kMaxUnits) + " units, not " +
                                        Count(layer.units) + ".");
  }
  if (is_last) {
    if (layer.units != kClasses) {
      return Invalid(path + ".units", "The last layer has one unit for each of the " +
                                          Count(kClasses) + " classes, not " + Count(layer.units) +
                                          ".");
    }
    if (layer.activation.type != "softmax") {
      return Invalid(path + ".activation.type", "The last layer's activation is 'softmax'.");
    }
    return {};
  }
  if (layer.activation.type == "softmax") {
    return Invalid(path + ".activation.type", "Only the last layer can have 'softmax'.");
  }
  if (!ParseActivation(layer.activation)) {
    return Invalid(path + ".activation.type",
                   "There is no activation '" + layer.activation.type + "'.");
  }
  return {};
}

Outcome ValidateLayers(std::span<const LayerConfig> layers, Index input_size) {
  const std::string path = "model.layers";
  if (layers.empty() || layers.size() > kMaxLayers) {
    return Invalid(path, "A network has 1 to " + std::to_string(kMaxLayers) + " layers, not " +
                             std::to_string(layers.size()) + ".");
  }
  std::int64_t parameters = 0;
  std::int64_t inputs = input_size;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerConfig& layer = layers[i];
    const std::string layer_path = path + "[" + std::to_string(i) + "]";
    if (Outcome outcome = ValidateLayer(layer, layer_path, i + 1 == layers.size()); !outcome.ok()) {
      return outcome;
    }
    // No overflow: each term is below kMaxUnits^2 and their number below kMaxLayers.
    parameters += (inputs + (layer.bias ? 1 : 0)) * layer.units;
    inputs = layer.units;
  }
  if (parameters > kMaxParameters) {
    return Invalid(path, "The network would have " + Count(parameters) +
                             " parameters; memory holds " + Count(kMaxParameters) + ".");
  }
  return {};
}

}  // namespace

Outcome Validate(const ModelConfig& config, std::span<const LayerConfig> layers, Index input_size,
                 Index pool_size) {
  if (config.train < 1) {
    return Invalid("dataset.train",
                   "Training needs at least 1 sample, not " + Count(config.train) + ".");
  }
  if (config.valid < 0) {
    return Invalid("dataset.valid",
                   "There cannot be " + Count(config.valid) + " validation samples.");
  }
  // A difference, since a sum could overflow.
  if (config.train > pool_size || config.valid > pool_size - config.train) {
    return Invalid(config.train > pool_size ? "dataset.train" : "dataset.valid",
                   Count(config.train) + " training and " + Count(config.valid) +
                       " validation samples are more than the " + Count(pool_size) +
                       " that there are.");
  }
  if (Outcome outcome = ValidateLayers(layers, input_size); !outcome.ok()) return outcome;
  if (!ParseInitializer(config.initializer)) {
    return Invalid("model.initializer.type",
                   "There is no initializer '" + config.initializer.type + "'.");
  }
  const double deviation = config.initializer.standard_deviation;
  if (config.initializer.type == "normal" &&
      !(deviation >= 0 && deviation <= kMaxStandardDeviation)) {
    return Invalid("model.initializer.standardDeviation",
                   "The standard deviation is a finite number, 0 or greater.");
  }
  if (!IsValidLearningRate(config.learning_rate)) {
    return Invalid("training.optimizer.learningRate",
                   "The learning rate is a finite number greater than 0.");
  }
  if (config.batch_size < 1) {
    return Invalid("training.batchSize",
                   "A mini-batch has at least 1 sample, not " + Count(config.batch_size) + ".");
  }
  return {};
}

bool IsValidLearningRate(double value) { return value > 0 && value <= kMaxLearningRate; }

std::optional<Activation> ParseActivation(const ActivationConfig& config) {
  if (config.type == "identity" || config.type == "softmax") return Identity{};
  if (config.type == "sigmoid") return Sigmoid{};
  if (config.type == "tanh") return Tanh{};
  if (config.type == "relu") return Relu{};
  return std::nullopt;
}

std::optional<Initializer> ParseInitializer(const InitializerConfig& config) {
  if (config.type == "zeros") return Zeros{};
  if (config.type == "normal") return Normal{config.standard_deviation};
  if (config.type == "glorot-uniform") return GlorotUniform{};
  if (config.type == "glorot-normal") return GlorotNormal{};
  return std::nullopt;
}

}  // namespace inkling
