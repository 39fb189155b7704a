#include "core/augmentation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "core/evaluation.h"
#include "core/training_run.h"
#include "toy_digits.h"

namespace inkling {
namespace {

constexpr Shape kImage = {1, 28, 28};
constexpr Index kSide = 28;
constexpr auto kPixels = static_cast<std::size_t>(kSide * kSide);
constexpr Placement kStill = {};

using Grey = std::vector<float>;
using Bytes = std::vector<std::uint8_t>;

Augmenter MakeAugmenter(const Augmentation& augmentation, const Shape& image = kImage) {
  return Augmenter::Create(augmentation, image).value();
}

// Every pixel drawn anew.
Bytes NoisyImage() {
  Bytes image(kPixels);
  RandomStream random(1, Stream::kInitialization, 0);
  std::ranges::generate(image, [&] { return static_cast<std::uint8_t>(random.Below(256)); });
  return image;
}

// A disc with a soft edge, its centre off that of the image.
Bytes Disc(double radius, double right, double down) {
  Bytes image(kPixels);
  for (Index row = 0; row < kSide; ++row) {
    for (Index column = 0; column < kSide; ++column) {
      const double distance = std::hypot(static_cast<double>(column) - 13.5 - right,
                                         static_cast<double>(row) - 13.5 - down);
      const double level = 255 * std::clamp(radius - distance + 0.5, 0.0, 1.0);
      image[static_cast<std::size_t>(row * kSide + column)] = static_cast<std::uint8_t>(level);
    }
  }
  return image;
}

Grey Warp(const Bytes& image, const Placement& placement) {
  Augmenter augmenter = MakeAugmenter({});
  Grey out(image.size());
  augmenter.Warp(image, placement, out.data());
  return out;
}

Grey Augment(const Augmentation& augmentation, const Bytes& image, std::uint32_t seed = 1,
             std::int64_t step = 0, Index position = 0) {
  Augmenter augmenter = MakeAugmenter(augmentation);
  Grey out(image.size());
  augmenter.Augment(image, seed, step, position, out.data());
  return out;
}

double Mass(const Grey& image) { return std::accumulate(image.begin(), image.end(), 0.0); }

// Of the grey levels, about the centre of the image.
struct Point {
  double right;
  double down;
};
Point CentreOfMass(const Grey& image) {
  Point centre{0, 0};
  for (Index row = 0; row < kSide; ++row) {
    for (Index column = 0; column < kSide; ++column) {
      const double level = image[static_cast<std::size_t>(row * kSide + column)];
      centre.right += level * (static_cast<double>(column) - 13.5);
      centre.down += level * (static_cast<double>(row) - 13.5);
    }
  }
  return {centre.right / Mass(image), centre.down / Mass(image)};
}

TEST(Augmenter, LeavesAnImageAloneThatIsNotToBeChanged) {
  const Bytes image = NoisyImage();
  EXPECT_EQ(Warp(image, kStill), Grey(image.begin(), image.end()));
  EXPECT_EQ(Augment({}, image), Grey(image.begin(), image.end()));
}

TEST(Augmenter, MovesByWholePixelsExactlyAndFillsWithZeros) {
  const Bytes image = NoisyImage();
  const Grey moved = Warp(image, {.right = 3, .down = -2});
  for (Index row = 0; row < kSide; ++row) {
    for (Index column = 0; column < kSide; ++column) {
      const bool is_inside = column >= 3 && row < kSide - 2;
      const float expected =
          is_inside ? image[static_cast<std::size_t>((row + 2) * kSide + column - 3)] : 0.0F;
      ASSERT_EQ(moved[static_cast<std::size_t>(row * kSide + column)], expected);
    }
  }
}

TEST(Augmenter, MovesByHalfAPixelToTheMeanOfNeighbours) {
  const Bytes image = NoisyImage();
  const Grey moved = Warp(image, {.right = 0.5});
  EXPECT_EQ(moved[kSide + 5], (static_cast<float>(image[kSide + 4]) + image[kSide + 5]) / 2);
  EXPECT_EQ(moved[kSide], static_cast<float>(image[kSide]) / 2);
}

TEST(Augmenter, TurnsAQuarterClockwiseExactlyButForRounding) {
  const Bytes image = NoisyImage();
  const Grey turned = Warp(image, {.radians = std::numbers::pi / 2});
  for (Index row = 0; row < kSide; ++row) {
    for (Index column = 0; column < kSide; ++column) {
      // What was at the left of the bottom row is now at the left of the top row.
      const float expected = image[static_cast<std::size_t>((kSide - 1 - column) * kSide + row)];
      // The cosine is off by 6e-17 and coordinates of up to 14 by a few roundings to float, 1e-6
      // each; neighbours differ by at most 255 in each of two directions.
      ASSERT_NEAR(turned[static_cast<std::size_t>(row * kSide + column)], expected, 2 * 255 * 5e-6);
    }
  }
}

TEST(Augmenter, EnlargesAboutTheCentre) {
  const Bytes image = Disc(4, 2, 1);
  const Grey original = Warp(image, kStill);
  const Grey enlarged = Warp(image, {.factor = 1.5});
  // Sums over pixels stand for integrals of what lies between them, whose error for an edge one
  // pixel soft is well below 1%.
  EXPECT_NEAR(Mass(enlarged) / Mass(original), 1.5 * 1.5, 0.02);
  EXPECT_NEAR(CentreOfMass(enlarged).right, 1.5 * 2, 0.03);
  EXPECT_NEAR(CentreOfMass(enlarged).down, 1.5 * 1, 0.03);
}

TEST(Augmenter, TurnsAndScalesFirstAndMovesThen) {
  // (4, 0) turned a quarter clockwise is (0, 4); half as large (0, 2); moved, (3, 3).
  const Grey out =
      Warp(Disc(3, 4, 0), {.right = 3, .down = 1, .radians = std::numbers::pi / 2, .factor = 0.5});
  EXPECT_NEAR(CentreOfMass(out).right, 3, 0.03);
  EXPECT_NEAR(CentreOfMass(out).down, 3, 0.03);
}

TEST(Augmenter, DrawsPlacementsUniformlyWithinTheLimits) {
  const Augmenter augmenter = MakeAugmenter({.shift = 2, .rotation = 30, .scale = 0.25});
  constexpr int kDraws = 4000;
  std::vector<std::vector<double>> parts(4);
  for (int i = 0; i < kDraws; ++i) {
    RandomStream random(7, Stream::kAugmentation, static_cast<std::uint64_t>(i));
    const Placement placement = augmenter.DrawPlacement(random);
    parts[0].push_back(placement.right / 2);
    parts[1].push_back(placement.down / 2);
    parts[2].push_back(placement.radians / (std::numbers::pi / 6));
    parts[3].push_back((placement.factor - 1) / 0.25);
  }
  for (std::size_t a = 0; a < parts.size(); ++a) {
    double mean = 0;
    double square = 0;
    double product = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double u = parts[a][static_cast<std::size_t>(i)];
      ASSERT_LE(std::abs(u), 1 + 1e-12);
      mean += u / kDraws;
      square += u * u / kDraws;
      product += u * parts[(a + 1) % parts.size()][static_cast<std::size_t>(i)] / kDraws;
    }
    // Of U(1) the variance is 1/3, that of u^2 is 4/45, that of a product 1/9: five deviations.
    EXPECT_NEAR(mean, 0, 5 * std::sqrt(1.0 / 3 / kDraws));
    EXPECT_NEAR(square, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / kDraws));
    EXPECT_NEAR(product, 0, 5 * std::sqrt(1.0 / 9 / kDraws));
  }
}

