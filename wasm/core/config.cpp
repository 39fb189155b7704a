#include "core/config.h"

#include <cmath>
#include <utility>

#include "core/limits.h"
#include "core/scaling.h"
#include "core/validate_layers.h"

namespace inkling {
namespace {

std::string Count(std::int64_t value) { return std::to_string(value); }

Outcome ValidateInitializer(const InitializerConfig& initializer) {
  const std::string path = "model.initializer";
  if (!ParseInitializer(initializer)) {
    return InvalidSpecification(path + ".type",
                                "There is no initializer '" + initializer.type + "'.");
  }
  const double deviation = initializer.standard_deviation;
  if (initializer.type == "normal" && !(deviation >= 0 && deviation <= kMaxInitialWeight)) {
    return InvalidSpecification(path + ".standardDeviation",
                                "The standard deviation is a finite number, 0 or greater.");
  }
  if (initializer.type == "uniform" &&
      !(initializer.limit >= 0 && initializer.limit <= kMaxInitialWeight)) {
    return InvalidSpecification(path + ".limit", "The limit is a finite number, 0 or greater.");
  }
  return {};
}

// Both are known by name.
Outcome ValidateLoss(const std::string& loss, const ActivationConfig& output) {
  const LossType type = ParseLossType(loss).value();
  if (IsDefined(type, ParseOutputUnit(output).value())) return {};
  const std::string units = type == LossType::kBinaryCrossEntropy
                                ? "needs outputs between 0 and 1 for each class by itself: the "
                                  "last layer's activation is 'sigmoid'"
                                : "takes the logarithm of the outputs: the last layer's "
                                  "activation is 'softmax' or 'sigmoid'";
  return InvalidSpecification("training.loss",
                              "'" + loss + "' " + units + ", not '" + output.type + "'.");
}

}  // namespace

Outcome Validate(const ModelConfig& config, std::span<const LayerConfig> layers, const Shape& input,
                 Index pool_size) {
  if (config.train < 1) {
    return InvalidSpecification(
        "dataset.train", "Training needs at least 1 sample, not " + Count(config.train) + ".");
  }
  if (config.valid < 0) {
    return InvalidSpecification("dataset.valid",
                                "There cannot be " + Count(config.valid) + " validation samples.");
  }
  // A difference, since a sum could overflow.
  if (config.train > pool_size || config.valid > pool_size - config.train) {
    return InvalidSpecification(config.train > pool_size ? "dataset.train" : "dataset.valid",
                                Count(config.train) + " training and " + Count(config.valid) +
                                    " validation samples are more than the " + Count(pool_size) +
                                    " that there are.");
  }
  if (!IsScaling(config.scaling)) {
    return InvalidSpecification(
        "dataset.scaling",
        "Pixels are scaled by 'unit', 'signed' or 'standard', not '" + config.scaling + "'.");
  }
  if (Outcome outcome = ValidateLayers(layers, input); !outcome.ok()) return outcome;
  if (Outcome outcome = Validate(config.training); !outcome.ok()) return outcome;
  if (Outcome outcome = ValidateLoss(config.training.loss, layers.back().activation);
      !outcome.ok()) {
    return outcome;
  }
  return ValidateInitializer(config.initializer);
}

std::optional<Activation> ParseActivation(const ActivationConfig& config) {
  if (config.type == "identity") return Identity{};
  if (config.type == "sigmoid") return Sigmoid{config.slope};
  if (config.type == "improved-sigmoid") return ImprovedSigmoid{};
  if (config.type == "tanh") return Tanh{config.slope};
  if (config.type == "relu") return Relu{config.slope, config.floor};
  if (config.type == "leaky-relu") return LeakyRelu{config.slope};
  if (config.type == "relu6") return Relu6{};
  return std::nullopt;
}

std::optional<OutputUnit> ParseOutputUnit(const ActivationConfig& config) {
  if (config.type == "softmax") return Softmax{};
  if (config.type == "sigmoid") return Sigmoid{config.slope};
  if (config.type == "tanh") return Tanh{config.slope};
  if (config.type == "relu") return Relu{config.slope, config.floor};
  return std::nullopt;
}

std::optional<Initializer> ParseInitializer(const InitializerConfig& config) {
  if (config.type == "zeros") return Zeros{};
  if (config.type == "normal") return Normal{config.standard_deviation};
  if (config.type == "uniform") return Uniform{config.limit};
  if (config.type == "lecun-normal") return LecunNormal{};
  if (config.type == "glorot-uniform") return GlorotUniform{};
  if (config.type == "glorot-normal") return GlorotNormal{};
  if (config.type == "he-normal") return HeNormal{};
  if (config.type == "he-uniform") return HeUniform{};
  return std::nullopt;
}

std::optional<Padding> ParsePadding(const std::string& name) {
  if (name == "same") return Padding::kSame;
  if (name == "valid") return Padding::kValid;
  return std::nullopt;
}

}  // namespace inkling
