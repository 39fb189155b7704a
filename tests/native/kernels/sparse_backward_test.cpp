#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kernels/f32_sparse_backward.h"
#include "sparse_backward_case.h"

namespace inkling::kernels {
namespace {

struct NamedSparseBackward {
  const char* name;
  F32SparseBackward* backward;
};

constexpr NamedSparseBackward kRegistry[] = {
#define INKLING_F32_SPARSE_BACKWARD_REFERENCE(name) {#name, &name},
#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) {#name, &name},
#include "kernels/f32_sparse_backward.inc"
};

// Two samples, two inputs, two outputs.
//   x = 3 0   grad_y = 1 10   w = 5 6
//       0 4            2 20       7 8
class F32SparseBackwardTest : public testing::TestWithParam<NamedSparseBackward> {
 protected:
  F32SparseBackwardTest() : tiles_(2 * kF32Tile), grad_x_(2 * kF32Tile, 9) {
    tiles_[0] = 1;
    tiles_[1] = 10;
    tiles_[kF32Tile] = 2;
    tiles_[kF32Tile + 1] = 20;
  }

  void Run(float* grad_w) {
    const std::uint32_t begin[] = {0, 1};
    const std::uint32_t count[] = {1, 1};
    const F32NonZero elements[] = {{3, 0}, {4, kF32RowBytes}};
    float scratch[F32SparseBackwardScratch(2)];
    GetParam().backward({.inputs = 2,
                         .first = 0,
                         .count = 2,
                         .samples = 2,
                         .outputs = 2,
                         .x = {1, begin, count, elements},
                         .grad_y = tiles_.data(),
                         .w = w_,
                         .grad_w = grad_w,
                         .grad_x = grad_x_.data(),
                         .scratch = scratch});
  }

  float w_[4] = {5, 6, 7, 8};
  std::vector<float> tiles_;
  std::vector<float> grad_x_;
};

TEST_P(F32SparseBackwardTest, MultipliesAnExampleWorkedByHand) {
  float grad_w[] = {100, 100, 100, 100};
  Run(grad_w);
  EXPECT_EQ(grad_w[0], 103);
  EXPECT_EQ(grad_w[1], 130);
  EXPECT_EQ(grad_w[2], 108);
  EXPECT_EQ(grad_w[3], 180);
  EXPECT_EQ(grad_x_[0], 65);
  EXPECT_EQ(grad_x_[kF32Tile + 1], 174);
  // Where x is zero.
  EXPECT_EQ(grad_x_[1], 9);
  EXPECT_EQ(grad_x_[kF32Tile], 9);
}

TEST_P(F32SparseBackwardTest, ReadsTheWeightBeforeItAddsToIt) {
  Run(w_);
  EXPECT_EQ(w_[0], 8);
  EXPECT_EQ(w_[3], 88);
  EXPECT_EQ(grad_x_[0], 65);
  EXPECT_EQ(grad_x_[kF32Tile + 1], 174);
}

TEST_P(F32SparseBackwardTest, AgreesWithSumsInDoubleAndStaysInsideItsMatrices) {
  Noise noise(2);
  for (const SparseBackwardCase& the_case : SparseBackwardCases()) {
    ASSERT_EQ(FindFault(*GetParam().backward, the_case, noise), "");
  }
}

// Training recognises divergence by it.
TEST_P(F32SparseBackwardTest, KeepsNanToTheSampleItStandsIn) {
  tiles_[1] = std::numeric_limits<float>::quiet_NaN();
  float grad_w[] = {100, 100, 100, 100};
  Run(grad_w);
  EXPECT_TRUE(std::isnan(grad_x_[0]));
  EXPECT_TRUE(std::isnan(grad_w[1]));
  EXPECT_EQ(grad_w[0], 103);
  EXPECT_EQ(grad_w[3], 180);
  EXPECT_EQ(grad_x_[kF32Tile + 1], 174);
}

INSTANTIATE_TEST_SUITE_P(Registry, F32SparseBackwardTest, testing::ValuesIn(kRegistry),
                         [](const testing::TestParamInfo<NamedSparseBackward>& entry) {
                           return std::string(entry.param.name);
                         });

}  // namespace
}  // namespace inkling::kernels
