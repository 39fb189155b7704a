#ifndef INKLING_CORE_CONFIG_H_
#define INKLING_CORE_CONFIG_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/activation.h"
#include "core/initializer.h"
#include "core/outcome.h"

namespace inkling {

// The settings of a network and of its training as they arrive from outside: names are still
// text and nothing has been checked.

struct ActivationConfig {
  std::string type;  // 'identity', 'sigmoid', 'tanh', 'relu'; 'softmax' on the last layer
};

struct LayerConfig {
  std::string type;  // 'dense'
  Index units = 0;
  bool bias = true;
  ActivationConfig activation;
};

struct InitializerConfig {
  std::string type;               // 'zeros', 'normal', 'glorot-uniform', 'glorot-normal'
  double standard_deviation = 1;  // of 'normal'
};

struct ModelConfig {
  std::uint32_t seed = 0;
  Index train = 0;  // samples, from the front of the pool
  Index valid = 0;  // samples, from the end of the pool
  InitializerConfig initializer;
  double learning_rate = 0;
  Index batch_size = 0;
};

// Finds the first setting that would break the core or not fit into memory; kept free of side
// effects so that nothing is built, or lost, for a refused configuration. Its codes are
// 'invalid-specification' with the path of the field in the public specification.
//   input_size  pixels of an image
//   pool_size   samples that training and validation share
Outcome Validate(const ModelConfig& config, std::span<const LayerConfig> layers, Index input_size,
                 Index pool_size);

// Refuses what is not a positive number within the range of a float.
bool IsValidLearningRate(double value);

// The values that names stand for; nothing if there is no such name. Softmax is no activation of
// a layer by itself: the last layer hands its logits to the loss, and so has Identity.
std::optional<Activation> ParseActivation(const ActivationConfig& config);
std::optional<Initializer> ParseInitializer(const InitializerConfig& config);

}  // namespace inkling

#endif  // INKLING_CORE_CONFIG_H_
