#include "max_pool_bench.h"

#include <Eigen/Core>
#include <cstdio>
#include <vector>

#include "kernels/f32_max_pool.h"
#include "median_seconds.h"

namespace inkling::bench {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Windows of a size that Eigen knows when it is compiled, as the kernels know 2 x 2.
template <int kSize>
void PoolWithEigen(const kernels::MaxPoolArguments<float>& arguments, const Matrix& x) {
  std::size_t out = 0;
  for (std::size_t channel = 0; channel < arguments.channels; ++channel) {
    for (std::size_t row = 0; row < arguments.out_height; ++row) {
      for (std::size_t column = 0; column < arguments.out_width; ++column, ++out) {
        const auto top =
            static_cast<Eigen::Index>(channel * arguments.height + row * arguments.stride);
        const auto left = static_cast<Eigen::Index>(column * arguments.stride);
        Eigen::Index i = 0;
        Eigen::Index j = 0;
        arguments.y[out] =
            x.block<kSize, kSize>(top, left).template maxCoeff<Eigen::PropagateNaN>(&i, &j);
        arguments.argmax[out] = static_cast<std::uint32_t>((top + i) * x.cols() + left + j);
      }
    }
  }
}

// Of what ReLU leaves of a convolution's outputs: half of them zero, and nothing that a branch
// predictor could learn.
template <int kSize>
void MeasureMaxPool(std::size_t channels, std::size_t side, std::size_t stride,
                    double round_seconds) {
  const Matrix x =
      Matrix::Random(static_cast<Eigen::Index>(channels * side), static_cast<Eigen::Index>(side))
          .cwiseMax(0);
  const std::size_t out_side = (side - kSize) / stride + 1;
  std::vector<float> y(channels * out_side * out_side);
  std::vector<std::uint32_t> argmax(y.size());
  const kernels::MaxPoolArguments<float> arguments = {.channels = channels,
                                                      .height = side,
                                                      .width = side,
                                                      .size = kSize,
                                                      .stride = stride,
                                                      .out_height = out_side,
                                                      .out_width = out_side,
                                                      .x = x.data(),
                                                      .y = y.data(),
                                                      .argmax = argmax.data()};
  const double elements = 1e-9 * static_cast<double>(y.size());
  const double eigen =
      elements / MedianSeconds([&] { PoolWithEigen<kSize>(arguments, x); }, round_seconds);
  std::printf("%2zu x %zu x %zu, %d x %d every %zu %10s %6.3f", channels, side, side, kSize, kSize,
              stride, "", eigen);
  const auto measure = [&](kernels::F32MaxPool& pool) {
    const double rate = elements / MedianSeconds([&] { pool(arguments); }, round_seconds);
    std::printf("  %12.3f %5.2fx", rate, rate / eigen);
  };
#define INKLING_F32_MAX_POOL_REFERENCE(name) measure(kernels::name);
#define INKLING_F32_MAX_POOL_BLOCKED(name) measure(kernels::name);
#include "kernels/f32_max_pool.inc"
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

void MeasureMaxPools(double round_seconds) {
  std::printf("10^9 outputs a second              Eigen");
#define INKLING_F32_MAX_POOL_REFERENCE(name) std::printf("  %s", #name);
#define INKLING_F32_MAX_POOL_BLOCKED(name) std::printf("  %s", #name);
#include "kernels/f32_max_pool.inc"
  std::printf("\n");
  MeasureMaxPool<2>(8, 28, 2, round_seconds);
  MeasureMaxPool<2>(16, 14, 2, round_seconds);
  MeasureMaxPool<3>(16, 14, 2, round_seconds);
}

}  // namespace inkling::bench