TEST(Augmenter, SmoothsDisplacementsByTheGaussianThatWasAskedFor) {
  // In the middle of a large image nothing is cut off. A sum of independent U(1), variance 1/3,
  // with the squares of the weights, has variance 1/3 (sum of g^2)^2, g being the Gaussian of one
  // direction; neighbours are correlated as the autocorrelation of g.
  constexpr double kAlpha = 34;
  constexpr double kSigma = 3;
  const Shape image = {1, 64, 64};
  Augmenter augmenter = MakeAugmenter({.elastic_alpha = kAlpha, .elastic_sigma = kSigma}, image);
  std::vector<double> gaussian;
  for (int i = -12; i <= 12; ++i) gaussian.push_back(std::exp(-0.5 * i * i / (kSigma * kSigma)));
  const double sum = std::accumulate(gaussian.begin(), gaussian.end(), 0.0);
  double power = 0;
  double lagged = 0;
  constexpr std::size_t kLag = 3;
  for (std::size_t i = 0; i < gaussian.size(); ++i) {
    power += gaussian[i] * gaussian[i] / (sum * sum);
    if (i >= kLag) lagged += gaussian[i] * gaussian[i - kLag] / (sum * sum);
  }
  constexpr int kDraws = 3000;
  const std::size_t middle = 32 * 64 + 32;
  double square = 0;
  double product = 0;
  double across = 0;
  for (int i = 0; i < kDraws; ++i) {
    RandomStream random(3, Stream::kAugmentation, static_cast<std::uint64_t>(i));
    augmenter.DrawDisplacements(random);
    const auto field = augmenter.displacements();
    square += field[middle] * field[middle] / kDraws;
    product += field[middle] * field[middle + kLag] / kDraws;
    across += field[middle] * field[64 * 64 + middle] / kDraws;
  }
  // A sum of so many is nearly normal: its square has a variance of twice the square of its own.
  const double variance = kAlpha * kAlpha / 3 * power * power;
  const double tolerance = 5 * std::sqrt(2.0 / kDraws) * variance;
  EXPECT_NEAR(square, variance, tolerance);
  EXPECT_NEAR(product, kAlpha * kAlpha / 3 * power * lagged, tolerance);
  EXPECT_NEAR(across, 0, tolerance);  // the two directions are independent
}

