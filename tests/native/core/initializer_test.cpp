#include "core/initializer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace inkling {
namespace {

constexpr Index kFanIn = 300;
constexpr Index kFanOut = 100;
constexpr std::size_t kSize = kFanIn * kFanOut;

template <typename Scalar>
std::vector<Scalar> Draw(const Initializer& initializer) {
  RandomStream random(1, Stream::kInitialization, 0);
  std::vector<Scalar> weight(kSize, Scalar(99));
  Initialize<Scalar>(initializer, kFanIn, kFanOut, random, weight);
  return weight;
}

// The mean and the variance of n draws lie within 5 standard errors of those of the
// distribution; `excess` is E x^4 / (E x^2)^2.
void ExpectMoments(const std::vector<double>& weight, double variance, double excess) {
  double sum = 0;
  double sum_of_squares = 0;
  for (const double w : weight) {
    sum += w;
    sum_of_squares += w * w;
  }
  const double n = static_cast<double>(weight.size());
  EXPECT_NEAR(sum / n, 0, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(sum_of_squares / n, variance, 5 * variance * std::sqrt((excess - 1) / n));
}

TEST(Initializer, ZerosAreZero) {
  for (const float w : Draw<float>(Zeros{})) EXPECT_EQ(w, 0);
}

TEST(Initializer, NormalHasTheGivenStandardDeviation) {
  ExpectMoments(Draw<double>(Normal{0.3}), 0.09, 3);
}

TEST(Initializer, NormalOfZeroDeviationIsZero) {
  for (const double w : Draw<double>(Normal{0})) EXPECT_EQ(w, 0);
}

TEST(Initializer, GlorotUniformKeepsItsLimitAndVariance) {
  const auto weight = Draw<double>(GlorotUniform{});
  const double limit = std::sqrt(6.0 / (kFanIn + kFanOut));
  double largest = 0;
  for (const double w : weight) largest = std::max(largest, std::abs(w));
  EXPECT_LE(largest, limit);
  EXPECT_GT(largest, 0.999 * limit);  // missed by all draws with a chance of 0.999^30000
  ExpectMoments(weight, limit * limit / 3, 9.0 / 5);
}

TEST(Initializer, GlorotNormalHasItsVariance) {
  ExpectMoments(Draw<double>(GlorotNormal{}), 2.0 / (kFanIn + kFanOut), 3);
}

TEST(Initializer, UniformKeepsItsLimit) {
  const auto weight = Draw<double>(Uniform{0.3});
  for (const double w : weight) EXPECT_LE(std::abs(w), 0.3);
  ExpectMoments(weight, 0.09 / 3, 9.0 / 5);
}

TEST(Initializer, LecunNormalHasTheVarianceOfItsFanIn) {
  ExpectMoments(Draw<double>(LecunNormal{}), 1.0 / kFanIn, 3);
}

TEST(Initializer, HeNormalHasTwiceTheVarianceOfLecun) {
  ExpectMoments(Draw<double>(HeNormal{}), 2.0 / kFanIn, 3);
}

TEST(Initializer, HeUniformKeepsItsLimitAndHasTheVarianceOfHeNormal) {
  const auto weight = Draw<double>(HeUniform{});
  for (const double w : weight) EXPECT_LE(std::abs(w), std::sqrt(6.0 / kFanIn));
  ExpectMoments(weight, 2.0 / kFanIn, 9.0 / 5);
}

TEST(Initializer, FloatWeightsAreTheDoubleOnesRounded) {
  for (const Initializer& initializer :
       {Initializer(Normal{1}), Initializer(Uniform{1}), Initializer(LecunNormal{}),
        Initializer(GlorotUniform{}), Initializer(GlorotNormal{}), Initializer(HeNormal{}),
        Initializer(HeUniform{})}) {
    const auto single = Draw<float>(initializer);
    const auto twice = Draw<double>(initializer);
    for (std::size_t i = 0; i < kSize; ++i) EXPECT_EQ(single[i], static_cast<float>(twice[i]));
  }
}

}  // namespace
}  // namespace inkling
