#ifndef INKLING_CORE_LIMITS_H_
#define INKLING_CORE_LIMITS_H_

#include <cstdint>

#include "core/matrix.h"

namespace inkling {

// Digits. The labels are 0 to kClasses - 1, and the last layer has as many units.
inline constexpr Index kClasses = 10;

// The most samples that pass through the network at once. A larger mini-batch is accumulated in
// chunks of this size or less (see ChunkSamples), so that the workspace stays small whatever the
// batch size.
inline constexpr Index kChunkSamples = 256;

// The chunk is smaller for networks with more multiplications in a forward pass than this, a few
// tens of milliseconds with the backward pass; but not so small that the copying of weights
// into the layout of a kernel would show.
inline constexpr std::int64_t kChunkMultiplyAdds = std::int64_t{1} << 28;
inline constexpr Index kLeastChunkSamples = 64;

// It is smaller, too, where activations, gradients and masks would need more memory than this. A
// network for which one sample needs more is refused.
inline constexpr std::int64_t kWorkspaceBytes = std::int64_t{1} << 27;

// In training and evaluation it is smaller where its activations and gradients would not fit a
// second-level cache, as those of convolutions do not. An epoch of the CNN with 8 and 16 filters of
// 5x5 takes 0.94 of its time in chunks of 32 samples instead of 128, and no less in smaller ones.
// But each chunk reads the weights again: it may have this times as many bytes as they. With once
// as many 784-512-256-10 in batches of 256 would have chunks of 128, and take 1.02 of its time.
inline constexpr std::int64_t kCachedBytes = std::int64_t{1} << 21;
inline constexpr Index kLeastCachedSamples = 32;
inline constexpr std::int64_t kCachedBytesOfWeights = 2;

inline constexpr std::size_t kMaxLayers = 64;
inline constexpr Index kMaxUnits = 16384;
inline constexpr Index kMaxFilters = 1024;

// Weights and biases of one network. In float they take 4 bytes each; with gradients, two moments
// of the optimiser and the best weights so far that is 640 MiB at most.
inline constexpr std::int64_t kMaxParameters = std::int64_t{1} << 25;

// Above it, the rate times a small gradient leaves the range of a float.
inline constexpr double kMaxLearningRate = 1e30;
// Deviation or limit of the initial weights.
inline constexpr double kMaxInitialWeight = 1e30;
inline constexpr double kMaxNoiseDeviation = 1e30;
// Of weight decay and L1, and of the norm to which a gradient is clipped.
inline constexpr double kMaxPenalty = 1e6;
inline constexpr double kMaxGradientNorm = 1e30;
// That optimisers add to a square root, which may be zero: still far above zero in float.
inline constexpr double kMinEpsilon = 1e-30;
inline constexpr double kMaxEpsilon = 1e6;
// Of augmentation.
inline constexpr double kMaxRotation = 180;  // degrees
inline constexpr double kMaxElasticAlpha = 1e6;
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