TEST(Augmenter, TakesEachPixelFromWhereItsDisplacementPoints) {
  const Bytes image = NoisyImage();
  Augmenter augmenter = MakeAugmenter({.elastic_alpha = 10, .elastic_sigma = 2});
  RandomStream random(5, Stream::kAugmentation, 0);
  augmenter.DrawDisplacements(random);
  Grey out(kPixels);
  augmenter.Warp(image, kStill, out.data());
  const auto field = augmenter.displacements();
  const auto level = [&](Index row, Index column) {
    const bool is_inside = row >= 0 && row < kSide && column >= 0 && column < kSide;
    return is_inside ? static_cast<double>(image[static_cast<std::size_t>(row * kSide + column)])
                     : 0;
  };
  for (Index row = 0; row < kSide; ++row) {
    for (Index column = 0; column < kSide; ++column) {
      const auto pixel = static_cast<std::size_t>(row * kSide + column);
      const double x = static_cast<double>(column) + field[pixel];
      const double y = static_cast<double>(row) + field[kPixels + pixel];
      const auto left = static_cast<Index>(std::floor(x));
      const auto top = static_cast<Index>(std::floor(y));
      const double a = x - std::floor(x);
      const double b = y - std::floor(y);
      const double expected = (1 - b) * ((1 - a) * level(top, left) + a * level(top, left + 1)) +
                              b * ((1 - a) * level(top + 1, left) + a * level(top + 1, left + 1));
      // Coordinates of up to 30 are a few roundings to float off, 2e-6 each.
      ASSERT_NEAR(out[pixel], expected, 2 * 255 * 1e-5);
    }
  }
}

