#ifndef INKLING_TESTS_NATIVE_CORE_TOY_DIGITS_H_
#define INKLING_TESTS_NATIVE_CORE_TOY_DIGITS_H_

// A data set of ten classes that a line can tell apart: images of 5 x 4 pixels, in which class c
// lights pixels 2c and 2c + 1 above a dim noise.

#include <cstdint>
#include <span>

#include "core/dataset.h"
#include "core/random.h"
#include "test_model.h"

namespace inkling {

inline constexpr Index kToyWidth = 5;
inline constexpr Index kToyHeight = 4;
inline constexpr Shape kToyShape = {1, kToyHeight, kToyWidth};

inline void FillToyDigits(std::span<std::uint8_t> images, std::span<std::uint8_t> labels,
                          std::uint32_t seed) {
  constexpr std::size_t kPixels = kToyWidth * kToyHeight;
  RandomStream random(seed, Stream::kInitialization, 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::uint32_t label = random.Below(10);
    labels[i] = static_cast<std::uint8_t>(label);
    for (std::size_t pixel = 0; pixel < kPixels; ++pixel) {
      const bool lit = pixel / 2 == label;
      images[i * kPixels + pixel] = static_cast<std::uint8_t>(random.Below(60) + (lit ? 180 : 0));
    }
  }
}

inline Dataset MakeToyDigits(Index samples) {
  Dataset dataset = Dataset::Create({samples, 0, kToyWidth, kToyHeight}).value();
  FillToyDigits(dataset.images(), dataset.labels(), 1);
  return dataset;
}

inline ModelConfig ToyConfig(Index train, Index valid) {
  return {.seed = 1,
          .train = train,
          .valid = valid,
          .initializer = {"glorot-uniform", 1},
          .training = {.optimizer = {.learning_rate = 0.5}, .batch_size = 32}};
}

inline std::vector<LayerConfig> ToyLayers() {
  return {DenseConfig(16, "relu"), DenseConfig(10, "softmax")};
}

}  // namespace inkling

#endif  // INKLING_TESTS_NATIVE_CORE_TOY_DIGITS_H_
