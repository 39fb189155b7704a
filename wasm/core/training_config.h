#ifndef INKLING_CORE_TRAINING_CONFIG_H_
#define INKLING_CORE_TRAINING_CONFIG_H_

#include <optional>
#include <string>

#include "core/loss.h"
#include "core/outcome.h"

namespace inkling {

// The settings of training as they arrive from outside: names are still text and nothing has been
// checked.

struct OptimizerConfig {
  double learning_rate = 0;
};

struct TrainingConfig {
  std::string loss = "cross-entropy";  // or 'binary-cross-entropy', 'mean-squared-error'
  std::string reduction = "mean";      // over the samples of a mini-batch, or 'sum'
  OptimizerConfig optimizer;
  Index batch_size = 0;
};

// Finds the first setting that would break training, apart from a loss that the last layer's
// outputs do not have. See Validate of config.h.
Outcome Validate(const TrainingConfig& config);

// Refuses what is not a positive number within the range of a float.
bool IsValidLearningRate(double value);

// What the name stands for; nothing if there is no such name.
std::optional<LossType> ParseLossType(const std::string& name);

}  // namespace inkling

#endif  // INKLING_CORE_TRAINING_CONFIG_H_
