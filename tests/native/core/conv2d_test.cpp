#include "core/conv2d.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "kernels/parallel.h"
#include "test_model.h"

namespace inkling {
namespace {

// Convolution by its definition, in double, with the padding rule restated: the whole image is
// surrounded by `before` zeros at the front and as many as are needed at the end.
struct NaiveConv {
  Shape image;
  Index filters, kernel, stride;
  bool same;

  static Index Places(Index side, Index kernel, Index stride, bool same) {
    if (same) return side / stride + (side % stride == 0 ? 0 : 1);
    return (side - kernel) / stride + 1;
  }
  Index height() const { return Places(image.height, kernel, stride, same); }
  Index width() const { return Places(image.width, kernel, stride, same); }
  Index Before(Index side) const {
    if (!same) return 0;
    const Index zeros = (Places(side, kernel, stride, true) - 1) * stride + kernel - side;
    return zeros > 0 ? zeros / 2 : 0;
  }

  // Calls visit(index in y, index in x, index in W) for every product of one sample.
  template <typename Visit>
  void ForEachProduct(Visit&& visit) const {
    for (Index f = 0; f < filters; ++f) {
      for (Index oy = 0; oy < height(); ++oy) {
        for (Index ox = 0; ox < width(); ++ox) {
          for (Index c = 0; c < image.channels; ++c) {
            for (Index i = 0; i < kernel; ++i) {
              for (Index j = 0; j < kernel; ++j) {
                const Index y = oy * stride + i - Before(image.height);
                const Index x = ox * stride + j - Before(image.width);
                if (y < 0 || y >= image.height || x < 0 || x >= image.width) continue;
                visit((f * height() + oy) * width() + ox, (c * image.height + y) * image.width + x,
                      ((f * image.channels + c) * kernel + i) * kernel + j);
              }
            }
          }
        }
      }
    }
  }
};

Conv2d MakeConv(const NaiveConv& naive, bool has_bias) {
  Conv2d conv;
  conv.windows = MakeWindows(naive.image, naive.kernel, naive.stride,
                             naive.same ? Padding::kSame : Padding::kValid);
  conv.filters = naive.filters;
  conv.has_bias = has_bias;
  conv.activation = Identity{};
  conv.weight_offset = 3;
  conv.bias_offset = 3 + conv.weight_size() + 2;
  return conv;
}

template <typename Scalar>
struct Scratch {
  Scratch(const Conv2d& conv, Index samples)
      : memory(static_cast<std::size_t>(conv.ScratchSize())),
        state(static_cast<std::size_t>(conv.StateBytes<Scalar>(samples))) {}
  LayerContext<Scalar> context() { return {{}, 0, state.data(), memory.data()}; }
  std::vector<Scalar> memory;
  std::vector<std::byte> state;
};

// A convolution of one image, with the identity as activation and no bias.
Matrix<double> Convolve(const NaiveConv& naive, const Matrix<double>& x,
                        const std::vector<double>& weight) {
  Conv2d conv = MakeConv(naive, false);
  conv.weight_offset = 0;
  Scratch<double> scratch(conv, 1);
  Matrix<double> y(1, conv.output_shape().size());
  conv.Forward<double>(weight.data(), scratch.context(), ConstView(x), View(y));
  return y;
}

TEST(Conv2d, ByHandWithoutPadding) {
  // 1 2 3          1 2      1 * 1 + 2 * 2 + 4 * 3 + 5 * 4 = 37, and so on.
  // 4 5 6   with   3 4
  // 7 8 9
  const Matrix<double> x{{1, 2, 3, 4, 5, 6, 7, 8, 9}};
  const NaiveConv naive{{1, 3, 3}, 1, 2, 1, false};
  EXPECT_EQ(Convolve(naive, x, {1, 2, 3, 4}), (Matrix<double>{{37, 47, 67, 77}}));
}

TEST(Conv2d, PadsOddKernelsEvenlyToTheSameSize) {
  // A kernel that copies its upper left element moves the image one down and one right.
  const Matrix<double> x{{1, 2, 3, 4, 5, 6, 7, 8, 9}};
  const NaiveConv naive{{1, 3, 3}, 1, 3, 1, true};
  EXPECT_EQ(Convolve(naive, x, {1, 0, 0, 0, 0, 0, 0, 0, 0}),
            (Matrix<double>{{0, 0, 0, 0, 1, 2, 0, 4, 5}}));
}

TEST(Conv2d, PadsEvenKernelsAtTheEndOnly) {
  // As TensorFlow and PyTorch: element (0, 0) of a 2 x 2 kernel lies on the pixel itself.
  const Matrix<double> x{{1, 2, 3, 4, 5, 6, 7, 8, 9}};
  const NaiveConv naive{{1, 3, 3}, 1, 2, 1, true};
  EXPECT_EQ(Convolve(naive, x, {1, 0, 0, 0}), x);
  EXPECT_EQ(Convolve(naive, x, {0, 0, 0, 1}), (Matrix<double>{{5, 6, 0, 8, 9, 0, 0, 0, 0}}));
}

TEST(Conv2d, PadsForAStrideAsTensorFlow) {
  // 4 pixels, kernel 3, stride 2: two places and one zero, which comes at the end, so that the
  // places begin at pixels 0 and 2.
  const Matrix<double> x{{1, 2, 3, 4}};
  const NaiveConv naive{{1, 1, 4}, 1, 3, 2, true};
  // One row: the kernel's middle row lies on it (two zeros above and below shared evenly).
  EXPECT_EQ(Convolve(naive, x, {0, 0, 0, 1, 10, 100, 0, 0, 0}), (Matrix<double>{{321, 43}}));
}

TEST(Conv2d, HasTheShapesOfItsWeightAndFans) {
  const Conv2d conv = MakeConv({{3, 8, 9}, 5, 4, 1, true}, true);
  EXPECT_EQ(conv.output_shape(), (Shape{5, 8, 9}));
  EXPECT_EQ(conv.weight_size(), 5 * 3 * 16);
  EXPECT_EQ(conv.fan_in(), 3 * 16);
  EXPECT_EQ(conv.fan_out(), 5 * 16);
  EXPECT_EQ(conv.multiply_adds(), 5 * 3 * 16 * 72);
}

// Every geometry of a range of sides, kernels, strides and paddings.
std::vector<NaiveConv> Geometries() {
  std::vector<NaiveConv> all;
  for (const Index height : {1, 4, 7}) {
    for (const Index width : {3, 6}) {
      for (const Index channels : {1, 3}) {
        for (const Index kernel : {1, 2, 3, 4, 5}) {
          for (const Index stride : {1, 2, 3}) {
            for (const bool same : {true, false}) {
              if (!same && (kernel > height || kernel > width)) continue;
              all.push_back({{channels, height, width}, 1 + kernel % 3, kernel, stride, same});
            }
          }
        }
      }
    }
  }
  return all;
}

TEST(Conv2d, AgreesWithItsDefinitionForManyGeometries) {
  constexpr Index kSamples = 2;
  // Sums of at most 5 * 5 * 3 + 1 products of order one in double: below 76 * 2^-53 * 16.
  constexpr double kTolerance = 2e-13;
  RandomStream random(1, Stream::kInitialization, 0);
  for (const NaiveConv& naive : Geometries()) {
    SCOPED_TRACE(testing::Message()
                 << naive.image.channels << " x " << naive.image.height << " x "
                 << naive.image.width << ", kernel " << naive.kernel << ", stride " << naive.stride
                 << (naive.same ? ", same" : ", valid"));
    const Conv2d conv = MakeConv(naive, true);
    const Index outputs = naive.filters * naive.height() * naive.width();
    ASSERT_EQ(conv.output_shape(), (Shape{naive.filters, naive.height(), naive.width()}));
    const auto x = RandomMatrix<double>(kSamples, naive.image.size(), random);
    const auto params = RandomMatrix<double>(1, conv.bias_offset + naive.filters, random);
    const auto grad_z = RandomMatrix<double>(kSamples, outputs, random);
    const double* weight = params.data() + conv.weight_offset;

    Matrix<double> y(kSamples, outputs);
    Matrix<double> grad_x = Matrix<double>::Zero(kSamples, x.cols());
    Matrix<double> grads = Matrix<double>::Ones(1, params.cols());
    const Index places = naive.height() * naive.width();
    for (Index sample = 0; sample < kSamples; ++sample) {
      for (Index i = 0; i < outputs; ++i) {
        y(sample, i) = params(0, conv.bias_offset + i / places);
        grads(0, conv.bias_offset + i / places) += grad_z(sample, i);
      }
      naive.ForEachProduct([&](Index at_y, Index at_x, Index at_w) {
        y(sample, at_y) += x(sample, at_x) * weight[at_w];
        grad_x(sample, at_x) += grad_z(sample, at_y) * weight[at_w];
        grads(0, conv.weight_offset + at_w) += grad_z(sample, at_y) * x(sample, at_x);
      });
    }

    Scratch<double> scratch(conv, kSamples);
    Matrix<double> forward(kSamples, outputs);
    conv.Forward<double>(params.data(), scratch.context(), ConstView(x), View(forward));
    EXPECT_LT((forward - y).cwiseAbs().maxCoeff(), kTolerance);
    Matrix<double> backward_input = Matrix<double>::Constant(kSamples, x.cols(), 100);
    conv.BackwardInput<double>(params.data(), scratch.context(), ConstView(grad_z),
                               View(backward_input));
    EXPECT_LT((backward_input - grad_x).cwiseAbs().maxCoeff(), kTolerance);
    Matrix<double> backward_parameters = Matrix<double>::Ones(1, params.cols());
    conv.BackwardParameters<double>(scratch.context(), ConstView(x), ConstView(grad_z),
                                    backward_parameters.data());
    EXPECT_LT((backward_parameters - grads).cwiseAbs().maxCoeff(), 10 * kTolerance);
  }
}

TEST(Conv2d, InFloatAgreesWithDouble) {
  // Sums of 75 (forward) and 100 (gradient) products of order one: 4 sqrt(n) 2^-24 of them.
  const Conv2d conv = MakeConv({{3, 10, 10}, 6, 5, 1, true}, true);
  RandomStream random(1, Stream::kInitialization, 0);
  const auto x = RandomMatrix<float>(2, 300, random);
  const auto params = RandomMatrix<float>(1, conv.bias_offset + 6, random);
  const auto grad_z = RandomMatrix<float>(2, 600, random);
  const Matrix<double> x2 = x.cast<double>();
  const Matrix<double> params2 = params.cast<double>();
  const Matrix<double> grad_z2 = grad_z.cast<double>();
  Scratch<float> single(conv, 2);
  Scratch<double> twice(conv, 2);
  Matrix<float> y(2, 600);
  Matrix<double> y2(2, 600);
  conv.Forward<float>(params.data(), single.context(), ConstView(x), View(y));
  conv.Forward<double>(params2.data(), twice.context(), ConstView(x2), View(y2));
  EXPECT_LT((y.cast<double>() - y2).norm(), 4 * 8.7 * 0x1p-24 * y2.norm());
  Matrix<float> grads = Matrix<float>::Zero(1, params.cols());
  Matrix<double> grads2 = Matrix<double>::Zero(1, params.cols());
  conv.BackwardParameters<float>(single.context(), ConstView(x), ConstView(grad_z), grads.data());
  conv.BackwardParameters<double>(twice.context(), ConstView(x2), ConstView(grad_z2),
                                  grads2.data());
  EXPECT_LT((grads.cast<double>() - grads2).norm(), 4 * 14 * 0x1p-24 * grads2.norm());
}

// All that a convolution computes of a batch, in float, one number after another.
std::vector<float> ComputeAll(const Conv2d& conv, Index samples) {
  RandomStream random(1, Stream::kInitialization, 0);
  const auto x = RandomMatrix<float>(samples, conv.windows.image.size(), random);
  const auto params = RandomMatrix<float>(1, conv.bias_offset + conv.filters, random);
  auto grad_z = RandomMatrix<float>(samples, conv.output_shape().size(), random);
  // Most gradients zero, as behind max-pooling.
  for (Index i = 0; i < grad_z.size(); ++i) grad_z.data()[i] *= i % 3 == 0 ? 1.0F : 0.0F;
  const auto threads = static_cast<Index>(kernels::ThreadCount());
  std::vector<float> memory(static_cast<std::size_t>(threads * conv.ScratchSize()));
  std::vector<std::byte> state(static_cast<std::size_t>(conv.StateBytes<float>(samples)));
  const LayerContext<float> context{{}, 0, state.data(), memory.data(), conv.ScratchSize()};
  Matrix<float> y(samples, grad_z.cols());
  Matrix<float> grad_x(samples, x.cols());
  Matrix<float> grads = Matrix<float>::Zero(1, params.cols());
  conv.Forward<float>(params.data(), context, ConstView(x), View(y));
  conv.BackwardInput<float>(params.data(), context, ConstView(grad_z), View(grad_x));
  conv.BackwardParameters<float>(context, ConstView(x), ConstView(grad_z), grads.data());
  std::vector<float> all;
  for (const Matrix<float>* matrix : {&y, &grad_x, &grads}) {
    all.insert(all.end(), matrix->data(), matrix->data() + matrix->size());
  }
  return all;
}

TEST(Conv2d, ComputesTheSameBitsWithAnyNumberOfThreads) {
  for (const Index channels : {1, 3}) {
    const Conv2d conv = MakeConv({{channels, 9, 11}, 13, 3, 1, true}, true);
    const std::vector<float> expected = ComputeAll(conv, 17);
    for (const std::size_t threads : {2, 3, 4}) {
      ASSERT_EQ(kernels::StartThreads(threads), threads);
      EXPECT_EQ(ComputeAll(conv, 17), expected) << threads << " threads";
    }
    kernels::StartThreads(1);
  }
}

TEST(Conv2d, AddsABiasAndActivates) {
  Conv2d conv = MakeConv({{1, 2, 2}, 1, 1, 1, true}, true);
  conv.activation = Relu{};
  conv.weight_offset = 0;
  conv.bias_offset = 1;
  const std::vector<double> params = {2, -3};
  Scratch<double> scratch(conv, 1);
  const Matrix<double> x{{1, 2, 3, -4}};
  Matrix<double> y(1, 4);
  conv.Forward<double>(params.data(), scratch.context(), ConstView(x), View(y));
  EXPECT_EQ(y, (Matrix<double>{{0, 1, 3, 0}}));
}

}  // namespace
}  // namespace inkling
