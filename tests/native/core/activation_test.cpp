#include "core/activation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "test_model.h"

namespace inkling {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Five samples of three units, so that whole packets and a remainder are covered.
const Matrix<double> kInputs{
    {-3, -1, -0.5}, {0, 0.25, 0.5}, {1, 2, 5}, {-20, 20, 0.1}, {-0.1, -2, 3}};

template <typename Scalar>
Matrix<Scalar> Activate(const Activation& activation, const Matrix<double>& inputs,
                        const Scalar* bias = nullptr) {
  Matrix<Scalar> y = inputs.cast<Scalar>();
  AddBiasAndActivate(activation, bias, View(y));
  return y;
}

// Both types. Slopes and amplitudes round, too, and the slope of a steep function enlarges that.
template <typename Scalar>
void ExpectValues(const Activation& activation, double (*expected)(double)) {
  const Matrix<Scalar> y = Activate<Scalar>(activation, kInputs);
  const double tolerance = 8.0 * static_cast<double>(std::numeric_limits<Scalar>::epsilon());
  for (Index i = 0; i < y.size(); ++i) {
    const double value = expected(static_cast<double>(static_cast<Scalar>(kInputs.data()[i])));
    EXPECT_NEAR(static_cast<double>(y.data()[i]), value, tolerance * std::abs(value) + 1e-38)
        << "at " << kInputs.data()[i];
  }
}

TEST(Activation, IdentityGivesItsInput) {
  ExpectValues<float>(Identity{}, [](double x) { return x; });
  ExpectValues<double>(Identity{}, [](double x) { return x; });
}

TEST(Activation, SigmoidIsTheLogisticFunction) {
  ExpectValues<float>(Sigmoid{}, [](double x) { return 1 / (1 + std::exp(-x)); });
  ExpectValues<double>(Sigmoid{}, [](double x) { return 1 / (1 + std::exp(-x)); });
}

TEST(Activation, TanhIsTheHyperbolicTangent) {
  ExpectValues<float>(Tanh{}, [](double x) { return std::tanh(x); });
  ExpectValues<double>(Tanh{}, [](double x) { return std::tanh(x); });
}

TEST(Activation, ReluClipsBelowZero) {
  ExpectValues<float>(Relu{}, [](double x) { return std::max(x, 0.0); });
  ExpectValues<double>(Relu{}, [](double x) { return std::max(x, 0.0); });
}

TEST(Activation, SlopesMultiplyTheInput) {
  // Exactly, as the slope is a power of two.
  const Matrix<double> doubled = 2 * kInputs;
  EXPECT_EQ(Activate<float>(Sigmoid{2}, kInputs), Activate<float>(Sigmoid{}, doubled));
  EXPECT_EQ(Activate<double>(Sigmoid{2}, kInputs), Activate<double>(Sigmoid{}, doubled));
  EXPECT_EQ(Activate<float>(Tanh{2}, kInputs), Activate<float>(Tanh{}, doubled));
  EXPECT_EQ(Activate<double>(Tanh{2}, kInputs), Activate<double>(Tanh{}, doubled));
}

TEST(Activation, ImprovedSigmoidIsAScaledTanhThatKeepsOneAndMinusOne) {
  ExpectValues<float>(ImprovedSigmoid{}, [](double x) { return 1.7159 * std::tanh(2 * x / 3); });
  ExpectValues<double>(ImprovedSigmoid{}, [](double x) { return 1.7159 * std::tanh(2 * x / 3); });
  // The source gives the amplitude to five digits.
  const Matrix<double> y = Activate<double>(ImprovedSigmoid{}, Matrix<double>{{1, -1}});
  EXPECT_NEAR(y(0, 0), 1, 1e-4);
  EXPECT_NEAR(y(0, 1), -1, 1e-4);
}

TEST(Activation, ReluClipsAtItsFloorAfterItsSlope) {
  ExpectValues<float>(Relu{0.5, -1}, [](double x) { return std::max(0.5 * x, -1.0); });
  ExpectValues<double>(Relu{2, 0.25}, [](double x) { return std::max(2 * x, 0.25); });
}

TEST(Activation, LeakyReluHasASmallSlopeBelowZero) {
  // Rounded to float, as the activation rounds it.
  ExpectValues<float>(LeakyRelu{0.125}, [](double x) { return x > 0 ? x : 0.125 * x; });
  ExpectValues<double>(LeakyRelu{}, [](double x) { return x > 0 ? x : 0.01 * x; });
  ExpectValues<double>(LeakyRelu{0}, [](double x) { return std::max(x, 0.0); });
}

TEST(Activation, Relu6ClipsBelowZeroAndAboveSix) {
  ExpectValues<float>(Relu6{}, [](double x) { return std::min(std::max(x, 0.0), 6.0); });
  ExpectValues<double>(Relu6{}, [](double x) { return std::min(std::max(x, 0.0), 6.0); });
}

TEST(Activation, IsAFloorIfItIsIdentityOrAReluOfSlopeOne) {
  EXPECT_EQ(FloorOf(Relu{}), 0);
  EXPECT_EQ(FloorOf(Relu{.floor = -0.5}), -0.5F);
  EXPECT_EQ(FloorOf(Identity{}), -std::numeric_limits<float>::infinity());
  const Activation others[] = {Relu{.slope = 2}, LeakyRelu{}, Relu6{}, Sigmoid{}, Tanh{}};
  for (const Activation& other : others) EXPECT_EQ(FloorOf(other), std::nullopt);
}

TEST(Activation, AddsTheBiasOfEachUnitBeforeActivating) {
  const std::vector<double> bias = {1, -1, 0.5};
  const Matrix<double> y = Activate<double>(Relu{}, kInputs, bias.data());
  for (Index sample = 0; sample < y.rows(); ++sample) {
    for (Index unit = 0; unit < y.cols(); ++unit) {
      EXPECT_EQ(y(sample, unit),
                std::max(kInputs(sample, unit) + bias[static_cast<std::size_t>(unit)], 0.0));
    }
  }
}

TEST(Activation, LetsNaNThroughSoThatDivergenceIsSeen) {
  // Nine units: a NaN in a packet of any width, and one in the remainder.
  Matrix<double> x = Matrix<double>::Ones(1, 9);
  x(0, 1) = kNaN;
  x(0, 8) = kNaN;
  for (const Activation& activation :
       {Activation(Identity{}), Activation(Sigmoid{}), Activation(Tanh{}),
        Activation(ImprovedSigmoid{}), Activation(Relu{}), Activation(Relu{2, -1}),
        Activation(LeakyRelu{}), Activation(Relu6{})}) {
    const Matrix<float> y = Activate<float>(activation, x);
    EXPECT_TRUE(std::isnan(y(0, 1))) << activation.index();
    EXPECT_TRUE(std::isnan(y(0, 8))) << activation.index();
    EXPECT_FALSE(std::isnan(y(0, 0))) << activation.index();
  }
}

TEST(Activation, SaturatesAtInfinity) {
  const Matrix<double> x{{-kInfinity, kInfinity, -1e30, 1e30}};
  const Matrix<float> sigmoid = Activate<float>(Sigmoid{}, x);
  EXPECT_EQ(sigmoid, (Matrix<float>{{0, 1, 0, 1}}));
  const Matrix<float> tanh = Activate<float>(Tanh{}, x);
  EXPECT_EQ(tanh, (Matrix<float>{{-1, 1, -1, 1}}));
}

// f'(x) written in terms of the output, against the derivative in terms of the input.
void ExpectDerivative(const Activation& activation, double (*derivative)(double)) {
  const Matrix<double> y = Activate<double>(activation, kInputs);
  Matrix<double> grad = Matrix<double>::Constant(y.rows(), y.cols(), 3);
  BackwardActivation(activation, ConstView(y), View(grad));
  for (Index i = 0; i < y.size(); ++i) {
    // Terms such as 1 - y lose what y is rounded by: a few units in the last place of 1.
    EXPECT_NEAR(grad.data()[i], 3 * derivative(kInputs.data()[i]), 3 * 1e-15)
        << "at " << kInputs.data()[i];
  }
}

TEST(Activation, IdentityPassesTheGradientOn) {
  ExpectDerivative(Identity{}, [](double) { return 1.0; });
}

TEST(Activation, SigmoidScalesTheGradientByItsDerivative) {
  ExpectDerivative(Sigmoid{}, [](double x) {
    const double e = std::exp(-std::abs(x));
    return e / ((1 + e) * (1 + e));
  });
}

TEST(Activation, TanhScalesTheGradientByItsDerivative) {
  ExpectDerivative(Tanh{}, [](double x) { return 1 / (std::cosh(x) * std::cosh(x)); });
}

TEST(Activation, SlopesMultiplyTheDerivative) {
  ExpectDerivative(Sigmoid{0.5}, [](double x) {
    const double e = std::exp(-std::abs(0.5 * x));
    return 0.5 * e / ((1 + e) * (1 + e));
  });
  ExpectDerivative(Tanh{0.5},
                   [](double x) { return 0.5 / (std::cosh(0.5 * x) * std::cosh(0.5 * x)); });
}

TEST(Activation, ImprovedSigmoidScalesTheGradientByItsDerivative) {
  ExpectDerivative(ImprovedSigmoid{}, [](double x) {
    const double cosh = std::cosh(2 * x / 3);
    return 1.7159 * 2 / 3 / (cosh * cosh);
  });
}

TEST(Activation, ReluStopsTheGradientOfInactiveUnits) {
  ExpectDerivative(Relu{}, [](double x) { return x > 0 ? 1.0 : 0.0; });
  // Kinks at -2, which is among the inputs, and at 0.125.
  ExpectDerivative(Relu{0.5, -1}, [](double x) { return x > -2 ? 0.5 : 0.0; });
  ExpectDerivative(Relu{2, 0.25}, [](double x) { return x > 0.125 ? 2.0 : 0.0; });
}

TEST(Activation, OfAPlainReluOnlyStopsTheGradientWhereTheOutputIsZero) {
  EXPECT_TRUE(OnlyStopsGradientAtZero(Relu{}));
  const Activation others[] = {Relu{.slope = 2}, Relu{.floor = 0.5}, Relu{.floor = -0.5},
                               Relu6{},          LeakyRelu{},        Identity{}};
  for (const Activation& other : others) EXPECT_FALSE(OnlyStopsGradientAtZero(other));
}

TEST(Activation, LeakyReluPassesAShareOfTheGradientOfInactiveUnits) {
  ExpectDerivative(LeakyRelu{0.125}, [](double x) { return x > 0 ? 1.0 : 0.125; });
  ExpectDerivative(LeakyRelu{0}, [](double x) { return x > 0 ? 1.0 : 0.0; });
}

TEST(Activation, Relu6StopsTheGradientOnBothSides) {
  ExpectDerivative(Relu6{}, [](double x) { return x > 0 && x < 6 ? 1.0 : 0.0; });
}

}  // namespace
}  // namespace inkling
