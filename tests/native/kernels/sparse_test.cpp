#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "kernels/f32_sparse.h"
#include "sparse_case.h"

namespace inkling::kernels {
namespace {

struct NamedSparse {
  const char* name;
  F32Sparse* sparse;
};

constexpr NamedSparse kRegistry[] = {
#define INKLING_F32_SPARSE_REFERENCE(name) {#name, &name},
#define INKLING_F32_SPARSE_TILED(name) {#name, &name},
#include "kernels/f32_sparse.inc"
};

F32NonZero At(std::uint32_t column, float value) { return {value, column * kF32RowBytes}; }

class F32SparseTest : public testing::TestWithParam<NamedSparse> {
 protected:
  F32Sparse& Sparse() const { return *GetParam().sparse; }
};

TEST_P(F32SparseTest, MultipliesAnExampleWorkedByHand) {
  const std::uint32_t begin[] = {0, 2, 4};
  const std::uint32_t count[] = {2, 0, 1};  // (2, 0, 3), (0, 0, 0), (0, -1, 0)
  const F32NonZero elements[] = {At(0, 2), At(2, 3), At(9, 9), At(9, 9), At(1, -1), At(9, 9)};
  const float b[] = {1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0};  // (3, 2), rows of 4
  float c[] = {100, 100, 100, 100, 100, 100};
  Sparse()({.rows = 3,
            .columns = 2,
            .a = {1, begin, count, elements},
            .b = b,
            .b_stride = 4,
            .c = c,
            .c_stride = 2,
            .accumulate = true});
  EXPECT_EQ(c[0], 117);
  EXPECT_EQ(c[1], 122);
  EXPECT_EQ(c[2], 100);
  EXPECT_EQ(c[3], 100);
  EXPECT_EQ(c[4], 97);
  EXPECT_EQ(c[5], 96);
}

TEST_P(F32SparseTest, AgreesWithSumsInDoubleAndStaysInsideItsMatrices) {
  Noise noise(2);
  for (const SparseCase& the_case : SparseCases()) {
    ASSERT_EQ(FindFault(Sparse(), the_case, noise), "");
  }
}

TEST_P(F32SparseTest, AddsABiasAndLiftsToAFloorOnceAlsoWhereAListIsEmpty) {
  const std::uint32_t begin[] = {0, 0, 1, 1};  // two blocks of (1, 0), (0, 2)
  const std::uint32_t count[] = {1, 0, 0, 1};
  const F32NonZero elements[] = {At(0, 1), At(1, 2)};
  const float b[] = {1, -7, 0, 0, 3, -4, 0, 0};  // (2, 2), rows of 4
  const float bias[] = {10, 5};
  float c[4] = {};
  Sparse()({.rows = 2,
            .columns = 2,
            .a = {2, begin, count, elements},
            .b = b,
            .b_stride = 4,
            .c = c,
            .c_stride = 2,
            .bias = bias,
            .floor = -1.5F});
  EXPECT_EQ(c[0], 11);
  EXPECT_EQ(c[1], -1.5F);
  EXPECT_EQ(c[2], 16);
  EXPECT_EQ(c[3], -1.5F);
}

// Training recognises divergence by it.
TEST_P(F32SparseTest, KeepsNanToTheRowItStandsIn) {
  const std::uint32_t begin[] = {0, 1, 2};
  const std::uint32_t count[] = {1, 1, 1};
  const F32NonZero elements[] = {At(0, 1), At(0, std::numeric_limits<float>::quiet_NaN()),
                                 At(0, 1)};
  const float b[] = {1, 1, 1, 1, 1, 1, 1, 1};
  float c[3 * 5];
  Sparse()({.rows = 3,
            .columns = 5,
            .a = {1, begin, count, elements},
            .b = b,
            .b_stride = 8,
            .c = c,
            .c_stride = 5,
            .floor = 0});
  for (std::size_t i = 0; i < 15; ++i) EXPECT_EQ(std::isnan(c[i]), i / 5 == 1);
}

INSTANTIATE_TEST_SUITE_P(Registry, F32SparseTest, testing::ValuesIn(kRegistry),
                         [](const testing::TestParamInfo<NamedSparse>& entry) {
                           return std::string(entry.param.name);
                         });

}  // namespace
}  // namespace inkling::kernels
