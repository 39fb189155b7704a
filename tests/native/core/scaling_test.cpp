#include "core/scaling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace inkling {
namespace {

double Scale(const Scaling& scaling, double byte) {
  return (byte - scaling.shift) / scaling.divisor;
}

TEST(Scaling, UnitMapsBytesToZeroAndOne) {
  const Scaling scaling = MakeScaling("unit", {}).value();
  EXPECT_EQ(Scale(scaling, 0), 0);
  EXPECT_EQ(Scale(scaling, 255), 1);
}

TEST(Scaling, SignedMapsBytesToMinusOneAndOne) {
  const Scaling scaling = MakeScaling("signed", {}).value();
  EXPECT_EQ(Scale(scaling, 0), -1);
  EXPECT_EQ(Scale(scaling, 255), 1);
  EXPECT_NEAR(Scale(scaling, 51), 51 / 127.5 - 1, 1e-15);
}

TEST(Scaling, StandardGivesMeanZeroAndDeviationOne) {
  // Mean 6, squared differences 36, 16, 4, 4, 100 and 0, so 160 / 6 in the mean.
  const std::vector<std::uint8_t> pixels = {0, 2, 4, 8, 16, 6};
  const Scaling scaling = MakeScaling("standard", pixels).value();
  EXPECT_EQ(scaling.shift, 6);
  EXPECT_NEAR(scaling.divisor, std::sqrt(160.0 / 6), 1e-15);
}

TEST(Scaling, StandardOnlyCentresPixelsThatAreAllAlike) {
  const std::vector<std::uint8_t> pixels(1000, 77);
  const Scaling scaling = MakeScaling("standard", pixels).value();
  EXPECT_EQ(scaling.shift, 77);
  EXPECT_EQ(scaling.divisor, 1);
}

TEST(Scaling, TreatsPixelsBetweenZeroAndOneAsTheBytesThatTheyStandFor) {
  for (const char* name : {"unit", "signed", "standard"}) {
    const Scaling scaling = MakeScaling(name, std::vector<std::uint8_t>{3, 200, 90}).value();
    for (int byte = 0; byte < 256; ++byte) {
      // The quotient, the product and the difference are each rounded; bytes are below 2^8.
      EXPECT_NEAR(static_cast<double>(scaling.FromUnit(static_cast<float>(byte) / 255)),
                  Scale(scaling, byte), 3 * 0x1p-24 * 256 / scaling.divisor)
          << name << " " << byte;
    }
  }
}

TEST(Scaling, KnowsItsNames) {
  for (const char* name : {"unit", "signed", "standard"}) EXPECT_TRUE(IsScaling(name));
  EXPECT_FALSE(IsScaling("log"));
  EXPECT_FALSE(MakeScaling("log", {}).has_value());
}

}  // namespace
}  // namespace inkling
