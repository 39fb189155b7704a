#ifndef INKLING_CORE_CONFIG_H_
#define INKLING_CORE_CONFIG_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/activation.h"
#include "core/initializer.h"
#include "core/loss.h"
#include "core/outcome.h"
#include "core/training_config.h"
#include "core/windows.h"

namespace inkling {

// The settings of a network and of its training as they arrive from outside: names are still
// text and nothing has been checked.

struct ActivationConfig {
  // 'identity', 'sigmoid', 'improved-sigmoid', 'tanh', 'relu', 'leaky-relu' or 'relu6'; of the
  // last layer: 'softmax', 'sigmoid', 'tanh' or 'relu'
  std::string type;
  double slope = 1;  // of 'sigmoid', 'tanh', 'relu' and 'leaky-relu'
  double floor = 0;  // of 'relu'
};

// Fields that the type does not name are ignored.
struct LayerConfig {
  // 'dense' (units, bias, activation), 'conv2d' (filters, kernel, stride, padding, bias,
  // activation), 'max-pool2d' (size, stride), 'flatten', 'dropout' (rate) or 'gaussian-noise'
  // (standard_deviation).
  std::string type;
  Index units = 0;
  bool bias = true;
  ActivationConfig activation = {};
  Index filters = 0;
  Index kernel = 0;  // side of a square
  Index stride = 0;
  std::string padding = {};  // 'same' or 'valid'
  Index size = 0;            // side of a square
  double rate = 0;
  double standard_deviation = 0;
};

struct InitializerConfig {
  // 'zeros', 'normal', 'uniform', 'lecun-normal', 'glorot-uniform', 'glorot-normal', 'he-normal'
  // or 'he-uniform'
  std::string type;
  double standard_deviation = 1;  // of 'normal'
  double limit = 1;               // of 'uniform'
};

struct ModelConfig {
  std::uint32_t seed = 0;
  Index train = 0;               // samples, from the front of the pool
  Index valid = 0;               // samples, from the end of the pool
  std::string scaling = "unit";  // or 'signed', 'standard'
  InitializerConfig initializer;
  TrainingConfig training;
};

// Finds the first setting that would break the core or not fit into memory; kept free of side
// effects so that nothing is built, or lost, for a refused configuration. Its codes are
// 'invalid-specification' with the path of the field in the public specification.
//   input      an image
//   pool_size  samples that training and validation share
Outcome Validate(const ModelConfig& config, std::span<const LayerConfig> layers, const Shape& input,
                 Index pool_size);

// The values that names stand for; nothing if there is no such name.
std::optional<Activation> ParseActivation(const ActivationConfig& config);
std::optional<OutputUnit> ParseOutputUnit(const ActivationConfig& config);
std::optional<Initializer> ParseInitializer(const InitializerConfig& config);
std::optional<Padding> ParsePadding(const std::string& name);

}  // namespace inkling

#endif  // INKLING_CORE_CONFIG_H_
