#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gemm_case.h"
#include "kernels/f32_gemm.h"

namespace inkling::kernels {
namespace {

struct NamedGemm {
  const char* name;
  F32Gemm* gemm;
};

constexpr NamedGemm kRegistry[] = {
#define INKLING_F32_GEMM_REFERENCE(name) {#name, &name},
#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) {#name, &name},
#include "kernels/f32_gemm.inc"
};

class F32GemmTest : public testing::TestWithParam<NamedGemm> {
 protected:
  F32Gemm& Gemm() const { return *GetParam().gemm; }
  float* Scratch() { return scratch_.data(); }

 private:
  std::vector<float> scratch_ = std::vector<float>(kF32GemmScratch);
};

TEST_P(F32GemmTest, MultipliesAnExampleWorkedByHand) {
  const float a[] = {1, 2, 3, 4, 5, 6};     // (2, 3)
  const float b[] = {7, 8, 9, 10, 11, 12};  // (3, 2)
  float c[4];
  Gemm()({.m = 2,
          .n = 2,
          .k = 3,
          .a = {a, 3},
          .b = {b, 2},
          .c = c,
          .c_stride = 2,
          .scratch = Scratch()});
  EXPECT_EQ(c[0], 58);
  EXPECT_EQ(c[1], 64);
  EXPECT_EQ(c[2], 139);
  EXPECT_EQ(c[3], 154);
}

TEST_P(F32GemmTest, AgreesWithSumsInDoubleAndStaysInsideItsMatrices) {
  Noise noise(2);
  for (const GemmCase& the_case : GemmCases()) {
    ASSERT_EQ(FindFault(Gemm(), the_case, noise), "");
  }
}

// Training recognises divergence by it.
TEST_P(F32GemmTest, KeepsNanToTheRowItStandsIn) {
  constexpr std::size_t kSize = 19;
  for (std::size_t spoiled = 0; spoiled < kSize; ++spoiled) {
    std::vector<float> a(kSize * kSize, 1.0F);
    const std::vector<float> b(kSize * kSize, 1.0F);
    std::vector<float> c(kSize * kSize);
    a[spoiled * kSize + 3] = std::numeric_limits<float>::quiet_NaN();
    Gemm()({.m = kSize,
            .n = kSize,
            .k = kSize,
            .a = {a.data(), kSize},
            .b = {b.data(), kSize},
            .c = c.data(),
            .c_stride = kSize,
            .scratch = Scratch()});
    for (std::size_t i = 0; i < c.size(); ++i) {
      ASSERT_EQ(std::isnan(c[i]), i / kSize == spoiled) << "element " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, F32GemmTest, testing::ValuesIn(kRegistry),
                         [](const testing::TestParamInfo<NamedGemm>& entry) {
                           return std::string(entry.param.name);
                         });

}  // namespace
}  // namespace inkling::kernels
