#include <gtest/gtest.h>

#include <string>

#include "kernels/f32_sparse_transposed.h"
#include "sparse_transposed_case.h"

namespace inkling::kernels {
namespace {

struct NamedSparseTransposed {
  const char* name;
  F32SparseTransposed* transposed;
};

constexpr NamedSparseTransposed kRegistry[] = {
#define INKLING_F32_SPARSE_TRANSPOSED_REFERENCE(name) {#name, &name},
#define INKLING_F32_SPARSE_TRANSPOSED_TILED(name) {#name, &name},
#include "kernels/f32_sparse_transposed.inc"
};

class F32SparseTransposedTest : public testing::TestWithParam<NamedSparseTransposed> {
 protected:
  F32SparseTransposed& Transposed() const { return *GetParam().transposed; }
};

TEST_P(F32SparseTransposedTest, MultipliesAnExampleWorkedByHand) {
  // (0, 2), (3, -1), transposed, times (1, 10), (2, 20), added to hundreds.
  const std::uint32_t begin[] = {0, 1};
  const std::uint32_t count[] = {1, 2};
  const F32NonZero elements[] = {{2, kF32RowBytes}, {3, 0}, {-1, kF32RowBytes}};
  const float b[] = {1, 10, 2, 20};
  float c[] = {100, 100, 100, 100};
  Transposed()({.rows = 2,
                .columns = 2,
                .a = {1, begin, count, elements},
                .b = b,
                .b_stride = 2,
                .c = c,
                .c_stride = 2,
                .accumulate = true});
  EXPECT_EQ(c[0], 106);
  EXPECT_EQ(c[1], 160);
  EXPECT_EQ(c[2], 100);
  EXPECT_EQ(c[3], 100);
}

TEST_P(F32SparseTransposedTest, AgreesWithSumsInDoubleAndStaysInsideItsMatrices) {
  Noise noise(2);
  for (const SparseTransposedCase& the_case : SparseTransposedCases()) {
    ASSERT_EQ(FindFault(Transposed(), the_case, noise), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, F32SparseTransposedTest, testing::ValuesIn(kRegistry),
                         [](const testing::TestParamInfo<NamedSparseTransposed>& entry) {
                           return std::string(entry.param.name);
                         });

}  // namespace
}  // namespace inkling::kernels
