// The backward passes of a fully connected layer in float, from lists of what is not zero.
#include <gtest/gtest.h>

#include <vector>

#include "core/dense.h"
#include "kernels/parallel.h"
#include "test_model.h"

namespace inkling {
namespace {

// A layer whose forward pass has run, with exactly the memory that it asks for.
class DensePass {
 public:
  DensePass(Index samples, Index inputs, Index outputs, double x_density, double grad_density)
      : dense{.inputs = inputs,
              .outputs = outputs,
              .has_bias = true,
              .activation = Identity{},
              .weight_offset = 0,
              .bias_offset = inputs * outputs},
        random_(1, Stream::kInitialization, 0),
        x(SparseMatrix(samples, inputs, x_density, random_)),
        grad_z(SparseMatrix(samples, outputs, grad_density, random_)),
        params(RandomMatrix<float>(1, inputs * outputs + outputs, random_)),
        grads(RandomMatrix<float>(1, params.cols(), random_)),
        grad_x(Matrix<float>::Constant(samples, inputs, 7)),
        scratch_(static_cast<std::size_t>(dense.ScratchSize()) * kernels::ThreadCount()),
        state_(static_cast<std::size_t>(dense.StateBytes<float>(samples))) {
    Matrix<float> y(samples, outputs);
    dense.Forward<float>(params.data(), context(), ConstView(x), View(y));
  }

  LayerContext<float> context() {
    return {{}, 0, state_.data(), scratch_.data(), dense.ScratchSize()};
  }
  void BackwardParameters() {
    dense.BackwardParameters<float>(context(), ConstView(x), ConstView(grad_z), grads.data());
  }
  bool BackwardAtNonZeros(Matrix<float>& target) {
    return dense.BackwardAtNonZeros<float>(params.data(), context(), ConstView(x),
                                           ConstView(grad_z), View(grad_x), target.data());
  }

  Dense dense;

 private:
  RandomStream random_;

 public:
  Matrix<float> x, grad_z, params, grads, grad_x;

