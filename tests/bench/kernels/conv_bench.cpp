#include "conv_bench.h"

#include <Eigen/Core>
#include <cstdio>
#include <vector>

#include "kernels/f32_conv.h"
#include "median_seconds.h"

namespace inkling::bench {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A convolution of one image, stride 1, whose windows have `kernel` lines; beside it Eigen's
// product of the weights and the matrix of columns, as if that were there.
struct Convolution {
  Eigen::Index channels, kernel, side, filters;

  Eigen::Index line() const { return kernel * channels; }
  Eigen::Index pitch() const { return (side + kernel - 1) * channels; }
  Eigen::Index places() const { return side * side; }
  double operations() const {
    return 2e-9 * static_cast<double>(filters * places() * kernel * line());
  }
  // With what kernels may read behind the last line.
  std::vector<float> Image() const {
    return std::vector<float>(static_cast<std::size_t>((side + kernel - 1) * pitch() + 7), 0.5F);
  }
  std::vector<std::uint32_t> Places() const {
    std::vector<std::uint32_t> at;
    for (Eigen::Index place = 0; place < places(); ++place) {
      at.push_back(static_cast<std::uint32_t>(place / side * pitch() + place % side * channels));
    }
    return at;
  }
  void PrintShape(const char* what) const {
    std::printf("%2td x %td x %td, %2td x %td x %td  %-12s", channels, side, side, filters, kernel,
                kernel, what);
  }
  double EigenForwardRate(double round_seconds) const {
    const Matrix w = Matrix::Random(filters, kernel * line());
    const Matrix columns = Matrix::Random(kernel * line(), places());
    Matrix y(filters, places());
    return operations() / MedianSeconds([&] { y.noalias() = w * columns; }, round_seconds);
  }
  double EigenWeightGradientRate(double round_seconds) const {
    const Matrix gy = Matrix::Random(filters, places());
    const Matrix columns = Matrix::Random(kernel * line(), places());
    Matrix gw(filters, kernel * line());
    return operations() /
           MedianSeconds([&] { gw.noalias() = gy * columns.transpose(); }, round_seconds);
  }
};

void MeasureConv(const Convolution& conv, double round_seconds) {
  const std::vector<float> x = conv.Image();
  const std::vector<std::uint32_t> at = conv.Places();
  const std::vector<float> w(
      static_cast<std::size_t>((conv.filters + 7) / 8 * 8 * conv.kernel * conv.line()), 0.5F);
  std::vector<float> y(static_cast<std::size_t>(conv.filters * conv.places()));
  std::vector<float> scratch(kernels::ConvScratch(at.size()));
  const kernels::ConvArguments<float> arguments = {
      .filters = static_cast<std::size_t>(conv.filters),
      .places = at.size(),
      .window = {static_cast<std::size_t>(conv.kernel), static_cast<std::size_t>(conv.line())},
      .x = x.data(),
      .x_stride = static_cast<std::size_t>(conv.pitch()),
      .at = at.data(),
      .w = w.data(),
      .bias = nullptr,
      .y = y.data(),
      .scratch = scratch.data()};
  conv.PrintShape("y");
  const double eigen = conv.EigenForwardRate(round_seconds);
  std::printf("  %6.1f", eigen);
  const auto measure = [&](kernels::F32Conv& convolve) {
    const double rate =
        conv.operations() / MedianSeconds([&] { convolve(arguments); }, round_seconds);
    std::printf("  %12.1f %5.2fx", rate, rate / eigen);
  };
#define INKLING_F32_CONV_BLOCKED(name, places) measure(kernels::name);
#include "kernels/f32_conv.inc"
  std::printf("\n");
  std::fflush(stdout);
}

// The gradient of the weights from gradients of which one in `every` is not zero; given the
// operations of all, since what counts is the time.
void MeasureConvTerms(const Convolution& conv, std::uint32_t every, double round_seconds) {
  const std::vector<float> x = conv.Image();
  const std::vector<std::uint32_t> at = conv.Places();
  std::vector<std::uint32_t> begin = {0};
  std::vector<kernels::ConvTerm<float>> terms;
  std::vector<std::uint32_t> c_at;
  const Eigen::Index size = conv.kernel * conv.line();
  for (Eigen::Index filter = 0; filter < conv.filters; ++filter) {
    c_at.push_back(static_cast<std::uint32_t>(filter * size));
    for (std::size_t i = 0; i < at.size(); i += every) terms.push_back({0.5F, at[i]});
    begin.push_back(static_cast<std::uint32_t>(terms.size()));
  }
  std::vector<float> c(static_cast<std::size_t>(conv.filters * size + 7));
  const kernels::ConvTermsArguments<float> arguments = {
      .terms = {c_at.size(), begin.data(), terms.data()},
      .window = {static_cast<std::size_t>(conv.kernel), static_cast<std::size_t>(conv.line())},
      .b = x.data(),
      .b_stride = static_cast<std::size_t>(conv.pitch()),
      .c = c.data(),
      .c_stride = static_cast<std::size_t>(conv.line()),
      .c_at = c_at.data()};
  conv.PrintShape(every == 1 ? "gW, no zeros" : "gW, 1 in 6");
  const double eigen = conv.EigenWeightGradientRate(round_seconds);
  std::printf("  %6.1f", eigen);
  const auto measure = [&](kernels::F32ConvTerms& add) {
    const double rate = conv.operations() / MedianSeconds([&] { add(arguments); }, round_seconds);
    std::printf("  %12.1f %5.2fx", rate, rate / eigen);
  };
#define INKLING_F32_CONV_TERMS_STRIPS(name) measure(kernels::name);
#include "kernels/f32_conv.inc"
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

void MeasureConvolutions(double round_seconds) {
  std::printf("image, filters                    Eigen");
#define INKLING_F32_CONV_BLOCKED(name, places) std::printf("  %s", #name);
#define INKLING_F32_CONV_TERMS_STRIPS(name) std::printf(" and %s", #name);
#include "kernels/f32_conv.inc"
  std::printf("\n");
  for (const Convolution& conv : {Convolution{8, 5, 14, 16}, {16, 3, 14, 32}, {64, 3, 14, 64}}) {
    MeasureConv(conv, round_seconds);
    for (const std::uint32_t every : {1U, 6U}) MeasureConvTerms(conv, every, round_seconds);
  }
}

}  // namespace inkling::bench
