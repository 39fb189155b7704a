#ifndef INKLING_CORE_LIMITS_H_
#define INKLING_CORE_LIMITS_H_

#include <cstdint>

#include "core/matrix.h"

namespace inkling {

// Digits. The labels are 0 to kClasses - 1, and the last layer has as many units.
inline constexpr Index kClasses = 10;

// Samples that pass through the network at once. A larger mini-batch is accumulated in chunks of
// this size, so that the workspace stays small whatever the batch size.
inline constexpr Index kChunkSamples = 256;

inline constexpr std::size_t kMaxLayers = 64;

// With kMaxLayers, it bounds the workspace: 64 layers that alternate between one unit and this
// many need 0.54 GB of activations, within the 2 GB that the WebAssembly module may use.
inline constexpr Index kMaxUnits = 16384;

// Weights and biases of one network. In float they take 4 bytes each; with gradients, two moments
// of the optimiser and the best weights so far that is 640 MiB at most.
inline constexpr std::int64_t kMaxParameters = std::int64_t{1} << 25;

// Above it, the rate times a small gradient leaves the range of a float.
inline constexpr double kMaxLearningRate = 1e30;
// Deviation or limit of the initial weights.
inline constexpr double kMaxInitialWeight = 1e30;
// Of weight decay and L1, and of the norm to which a gradient is clipped.
inline constexpr double kMaxPenalty = 1e6;
inline constexpr double kMaxGradientNorm = 1e30;
// That optimisers add to a square root, which may be zero: still far above zero in float.
inline constexpr double kMinEpsilon = 1e-30;
inline constexpr double kMaxEpsilon = 1e6;
inline constexpr double kMaxEpochs = 1e6;
inline constexpr double kMaxScheduleFactor = 1e3;
// Of activations.
inline constexpr double kMaxSlope = 1e6;
inline constexpr double kMaxFloor = 1e6;

// All images of a data set, one byte a pixel. MNIST has 54.9 million.
inline constexpr std::int64_t kMaxDatasetBytes = std::int64_t{1} << 29;
inline constexpr Index kMaxImageSide = 256;

}  // namespace inkling

#endif  // INKLING_CORE_LIMITS_H_
