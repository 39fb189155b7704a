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

// A product summed in double, one term after the other: the definition.
template <typename Scalar>
double Dot(const Matrix<Scalar>& a, Index row, const Matrix<Scalar>& b, Index column,
           double* magnitude) {
  double sum = 0;
  *magnitude = 0;
  for (Index k = 0; k < a.cols(); ++k) {
    const double term = static_cast<double>(a(row, k)) * static_cast<double>(b(k, column));
    sum += term;
    *magnitude += std::abs(term);
  }
  return sum;
}

// c = a b, up to the rounding of sums of n terms in any order: n u sum |a_k b_k| (Higham 2002,
// 'Accuracy and Stability of Numerical Algorithms', eq. 3.5), with one more term for `added`.
template <typename Scalar>
void ExpectProduct(const Matrix<Scalar>& a, const Matrix<Scalar>& b, double added,
                   const Matrix<Scalar>& c) {
  ASSERT_EQ(c.rows(), a.rows());
  ASSERT_EQ(c.cols(), b.cols());
  const double unit = static_cast<double>(std::numeric_limits<Scalar>::epsilon());
  for (Index i = 0; i < c.rows(); ++i) {
    for (Index j = 0; j < c.cols(); ++j) {
      double magnitude = 0;
      const double expected = added + Dot(a, i, b, j, &magnitude);
      const double tolerance =
          static_cast<double>(a.cols() + 1) * unit * (magnitude + std::abs(added));
      ASSERT_NEAR(static_cast<double>(c(i, j)), expected, tolerance) << i << ", " << j;
    }
  }
}

template <typename Scalar>
class Matmul : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Matmul, Scalars);

TYPED_TEST(Matmul, ForwardIsInputTimesWeight) {
  RandomStream random(1, Stream::kInitialization, 0);
  for (const auto& [batch, inputs, outputs] : kShapes) {
    const auto x = RandomMatrix<TypeParam>(batch, inputs, random);
    const auto w = RandomMatrix<TypeParam>(inputs, outputs, random);
    Matrix<TypeParam> y = Matrix<TypeParam>::Constant(batch, outputs, 99);
    MatmulForward(ConstView(x), ConstView(w), View(y));
    ExpectProduct<TypeParam>(x, w, 0, y);
  }
}

TYPED_TEST(Matmul, BackwardInputIsGradientTimesTransposedWeight) {
  RandomStream random(2, Stream::kInitialization, 0);
  for (const auto& [batch, inputs, outputs] : kShapes) {
    const auto grad_y = RandomMatrix<TypeParam>(batch, outputs, random);
    const auto w = RandomMatrix<TypeParam>(inputs, outputs, random);
    Matrix<TypeParam> grad_x = Matrix<TypeParam>::Constant(batch, inputs, 99);
    MatmulBackwardInput(ConstView(grad_y), ConstView(w), View(grad_x));
    ExpectProduct<TypeParam>(grad_y, w.transpose(), 0, grad_x);
  }
}

TYPED_TEST(Matmul, BackwardWeightAddsTransposedInputTimesGradient) {
  RandomStream random(3, Stream::kInitialization, 0);
  for (const auto& [batch, inputs, outputs] : kShapes) {
    const auto x = RandomMatrix<TypeParam>(batch, inputs, random);
    const auto grad_y = RandomMatrix<TypeParam>(batch, outputs, random);
    Matrix<TypeParam> grad_w = Matrix<TypeParam>::Constant(inputs, outputs, 2);
    MatmulBackwardWeight(ConstView(x), ConstView(grad_y), View(grad_w));
    ExpectProduct<TypeParam>(x.transpose(), grad_y, 2, grad_w);
  }
}

TYPED_TEST(Matmul, LetsNaNThrough) {
  Matrix<TypeParam> x = Matrix<TypeParam>::Zero(3, 5);
  x(1, 4) = std::numeric_limits<TypeParam>::quiet_NaN();
  const Matrix<TypeParam> w = Matrix<TypeParam>::Zero(5, 2);
  Matrix<TypeParam> y(3, 2);
  MatmulForward(ConstView(x), ConstView(w), View(y));
  EXPECT_TRUE(std::isnan(y(1, 0)));
  EXPECT_TRUE(std::isnan(y(1, 1)));
  EXPECT_EQ(y(0, 0), 0);
}

}  // namespace
}  // namespace inkling
