#include "core/dense.h"

#include <gtest/gtest.h>

#include <vector>

#include "test_model.h"

namespace inkling {
namespace {

// Two inputs, three outputs; worked by hand.
//   W = 1 2 3   b = 10 20 30   x = 1  1   xW = 5  7  9
//       4 5 6                      2 -1       -2 -1  0
class DenseByHand : public testing::Test {
 protected:
  Dense dense_{.inputs = 2,
               .outputs = 3,
               .has_bias = true,
               .activation = Identity{},
               .weight_offset = 0,
               .bias_offset = 6};
  std::vector<double> params_ = {1, 2, 3, 4, 5, 6, 10, 20, 30};
  Matrix<double> x_{{1, 1}, {2, -1}};
};

TEST_F(DenseByHand, ForwardIsInputTimesWeightPlusBias) {
  Matrix<double> y(2, 3);
  dense_.Forward<double>(params_.data(), {}, ConstView(x_), View(y));
  EXPECT_EQ(y, (Matrix<double>{{15, 27, 39}, {8, 19, 30}}));
}

TEST_F(DenseByHand, ForwardWithoutBiasIsInputTimesWeight) {
  dense_.has_bias = false;
  Matrix<double> y(2, 3);
  dense_.Forward<double>(params_.data(), {}, ConstView(x_), View(y));
  EXPECT_EQ(y, (Matrix<double>{{5, 7, 9}, {-2, -1, 0}}));
}

TEST_F(DenseByHand, ForwardActivates) {
  dense_.has_bias = false;
  dense_.activation = Relu{};
  Matrix<double> y(2, 3);
  dense_.Forward<double>(params_.data(), {}, ConstView(x_), View(y));
  EXPECT_EQ(y, (Matrix<double>{{5, 7, 9}, {0, 0, 0}}));
}

TEST_F(DenseByHand, BackwardParametersAddsToTheGradients) {
  const Matrix<double> grad_z{{1, 0, 2}, {3, 1, 0}};
  std::vector<double> grads(9, 100);
  dense_.BackwardParameters<double>({}, ConstView(x_), ConstView(grad_z), grads.data());
  EXPECT_EQ(grads, (std::vector<double>{107, 102, 102, 98, 99, 102, 104, 101, 102}));
}

TEST_F(DenseByHand, BackwardParametersWithoutBiasTouchesTheWeightOnly) {
  dense_.has_bias = false;
  const Matrix<double> grad_z{{1, 0, 2}, {3, 1, 0}};
  std::vector<double> grads(9, 100);
  dense_.BackwardParameters<double>({}, ConstView(x_), ConstView(grad_z), grads.data());
  EXPECT_EQ(grads, (std::vector<double>{107, 102, 102, 98, 99, 102, 100, 100, 100}));
}

TEST_F(DenseByHand, BackwardInputIsGradientTimesTransposedWeight) {
  const Matrix<double> grad_z{{1, 0, 2}, {3, 1, 0}};
  Matrix<double> grad_x(2, 2);
  dense_.BackwardInput<double>(params_.data(), {}, ConstView(grad_z), View(grad_x));
  EXPECT_EQ(grad_x, (Matrix<double>{{7, 16}, {5, 17}}));
}

}  // namespace
}  // namespace inkling
