#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "conv_case.h"
#include "kernels/f32_conv.h"

namespace inkling::kernels {
namespace {

struct NamedConv {
  const char* name;
  F32Conv* conv;
};

constexpr NamedConv kConvs[] = {
#define INKLING_F32_CONV_REFERENCE(name) {#name, &name},
#define INKLING_F32_CONV_BLOCKED(name, places) {#name, &name},
#include "kernels/f32_conv.inc"
};

class F32ConvTest : public testing::TestWithParam<NamedConv> {};

TEST_P(F32ConvTest, ConvolvesAnExampleWorkedByHand) {
  // 1 2 3          1 2      1 * 1 + 2 * 2 + 4 * 3 + 5 * 4 = 37, and so on.
  // 4 5 6   with   3 4
  // 7 8 9
  const float x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::uint32_t at[] = {0, 1, 3, 4};
  float w[4 * kConvPanel] = {};
  for (std::size_t i = 0; i < 4; ++i) w[i * kConvPanel] = static_cast<float>(i + 1);
  const float bias[] = {100};
  float y[4];
  float scratch[ConvScratch(4)];
  GetParam().conv({.filters = 1,
                   .places = 4,
                   .window = {2, 2},
                   .x = x,
                   .x_stride = 3,
                   .at = at,
                   .w = w,
                   .bias = bias,
                   .y = y,
                   .scratch = scratch});
  EXPECT_EQ(y[0], 137);
  EXPECT_EQ(y[1], 147);
  EXPECT_EQ(y[2], 167);
  EXPECT_EQ(y[3], 177);
}

TEST_P(F32ConvTest, AgreesWithSumsInDoubleAndStaysInsideItsArrays) {
  Noise noise(2);
  for (const ConvCase& the_case : ConvCases()) {
    ASSERT_EQ(FindFault(*GetParam().conv, the_case, noise), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, F32ConvTest, testing::ValuesIn(kConvs),
                         [](const auto& entry) { return std::string(entry.param.name); });

struct NamedTerms {
  const char* name;
  F32ConvTerms* add;
};

constexpr NamedTerms kTerms[] = {
#define INKLING_F32_CONV_TERMS_REFERENCE(name) {#name, &name},
#define INKLING_F32_CONV_TERMS_STRIPS(name) {#name, &name},
#include "kernels/f32_conv.inc"
};

class F32ConvTermsTest : public testing::TestWithParam<NamedTerms> {};

TEST_P(F32ConvTermsTest, AddsAnExampleWorkedByHand) {
  // Two windows of one line with eight elements that overlap by six in c.
  const float b[] = {1, 2, 3, 4, 0, 0, 0, 0, 10, 20, 30, 40, 0, 0, 0, 5};
  const std::uint32_t begin[] = {0, 2, 3};
  const ConvTerm<float> terms[] = {{1, 0}, {2, 8}, {-1, 0}};
  const std::uint32_t c_at[] = {0, 2};
  float c[] = {0, 0, 0, 0, 0, 1000, 0, 0, 0, 7};
  GetParam().add({.terms = {2, begin, terms},
                  .window = {1, 8},
                  .b = b,
                  .b_stride = 8,
                  .c = c,
                  .c_stride = 8,
                  .c_at = c_at});
  const std::vector<float> expected = {21, 42, 62, 82, -3, 996, 0, 10, 0, 7};
  EXPECT_EQ(std::vector<float>(c, c + 10), expected);
}

TEST_P(F32ConvTermsTest, AgreesWithSumsInDoubleAndStaysInsideItsArrays) {
  Noise noise(2);
  for (const ConvTermsCase& the_case : ConvTermsCases()) {
    ASSERT_EQ(FindFault(*GetParam().add, the_case, noise), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, F32ConvTermsTest, testing::ValuesIn(kTerms),
                         [](const auto& entry) { return std::string(entry.param.name); });

}  // namespace
}  // namespace inkling::kernels