 private:
  std::vector<float> scratch_;
  std::vector<std::byte> state_;
};

// A sum of k products in float and one term more, in any order, is off by at most
// gamma = (k + 1) u / (1 - (k + 1) u) times the sum of the magnitudes, u = 2^-24 (Higham 2002,
// "Accuracy and Stability of Numerical Algorithms", section 3.1).
double Gamma(Index terms) {
  const double roundings = static_cast<double>(terms + 1) * 0x1p-24;
  return roundings / (1 - roundings);
}

// Of the layer's weight in an arena, row-major, in double.
Matrix<double> WeightOf(const Dense& dense, const Matrix<float>& arena) {
  const TensorInfo weight{.name = "weight",
                          .layer = 0,
                          .shape = {dense.inputs, dense.outputs},
                          .size = dense.inputs * dense.outputs,
                          .offset = 0,
                          .is_bias = false,
                          .is_tiled = true};
  Matrix<float> packed(dense.inputs, dense.outputs);
  PackTensors<float>(std::span(&weight, 1), {arena.data(), static_cast<std::size_t>(arena.size())},
                     {packed.data(), static_cast<std::size_t>(packed.size())});
  return packed.cast<double>();
}

void ExpectWithin(const Matrix<double>& bound, const Matrix<double>& actual,
                  const Matrix<double>& expected) {
  EXPECT_TRUE(((actual - expected).array().abs() <= bound.array()).all())
      << (actual - expected).array().abs().maxCoeff();
}

// What was added to `before` in `after` is the gradient with respect to weight and bias.
void ExpectGradients(const DensePass& pass, const Matrix<float>& before,
                     const Matrix<float>& after) {
  const Matrix<double> x = pass.x.cast<double>();
  const Matrix<double> grad = pass.grad_z.cast<double>();
  const Matrix<double> weight = WeightOf(pass.dense, before);
  ExpectWithin(Gamma(x.rows()) * (x.cwiseAbs().transpose() * grad.cwiseAbs() + weight.cwiseAbs()),
               WeightOf(pass.dense, after), weight + x.transpose() * grad);
  const Index outputs = pass.dense.outputs;
  const Matrix<double> bias = before.rightCols(outputs).cast<double>();
  ExpectWithin(Gamma(x.rows()) * (grad.cwiseAbs().colwise().sum() + bias.cwiseAbs()),
               after.rightCols(outputs).cast<double>(), bias + grad.colwise().sum());
}

void ExpectInputGradient(const DensePass& pass, const Matrix<double>& weight) {
  const Matrix<double> grad = pass.grad_z.cast<double>();
  const Matrix<double> is_wanted = (pass.x.array() != 0).cast<double>();
  ExpectWithin(Gamma(grad.cols()) *
                   (grad.cwiseAbs() * weight.cwiseAbs().transpose()).cwiseProduct(is_wanted),
               pass.grad_x.cast<double>(), (grad * weight.transpose()).cwiseProduct(is_wanted));
}

struct Sizes {
  Index samples, inputs, outputs;
};

// Whole tiles and narrow ones; lists of samples in one block and in two.
const Sizes kSizes[] = {{30, 64, 64}, {40, 71, 90}, {250, 33, 45}, {70, 1, 32}};

TEST(DenseBackward, AtNonZerosGivesBothGradients) {
  for (const auto& [samples, inputs, outputs] : kSizes) {
    DensePass pass(samples, inputs, outputs, 0.5, 0.8);
    const Matrix<float> before = pass.grads;
    ASSERT_TRUE(pass.BackwardAtNonZeros(pass.grads)) << samples << " samples";
    ExpectGradients(pass, before, pass.grads);
    ExpectInputGradient(pass, WeightOf(pass.dense, pass.params));
  }
}

// As a step of plain gradient descent does it.
TEST(DenseBackward, AtNonZerosAddsToTheWeightsThatItReads) {
  DensePass pass(40, 71, 90, 0.6, 0.7);
  const Matrix<float> before = pass.params;
  ASSERT_TRUE(pass.BackwardAtNonZeros(pass.params));
  ExpectGradients(pass, before, pass.params);
  ExpectInputGradient(pass, WeightOf(pass.dense, before));
}

TEST(DenseBackward, AtNonZerosDoesNothingWhereTheOtherWayIsFaster) {
  struct Case {
    const char* why;
    Index samples;
    double x_density, grad_density;
  };
  for (const auto& [why, samples, x_density, grad_density] :
       {Case{"x has no zeros", 40, 1, 0.7}, Case{"most gradients are zero", 40, 0.7, 0.2},
        Case{"few samples", 10, 0.6, 0.7}}) {
    DensePass pass(samples, 71, 90, x_density, grad_density);
    const Matrix<float> before = pass.grads;
    EXPECT_FALSE(pass.BackwardAtNonZeros(pass.grads)) << why;
    EXPECT_EQ(pass.grads, before) << why;
    EXPECT_EQ(pass.grad_x, Matrix<float>::Constant(samples, 71, 7)) << why;
  }
}

TEST(DenseBackward, ParametersAddsTheSameFromListsOfSamplesAndOfInputs) {
  // On average an input is not zero in 3 samples, in 30, and in nearly all.
  for (const auto& [samples, density] : {std::pair<Index, double>{30, 0.1}, {60, 0.5}, {40, 1}}) {
    DensePass pass(samples, 71, 90, density, 0.7);
    const Matrix<float> before = pass.grads;
    pass.BackwardParameters();
    ExpectGradients(pass, before, pass.grads);
  }
}

TEST(DenseBackward, ComputesTheSameBitsWithAnyNumberOfThreads) {
  const auto compute = [](double density) {
    // So much work that loops are shared.
    DensePass pass(200, 300, 200, density, 0.7);
    if (density > 0.5) {
      EXPECT_TRUE(pass.BackwardAtNonZeros(pass.grads));
    } else {
      pass.BackwardParameters();
    }
    return std::pair(pass.grads, pass.grad_x);
  };
  for (const double density : {0.6, 0.05}) {
    const auto expected = compute(density);
    for (const std::size_t threads : {2, 3}) {
      ASSERT_EQ(kernels::StartThreads(threads), threads);
      EXPECT_EQ(compute(density), expected) << threads << " threads";
    }
    kernels::StartThreads(1);
  }
}

}  // namespace
}  // namespace inkling
