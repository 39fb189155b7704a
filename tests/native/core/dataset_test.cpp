#include "core/dataset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/limits.h"
#include "test_model.h"

namespace inkling {
namespace {

TEST(Dataset, AcceptsTheShapeOfMnist) {
  EXPECT_TRUE(Validate(DatasetShape{60000, 10000, 28, 28}).ok());
}

TEST(Dataset, RefusesShapesThatAreEmptyNegativeOrTooLarge) {
  const Index huge = std::numeric_limits<std::int32_t>::max();
  for (const DatasetShape& shape :
       {DatasetShape{0, 10, 28, 28}, DatasetShape{-1, 0, 28, 28}, DatasetShape{10, -1, 28, 28},
        DatasetShape{10, 0, 0, 28}, DatasetShape{10, 0, 28, -5},
        DatasetShape{10, 0, kMaxImageSide + 1, 1}, DatasetShape{huge, huge, 28, 28},
        DatasetShape{700000, 0, 28, 28}}) {
    const Outcome outcome = Validate(shape);
    EXPECT_EQ(outcome.code, "invalid-data");
    EXPECT_FALSE(outcome.message.empty());
  }
}

TEST(Dataset, RefusesALabelThatIsNoDigitAndNamesIt) {
  Dataset dataset = Dataset::Create({3, 2, 2, 2}).value();
  dataset.labels()[4] = 10;
  EXPECT_TRUE(dataset.Add(4).ok());
  const Outcome outcome = dataset.Add(1);
  EXPECT_EQ(outcome.code, "invalid-data");
  EXPECT_EQ(outcome.message, "Label 4 is 10; labels are 0 to 9.");
  EXPECT_EQ(dataset.arrived(), 4);
  dataset.labels()[4] = 9;
  EXPECT_TRUE(dataset.Add(1).ok());
  EXPECT_EQ(dataset.arrived(), 5);
}

TEST(Dataset, RefusesMoreSamplesThanItHasRoomFor) {
  Dataset dataset = Dataset::Create({3, 2, 2, 2}).value();
  EXPECT_TRUE(dataset.Add(3).ok());
  for (const Index count : {Index{3}, Index{-1}, std::numeric_limits<Index>::max()}) {
    EXPECT_EQ(dataset.Add(count).code, "invalid-data") << count;
  }
  EXPECT_EQ(dataset.arrived(), 3);
}

TEST(Dataset, GathersTheSamplesAskedForScaledToOne) {
  Dataset dataset = Dataset::Create({4, 0, 3, 2}).value();
  for (std::size_t i = 0; i < dataset.images().size(); ++i) {
    dataset.images()[i] = static_cast<std::uint8_t>(i * 11);
  }
  std::ranges::copy(std::vector{3, 1, 4, 1}, dataset.labels().begin());
  Matrix<float> x(3, 6);
  std::vector<std::uint8_t> labels(3);
  const std::vector<std::uint32_t> indices = {2, 0, 2};
  dataset.Gather(indices, Scaling{}, View(x), labels);
  EXPECT_EQ(labels, (std::vector<std::uint8_t>{4, 3, 4}));
  for (Index pixel = 0; pixel < 6; ++pixel) {
    EXPECT_EQ(x(0, pixel), static_cast<float>((12 + pixel) * 11) / 255);
    EXPECT_EQ(x(1, pixel), static_cast<float>(pixel * 11) / 255);
    EXPECT_EQ(x(2, pixel), x(0, pixel));
  }
}

TEST(Dataset, MapsBlackAndWhiteToZeroAndOne) {
  Dataset dataset = Dataset::Create({1, 0, 2, 1}).value();
  dataset.images()[1] = 255;
  Matrix<double> x(1, 2);
  dataset.Read(0, Scaling{}, x.data());
  EXPECT_EQ(x(0, 0), 0);
  EXPECT_EQ(x(0, 1), 1);
}

TEST(Dataset, ScalesByShiftAndDivisor) {
  Dataset dataset = Dataset::Create({1, 0, 3, 1}).value();
  std::ranges::copy(std::vector{0, 51, 255}, dataset.images().begin());
  Matrix<float> x(1, 3);
  dataset.Read(0, Scaling{127.5, 127.5}, x.data());
  EXPECT_EQ(x, (Matrix<float>{{-1, -0.6F, 1}}));
  dataset.Read(0, Scaling{51, 2}, x.data());
  EXPECT_EQ(x, (Matrix<float>{{-25.5F, 0, 102}}));
}

}  // namespace
}  // namespace inkling
