#include "core/workspace.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "test_model.h"

namespace inkling {
namespace {

constexpr Shape kImage = {1, 28, 28};

Index ChunkSamplesOf(const Shape& image, const std::vector<LayerConfig>& layers) {
  return ChunkSamples(BuildArchitecture(image, layers));
}

std::vector<LayerConfig> Convolutions(Index filters) {
  return {ConvConfig(filters, 5, "same", "relu"),
          PoolConfig(2),
          {.type = "flatten"},
          DenseConfig(10, "softmax")};
}

std::vector<LayerConfig> DenseLayers(Index units) {
  return {DenseConfig(units, "relu"), DenseConfig(units / 2, "relu"), DenseConfig(10, "softmax")};
}

TEST(ChunkSamples, AreAllWhereAllFitTheCache) {
  EXPECT_EQ(ChunkSamplesOf(kImage, DenseLayers(128)), kChunkSamples);
  EXPECT_EQ(ChunkSamplesOf({1, 8, 8}, Convolutions(4)), kChunkSamples);
}

// Activations of 10,344 bytes a sample, 2.6 MB in all, and 2.1 MB of weights.
TEST(ChunkSamples, AreAllWhereReadingTheWeightsAgainWouldCostMore) {
  EXPECT_EQ(ChunkSamplesOf(kImage, DenseLayers(512)), kChunkSamples);
}

// 784 + 3 * 2 * 784 + 2 * 2 * 196 + 10 values of four bytes a sample: the cache holds 83.
TEST(ChunkSamples, AreAsManyAsTheCacheHolds) {
  EXPECT_EQ(ChunkSamplesOf(kImage, Convolutions(2)), 64);
}

TEST(ChunkSamples, AreNotSoFewForTheCacheThatCallsWouldCostMore) {
  EXPECT_EQ(ChunkSamplesOf(kImage, Convolutions(16)), kLeastCachedSamples);
}

// 784 * 2048 + 2048 * 1024 + 1024 * 10 = 3.7 million products: 2^28 hold 72 samples.
TEST(ChunkSamples, AreFewerForNetworksThatNeedMuchTime) {
  EXPECT_EQ(ChunkSamplesOf(kImage, DenseLayers(2048)), 64);
}

// 256 * 256 * 64 values, once as activation and twice as gradient: 50 MB for each sample.
TEST(ChunkSamples, AreFewerForNetworksThatNeedMuchMemory) {
  EXPECT_EQ(ChunkSamplesOf({1, 256, 256}, {ConvConfig(64, 1, "same", "relu"),
                                           {.type = "flatten"},
                                           DenseConfig(1, "relu"),
                                           DenseConfig(10, "softmax")}),
            1);
}

TEST(MostSamples, AreNotFewerForTheCache) {
  EXPECT_EQ(MostSamples(BuildArchitecture(kImage, Convolutions(16))), kChunkSamples);
}

}  // namespace
}  // namespace inkling