TEST(Augmenter, DrawsByTheSeedTheStepAndThePositionAlone) {
  const Bytes image = NoisyImage();
  const Augmentation all = {2, 20, 0.2, 34, 4};
  const Grey out = Augment(all, image, 1, 5, 7);
  EXPECT_EQ(Augment(all, image, 1, 5, 7), out);
  EXPECT_NE(Augment(all, image, 2, 5, 7), out);
  EXPECT_NE(Augment(all, image, 1, 6, 7), out);
  EXPECT_NE(Augment(all, image, 1, 5, 8), out);
  // Whatever was drawn before.
  Augmenter augmenter = MakeAugmenter(all);
  Grey again(kPixels);
  augmenter.Augment(image, 1, 5, 6, again.data());
  augmenter.Augment(image, 1, 5, 7, again.data());
  EXPECT_EQ(again, out);
}

TEST(Augmenter, KeepsGreyLevelsWithinTheirRange) {
  const Bytes image = NoisyImage();
  for (int step = 0; step < 20; ++step) {
    // Displacements of many times the image, too.
    for (const double alpha : {34.0, 100000.0}) {
      for (const float level : Augment({14, 180, 0.9, alpha, 4}, image, 1, step)) {
        ASSERT_GE(level, 0);
        ASSERT_LE(level, 255);
      }
    }
  }
}

TEST(Augmenter, ChangesImagesOfAnyShape) {
  for (const Shape shape : {Shape{1, 1, 1}, Shape{1, 1, 9}, Shape{1, 7, 2}}) {
    const Bytes image(static_cast<std::size_t>(shape.size()), 200);
    Grey out(image.size());
    Augmenter augmenter = MakeAugmenter({1, 90, 0.5, 34, 4}, shape);
    for (int step = 0; step < 50; ++step) augmenter.Augment(image, 1, step, 0, out.data());
    EXPECT_LE(*std::ranges::max_element(out), 200);
  }
}

// Augmentation as a part of training.

constexpr Index kSamples = 600;

const Dataset& Data() {
  static const Dataset dataset = MakeToyDigits(kSamples);
  return dataset;
}

ModelConfig Config(const Augmentation& augmentation) {
  ModelConfig config = ToyConfig(500, 100);
  config.scaling = "signed";
  config.training.batch_size = 500;
  config.training.augmentation = augmentation;
  return config;
}

std::vector<float> ParametersAfter(const ModelConfig& config, int steps, Index max_samples) {
  TrainingRun run = TrainingRun::Create(config, ToyLayers(), Data()).value();
  for (int done = 0; done < steps;) done += run.Train(Data(), max_samples).complete ? 1 : 0;
  std::vector<float> out(static_cast<std::size_t>(run.network().architecture().parameter_count()));
  run.network().ExportParameters(out);
  return out;
}

TEST(TrainingRun, AugmentsEachSampleAnewByTheSeedHoweverCallsDivideTheBatch) {
  const ModelConfig config = Config({.shift = 1, .elastic_alpha = 10});
  const auto parameters = ParametersAfter(config, 4, 1);
  EXPECT_EQ(ParametersAfter(config, 4, 100000), parameters);
  EXPECT_NE(ParametersAfter(Config({}), 4, 1), parameters);
}

TEST(TrainingRun, ReadsAnAugmentedImageAsItReadsOthers) {
  // So small a shift that no float notices: all but the path is the same.
  EXPECT_EQ(ParametersAfter(Config({.shift = 1e-12}), 3, 1000),
            ParametersAfter(Config({}), 3, 1000));
}

TEST(TrainingRun, AugmentsNoSampleOfAnEvaluation) {
  TrainingRun plain = TrainingRun::Create(Config({}), ToyLayers(), Data()).value();
  TrainingRun augmented = TrainingRun::Create(Config({.shift = 2}), ToyLayers(), Data()).value();
  ConfusionMatrix confusion;
  const Score a = Evaluate(plain.model(), Data(), 0, kSamples, plain.workspace(), confusion);
  const Score b =
      Evaluate(augmented.model(), Data(), 0, kSamples, augmented.workspace(), confusion);
  EXPECT_EQ(a.loss_sum, b.loss_sum);
  EXPECT_NE(plain.Train(Data(), 500).loss_sum, augmented.Train(Data(), 500).loss_sum);
}

}  // namespace
}  // namespace inkling
