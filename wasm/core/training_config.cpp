#include "core/training_config.h"

#include <array>

#include "core/limits.h"

namespace inkling {
namespace {

// A number that a rule makes use of, and whether it is one that the rule can bear.
struct Requirement {
  const char* path;
  bool holds;
  const char* message;
};

template <std::size_t count>
Outcome Check(const std::array<Requirement, count>& requirements) {
  for (const auto& [path, holds, message] : requirements) {
    if (!holds) return InvalidSpecification(path, message);
  }
  return {};
}

// Comparisons are written so that NaN fails them.
bool IsShare(double value) { return value >= 0 && value < 1; }
bool IsPenalty(double value) { return value >= 0 && value <= kMaxPenalty; }

Outcome ValidateOptimizer(const OptimizerConfig& config) {
  const std::optional<OptimizerRule> rule = ParseOptimizer(config);
  if (!rule) {
    return InvalidSpecification("training.optimizer.type",
                                "There is no optimizer '" + config.type + "'.");
  }
  const bool is_sgd = std::holds_alternative<Sgd>(*rule);
  const bool is_rms_prop = std::holds_alternative<RmsProp>(*rule);
  const bool is_adam = std::holds_alternative<Adam>(*rule);
  return Check(std::array<Requirement, 7>{{
      {"training.optimizer.learningRate", IsValidLearningRate(config.learning_rate),
       "The learning rate is a finite number greater than 0."},
      {"training.optimizer.momentum", !is_sgd || IsShare(config.momentum),
       "The momentum is at least 0 and below 1."},
      {"training.optimizer.decay", !is_rms_prop || IsShare(config.decay),
       "The decay is at least 0 and below 1."},
      {"training.optimizer.beta1", !is_adam || IsShare(config.beta1),
       "Beta 1 is at least 0 and below 1."},
      {"training.optimizer.beta2", !is_adam || IsShare(config.beta2),
       "Beta 2 is at least 0 and below 1."},
      {"training.optimizer.epsilon",
       is_sgd || (config.epsilon >= kMinEpsilon && config.epsilon <= kMaxEpsilon),
       "Epsilon is a positive number that keeps a division by zero away; 1e-8 is usual."},
      {"training.optimizer.weightDecay", config.type != "adamw" || IsPenalty(config.weight_decay),
       "The weight decay is a finite number, 0 or greater."},
  }});
}

Outcome ValidateSchedule(const ScheduleConfig& config) {
  if (!ParseSchedule(config)) {
    return InvalidSpecification("training.schedule.type",
                                "There is no schedule '" + config.type + "'.");
  }
  const bool has_factor = config.type == "step" || config.type == "exponential";
  return Check(std::array<Requirement, 4>{{
      {"training.schedule.every",
       config.type != "step" || (config.every > 0 && config.every <= kMaxEpochs),
       "The rate falls every so many epochs, a number greater than 0."},
      {"training.schedule.factor",
       !has_factor || (config.factor > 0 && config.factor <= kMaxScheduleFactor),
       "The factor is a finite number greater than 0."},
      {"training.schedule.minimum",
       config.type != "cosine" || (config.minimum >= 0 && config.minimum <= kMaxLearningRate),
       "The minimum of the rate is a finite number, 0 or greater."},
      {"training.schedule.warmup", config.warmup >= 0 && config.warmup <= kMaxEpochs,
       "The warm-up takes 0 epochs or more."},
  }});
}

Outcome ValidateAugmentation(const Augmentation& augmentation) {
  const auto is_at_most = [](double value, double most) { return value >= 0 && value <= most; };
  return Check(std::array<Requirement, 5>{{
      {"training.augmentation.shift", is_at_most(augmentation.shift, kMaxImageSide),
       "Images are moved by 0 pixels or more, but not by more than an image is wide."},
      {"training.augmentation.rotation", is_at_most(augmentation.rotation, kMaxRotation),
       "Images are turned by 0 to 180 degrees."},
      {"training.augmentation.scale", IsShare(augmentation.scale),
       "Images are scaled by a fraction that is at least 0 and below 1."},
      {"training.augmentation.elastic.alpha",
       is_at_most(augmentation.elastic_alpha, kMaxElasticAlpha),
       "The strength of an elastic distortion is a finite number, 0 or greater."},
      {"training.augmentation.elastic.sigma",
       augmentation.elastic_sigma > 0 && augmentation.elastic_sigma <= kMaxImageSide,
       "The width of an elastic distortion is greater than 0, and not more than an image's."},
  }});
}

}  // namespace

Outcome Validate(const TrainingConfig& config) {
  if (!ParseLossType(config.loss)) {
    return InvalidSpecification("training.loss", "There is no loss '" + config.loss + "'.");
  }
  if (config.reduction != "mean" && config.reduction != "sum") {
    return InvalidSpecification("training.reduction",
                                "The losses of a mini-batch are reduced by 'mean' or 'sum', not '" +
                                    config.reduction + "'.");
  }
  if (Outcome outcome = ValidateOptimizer(config.optimizer); !outcome.ok()) return outcome;
  if (Outcome outcome = ValidateSchedule(config.schedule); !outcome.ok()) return outcome;
  if (Outcome outcome = ValidateAugmentation(config.augmentation); !outcome.ok()) return outcome;
  return Check(std::array<Requirement, 5>{{
      {"training.batchSize", config.batch_size >= 0,
       "A mini-batch has at least 1 sample, or all of them."},
      {"training.epochs", config.epochs > 0 && config.epochs <= kMaxEpochs,
       "Training takes more than 0 epochs."},
      {"training.weightDecay", IsPenalty(config.weight_decay),
       "The weight decay is a finite number, 0 or greater."},
      {"training.l1", IsPenalty(config.l1), "The L1 penalty is a finite number, 0 or greater."},
      {"training.gradientClipping",
       config.gradient_clipping >= 0 && config.gradient_clipping <= kMaxGradientNorm,
       "The largest norm of a gradient is a finite number greater than 0."},
  }});
}

bool IsValidLearningRate(double value) { return value > 0 && value <= kMaxLearningRate; }

std::optional<LossType> ParseLossType(const std::string& name) {
  if (name == "cross-entropy") return LossType::kCrossEntropy;
  if (name == "binary-cross-entropy") return LossType::kBinaryCrossEntropy;
  if (name == "mean-squared-error") return LossType::kMeanSquaredError;
  return std::nullopt;
}

std::optional<OptimizerRule> ParseOptimizer(const OptimizerConfig& config) {
  if (config.type == "sgd") return Sgd{config.momentum, config.nesterov};
  if (config.type == "rmsprop") return RmsProp{config.decay, config.epsilon};
  if (config.type == "adam") return Adam{config.beta1, config.beta2, config.epsilon, 0};
  if (config.type == "adamw") {
    return Adam{config.beta1, config.beta2, config.epsilon, config.weight_decay};
  }
  return std::nullopt;
}

std::optional<Schedule> ParseSchedule(const ScheduleConfig& config) {
  if (config.type == "constant") return Schedule{ConstantRate{}, config.warmup};
  if (config.type == "step") {
    return Schedule{StepDecay{config.every, config.factor}, config.warmup};
  }
  if (config.type == "exponential") {
    return Schedule{ExponentialDecay{config.factor}, config.warmup};
  }
  if (config.type == "cosine") return Schedule{CosineDecay{config.minimum}, config.warmup};
  return std::nullopt;
}

}  // namespace inkling
