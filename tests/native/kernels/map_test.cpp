#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "kernels/f32_map.h"
#include "map_case.h"

namespace inkling::kernels {
namespace {

struct NamedMap {
  const char* name;
  F32Map* map;
  double (*function)(double);
};

constexpr NamedMap kRegistry[] = {
#define INKLING_F32_MAP_REFERENCE(name, function) {#name, &name, &exact::function},
#define INKLING_F32_MAP_VECTOR(name, function) {#name, &name, &exact::function},
#include "kernels/f32_map.inc"
};

class F32MapTest : public testing::TestWithParam<NamedMap> {};

TEST_P(F32MapTest, IsOffByAtMostTwoUnitsInTheLastPlace) {
  Noise noise(1);
  for (const MapRange& range : MapRanges(GetParam().function, 97)) {
    ASSERT_EQ(FindFault(*GetParam().map, range, noise), "");
  }
}

TEST_P(F32MapTest, TreatsTheElementsOfAMatrixAlikeAndStaysInside) {
  Noise noise(2);
  for (const MapShape& shape : MapShapes()) {
    ASSERT_EQ(FindFault(*GetParam().map, shape, noise), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, F32MapTest, testing::ValuesIn(kRegistry),
                         [](const testing::TestParamInfo<NamedMap>& entry) {
                           return std::string(entry.param.name);
                         });

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(UlpError, CountsTheDistanceBetweenNeighbouringFloats) {
  EXPECT_EQ(UlpError(std::nextafter(1.0F, 2.0F), 1), 1);
  EXPECT_EQ(UlpError(0x1p-149F, 0), 1);
  EXPECT_EQ(UlpError(kInfinity, 0x1.fffffep127), 1);
  EXPECT_EQ(UlpError(kInfinity, 1e300), 0);
  EXPECT_GT(UlpError(-kInfinity, 1e300), 1);
  EXPECT_GT(UlpError(std::numeric_limits<float>::max(), 1e300), 1);
  EXPECT_EQ(UlpError(0x1.8p0F, 0x1.8p0 + 0x1p-24), 0.5);
}

}  // namespace
}  // namespace inkling::kernels
