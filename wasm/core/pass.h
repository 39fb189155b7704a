#ifndef INKLING_CORE_PASS_H_
#define INKLING_CORE_PASS_H_

#include <cstddef>
#include <cstdint>

#include "core/limits.h"
#include "core/matrix.h"
#include "core/random.h"

namespace inkling {

enum class Mode {
  kEvaluation,  // dropout and noise let everything through
  kTraining,    // with fresh draws
  kReplay,      // as in training, with the draws that are in the workspace
};

// What a forward pass is for, and where in a run it stands: random draws are a function of
// (seed, step, layer, sample of the mini-batch) alone.
struct Pass {
  Mode mode = Mode::kEvaluation;
  std::uint32_t seed = 0;
  std::int64_t step = 0;
  Index first_sample = 0;  // of this chunk within the mini-batch
  // The input is nowhere but in the first layer's lists; see batch_input.h.
  bool input_is_listed = false;
};

// What a layer has in a pass besides its input, output and parameters.
template <typename Scalar>
struct LayerContext {
  Pass pass;
  std::size_t layer = 0;
  // StateBytes of the layer; what Forward leaves there, Backward finds.
  std::byte* state = nullptr;
  // ScratchSize of the layer, whatever the number of samples; shared by all layers.
  Scalar* scratch = nullptr;
  // From the scratch memory of one thread to that of the next.
  Index scratch_stride = 0;

  Scalar* ScratchOf(std::size_t thread) const {
    return scratch + static_cast<Index>(thread) * scratch_stride;
  }

  // The draws of a sample, which takes at most `words` words of 32 bits.
  RandomStream Draws(Stream stream, Index sample, Index words) const {
    const auto position = static_cast<std::uint64_t>(pass.step) * kMaxLayers + layer;
    constexpr std::uint64_t kWordsPerBlock = 4;
    const auto blocks = (static_cast<std::uint64_t>(words) + kWordsPerBlock - 1) / kWordsPerBlock;
    return {pass.seed, stream, position,
            static_cast<std::uint64_t>(pass.first_sample + sample) * blocks};
  }
};

}  // namespace inkling

#endif  // INKLING_CORE_PASS_H_
