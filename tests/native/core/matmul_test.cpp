#include "core/matmul.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "test_model.h"

namespace inkling {
namespace {

struct Shape {
  Index batch;
  Index inputs;
  Index outputs;
};

// Single rows and columns, odd sizes, and sizes beyond one block of the product.
constexpr std::array<Shape, 7> kShapes = {
    {{1, 1, 1}, {1, 17, 5}, {7, 1, 3}, {5, 3, 1}, {33, 65, 19}, {3, 530, 270}, {300, 20, 10}}};

// A product summed one term after the other: the definition.
double Dot(const Matrix<double>& a, Index row, const Matrix<double>& b, Index column,
           double* magnitude) {
  double sum = 0;
  *magnitude = 0;
  for (Index k = 0; k < a.cols(); ++k) {
    const double term = a(row, k) * b(k, column);
    sum += term;
    *magnitude += std::abs(term);
  }
  return sum;
}

// c = a b, up to the rounding of sums of n terms in any order: n u sum |a_k b_k| (Higham 2002,
// 'Accuracy and Stability of Numerical Algorithms', eq. 3.5), with one more term for `added`.
void ExpectProduct(const Matrix<double>& a, const Matrix<double>& b, double added,
                   const Matrix<double>& c) {
  ASSERT_EQ(c.rows(), a.rows());
  ASSERT_EQ(c.cols(), b.cols());
  constexpr double kUnit = std::numeric_limits<double>::epsilon();
  for (Index i = 0; i < c.rows(); ++i) {
    for (Index j = 0; j < c.cols(); ++j) {
      double magnitude = 0;
      const double expected = added + Dot(a, i, b, j, &magnitude);
      const double tolerance =
          static_cast<double>(a.cols() + 1) * kUnit * (magnitude + std::abs(added));
      ASSERT_NEAR(c(i, j), expected, tolerance) << i << ", " << j;
    }
  }
}

TEST(Matmul, ForwardIsInputTimesWeight) {
  RandomStream random(1, Stream::kInitialization, 0);
  for (const auto& [batch, inputs, outputs] : kShapes) {
    const auto x = RandomMatrix<double>(batch, inputs, random);
    const auto w = RandomMatrix<double>(inputs, outputs, random);
    Matrix<double> y = Matrix<double>::Constant(batch, outputs, 99);
    MatmulForward(ConstView(x), ConstView(w), View(y));
    ExpectProduct(x, w, 0, y);
  }
}

TEST(Matmul, BackwardInputIsGradientTimesTransposedWeight) {
  RandomStream random(2, Stream::kInitialization, 0);
  for (const auto& [batch, inputs, outputs] : kShapes) {
    const auto grad_y = RandomMatrix<double>(batch, outputs, random);
    const auto w = RandomMatrix<double>(inputs, outputs, random);
    Matrix<double> grad_x = Matrix<double>::Constant(batch, inputs, 99);
    MatmulBackwardInput(ConstView(grad_y), ConstView(w), View(grad_x));
    ExpectProduct(grad_y, w.transpose(), 0, grad_x);
  }
}

TEST(Matmul, BackwardWeightAddsTransposedInputTimesGradient) {
  RandomStream random(3, Stream::kInitialization, 0);
  for (const auto& [batch, inputs, outputs] : kShapes) {
    const auto x = RandomMatrix<double>(batch, inputs, random);
    const auto grad_y = RandomMatrix<double>(batch, outputs, random);
    Matrix<double> grad_w = Matrix<double>::Constant(inputs, outputs, 2);
    MatmulBackwardWeight(ConstView(x), ConstView(grad_y), View(grad_w));
    ExpectProduct(x.transpose(), grad_y, 2, grad_w);
  }
}

TEST(Matmul, LetsNaNThrough) {
  Matrix<double> x = Matrix<double>::Zero(3, 5);
  x(1, 4) = std::numeric_limits<double>::quiet_NaN();
  const Matrix<double> w = Matrix<double>::Zero(5, 2);
  Matrix<double> y(3, 2);
  MatmulForward(ConstView(x), ConstView(w), View(y));
  EXPECT_TRUE(std::isnan(y(1, 0)));
  EXPECT_TRUE(std::isnan(y(1, 1)));
  EXPECT_EQ(y(0, 0), 0);
}

}  // namespace
}  // namespace inkling
