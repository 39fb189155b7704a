#include "core/max_pool2d.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "test_model.h"

namespace inkling {
namespace {

class Pooling {
 public:
  Pooling(const Shape& input, Index size, Index stride) {
    pool_.input = input;
    pool_.size = size;
    pool_.stride = stride;
  }

  Matrix<double> Forward(const Matrix<double>& x) {
    state_.resize(static_cast<std::size_t>(pool_.StateBytes<double>(x.rows())));
    Matrix<double> y(x.rows(), pool_.output_shape().size());
    pool_.Forward<double>(nullptr, context(), ConstView(x), View(y));
    return y;
  }

  Matrix<double> BackwardInput(const Matrix<double>& grad_y) {
    Matrix<double> grad_x = Matrix<double>::Constant(grad_y.rows(), pool_.input.size(), 100);
    pool_.BackwardInput<double>(nullptr, context(), ConstView(grad_y), View(grad_x));
    return grad_x;
  }

  const MaxPool2d& layer() const { return pool_; }

 private:
  LayerContext<double> context() { return {{}, 0, state_.data(), nullptr}; }

  MaxPool2d pool_;
  std::vector<std::byte> state_;
};

TEST(MaxPool2d, TakesTheLargestOfEachWindow) {
  Pooling pooling({1, 4, 4}, 2, 2);
  const Matrix<double> x{{1, 5, 2, 0,    //
                          3, 4, 8, 1,    //
                          -1, -2, 0, 0,  //
                          -4, -3, 0, 9}};
  EXPECT_EQ(pooling.Forward(x), (Matrix<double>{{5, 8, -1, 9}}));
  EXPECT_EQ(pooling.BackwardInput(Matrix<double>{{10, 20, 30, 40}}),
            (Matrix<double>{{0, 10, 0, 0,  //
                             0, 0, 20, 0,  //
                             30, 0, 0, 0,  //
                             0, 0, 0, 40}}));
}

TEST(MaxPool2d, IgnoresRowsAndColumnsThatFillNoWindow) {
  Pooling pooling({1, 3, 5}, 2, 2);
  EXPECT_EQ(pooling.layer().output_shape(), (Shape{1, 1, 2}));
  const Matrix<double> x{{1, 2, 3, 4, 99,  //
                          5, 6, 7, 8, 99,  //
                          99, 99, 99, 99, 99}};
  EXPECT_EQ(pooling.Forward(x), (Matrix<double>{{6, 8}}));
}

TEST(MaxPool2d, AddsUpTheGradientsOfWindowsThatOverlap) {
  Pooling pooling({1, 1, 5}, 1, 1);
  EXPECT_EQ(pooling.layer().output_shape(), (Shape{1, 1, 5}));
  Pooling overlapping({1, 3, 3}, 2, 1);
  const Matrix<double> x{{0, 0, 0, 0, 7, 0, 0, 0, 0}};
  EXPECT_EQ(overlapping.Forward(x), (Matrix<double>{{7, 7, 7, 7}}));
  EXPECT_EQ(overlapping.BackwardInput(Matrix<double>{{1, 2, 3, 4}}),
            (Matrix<double>{{0, 0, 0, 0, 10, 0, 0, 0, 0}}));
}

TEST(MaxPool2d, KeepsChannelsAndSamplesApart) {
  Pooling pooling({2, 2, 2}, 2, 2);
  const Matrix<double> x{{1, 2, 3, 4, 8, 7, 6, 5}, {-1, -2, -3, -4, -8, -7, -6, -5}};
  EXPECT_EQ(pooling.Forward(x), (Matrix<double>{{4, 8}, {-1, -5}}));
  EXPECT_EQ(pooling.BackwardInput(Matrix<double>{{1, 2}, {3, 4}}),
            (Matrix<double>{{0, 0, 0, 1, 2, 0, 0, 0}, {3, 0, 0, 0, 0, 0, 0, 4}}));
}

TEST(MaxPool2d, GivesATieToTheFirstMaximum) {
  Pooling pooling({1, 2, 2}, 2, 2);
  pooling.Forward(Matrix<double>{{1, 3, 3, 3}});
  EXPECT_EQ(pooling.BackwardInput(Matrix<double>{{5}}), (Matrix<double>{{0, 5, 0, 0}}));
}

TEST(MaxPool2d, DoesNotHideWhatIsNotANumber) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (int at = 0; at < 4; ++at) {
    Pooling pooling({1, 2, 2}, 2, 2);
    Matrix<double> x{{1, 2, 3, 4}};
    x(0, at) = kNaN;
    EXPECT_TRUE(std::isnan(pooling.Forward(x)(0, 0))) << at;
  }
}

}  // namespace
}  // namespace inkling
