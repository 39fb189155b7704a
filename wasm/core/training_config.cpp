#include "core/training_config.h"

#include "core/limits.h"

namespace inkling {

Outcome Validate(const TrainingConfig& config) {
  if (!ParseLossType(config.loss)) {
    return InvalidSpecification("training.loss", "There is no loss '" + config.loss + "'.");
  }
  if (config.reduction != "mean" && config.reduction != "sum") {
    return InvalidSpecification("training.reduction",
                                "The losses of a mini-batch are reduced by 'mean' or 'sum', not '" +
                                    config.reduction + "'.");
  }
  if (!IsValidLearningRate(config.optimizer.learning_rate)) {
    return InvalidSpecification("training.optimizer.learningRate",
                                "The learning rate is a finite number greater than 0.");
  }
  if (config.batch_size < 1) {
    return InvalidSpecification("training.batchSize", "A mini-batch has at least 1 sample, not " +
                                                          std::to_string(config.batch_size) + ".");
  }
  return {};
}

bool IsValidLearningRate(double value) { return value > 0 && value <= kMaxLearningRate; }

std::optional<LossType> ParseLossType(const std::string& name) {
  if (name == "cross-entropy") return LossType::kCrossEntropy;
  if (name == "binary-cross-entropy") return LossType::kBinaryCrossEntropy;
  if (name == "mean-squared-error") return LossType::kMeanSquaredError;
  return std::nullopt;
}

}  // namespace inkling
