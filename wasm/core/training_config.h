#ifndef INKLING_CORE_TRAINING_CONFIG_H_
#define INKLING_CORE_TRAINING_CONFIG_H_

#include <optional>
#include <string>

#include "core/augmentation.h"
#include "core/loss.h"
#include "core/optimizer.h"
#include "core/outcome.h"
#include "core/schedule.h"

namespace inkling {

// The settings of training as they arrive from outside: names are still text and nothing has been
// checked.

struct OptimizerConfig {
  std::string type = "sgd";  // or 'rmsprop', 'adam', 'adamw'
  double learning_rate = 0;
  double momentum = 0;         // of 'sgd'
  bool nesterov = false;       // of 'sgd'
  double decay = 0.9;          // of 'rmsprop'
  double beta1 = 0.9;          // of 'adam' and 'adamw'
  double beta2 = 0.999;        // of 'adam' and 'adamw'
  double epsilon = 1e-8;       // of all but 'sgd'
  double weight_decay = 0.01;  // of 'adamw'
};

struct ScheduleConfig {
  std::string type = "constant";  // or 'step', 'exponential', 'cosine'
  double every = 1;               // epochs, of 'step'
  double factor = 1;              // of 'step' and 'exponential'
  double minimum = 0;             // learning rate, of 'cosine'
  double warmup = 0;              // epochs
};

struct TrainingConfig {
  std::string loss = "cross-entropy";  // or 'binary-cross-entropy', 'mean-squared-error'
  std::string reduction = "mean";      // over the samples of a mini-batch, or 'sum'
  OptimizerConfig optimizer = {};
  ScheduleConfig schedule = {};
  Index batch_size = 0;          // 0: all training samples
  double epochs = 1;             // that the schedule is made for
  double weight_decay = 0;       // l2 of Regularization
  double l1 = 0;                 // of Regularization
  double gradient_clipping = 0;  // the largest norm of a gradient; 0: none
  Augmentation augmentation = {};
};

// Finds the first setting that would break training, apart from a loss that the last layer's
// outputs do not have. See Validate of config.h.
Outcome Validate(const TrainingConfig& config);

// Refuses what is not a positive number within the range of a float.
bool IsValidLearningRate(double value);

// The values that names stand for; nothing if there is no such name.
std::optional<LossType> ParseLossType(const std::string& name);
std::optional<OptimizerRule> ParseOptimizer(const OptimizerConfig& config);
std::optional<Schedule> ParseSchedule(const ScheduleConfig& config);

}  // namespace inkling

#endif  // INKLING_CORE_TRAINING_CONFIG_H_
