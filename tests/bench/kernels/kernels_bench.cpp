// Measures every kernel of the registries beside Eigen: products in GFLOP/s at the shapes of
// 784-512-256-10 and of some convolutions, functions in elements, max-pooling in outputs, as tables
// on standard output. Runs natively and as WebAssembly.
#include <Eigen/Core>
#include <cstdio>
#include <utility>
#include <vector>

#include "conv_bench.h"
#include "kernels/f32_gemm.h"
#include "kernels/f32_map.h"
#include "list_bench.h"
#include "max_pool_bench.h"
#include "median_seconds.h"
#include "sparse_bench.h"

namespace {

using inkling::bench::MedianSeconds;
using inkling::kernels::F32Gemm;
using inkling::kernels::F32GemmArguments;
using inkling::kernels::F32Map;
using inkling::kernels::kF32GemmScratch;

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Layer {
  Eigen::Index batch, inputs, outputs;
};

enum class Product { kForward, kBackwardInput, kBackwardWeights };

constexpr const char* kProductNames[] = {"y = x W", "gx = gy W^T", "gW = x^T gy"};

[[gnu::noinline]] void MultiplyWithEigen(const Matrix& a, const Matrix& b, Product product,
                                         Matrix& c) {
  switch (product) {
    case Product::kForward:
      c.noalias() = a * b;
      return;
    case Product::kBackwardInput:
      c.noalias() = a * b.transpose();
      return;
    case Product::kBackwardWeights:
      c.noalias() = a.transpose() * b;
      return;
  }
}

void Measure(const Layer& layer, Product product, double round_seconds) {
  const Matrix x = Matrix::Random(layer.batch, layer.inputs);
  const Matrix w = Matrix::Random(layer.inputs, layer.outputs);
  const Matrix gy = Matrix::Random(layer.batch, layer.outputs);
  const Matrix& a = product == Product::kBackwardInput ? gy : x;
  const Matrix& b = product == Product::kBackwardWeights ? gy : w;
  const bool a_transposed = product == Product::kBackwardWeights;
  const bool b_transposed = product == Product::kBackwardInput;
  const Eigen::Index m = a_transposed ? a.cols() : a.rows();
  const Eigen::Index k = a_transposed ? a.rows() : a.cols();
  const Eigen::Index n = b_transposed ? b.rows() : b.cols();
  Matrix c(m, n);
  std::vector<float> scratch(kF32GemmScratch);
  const double flops = 2e-9 * static_cast<double>(m * n * k);

  std::printf("%4td x %td x %-5td %-12s", layer.batch, layer.inputs, layer.outputs,
              kProductNames[static_cast<int>(product)]);
  const double eigen =
      flops / MedianSeconds([&] { MultiplyWithEigen(a, b, product, c); }, round_seconds);
  std::printf("  %6.1f", eigen);

  const auto measure = [&](F32Gemm& gemm) {
    const F32GemmArguments arguments = {
        .m = static_cast<std::size_t>(m),
        .n = static_cast<std::size_t>(n),
        .k = static_cast<std::size_t>(k),
        .a = {a.data(), static_cast<std::size_t>(a.outerStride()), a_transposed},
        .b = {b.data(), static_cast<std::size_t>(b.outerStride()), b_transposed},
        .c = c.data(),
        .c_stride = static_cast<std::size_t>(c.outerStride()),
        .scratch = scratch.data()};
    const double rate = flops / MedianSeconds([&] { gemm(arguments); }, round_seconds);
    std::printf("  %12.1f %5.2fx", rate, rate / eigen);
  };
#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) measure(inkling::kernels::name);
#include "kernels/f32_gemm.inc"
  std::printf("\n");
  std::fflush(stdout);
}

// y = f(x) for a batch of outputs, with the copy of x that a function in place needs anew.
template <typename Function>
void MeasureMap(const char* name, F32Map& map, const Function& function, double round_seconds) {
  const Eigen::ArrayXf x = Eigen::ArrayXf::Random(128 * 64) * 4;
  Eigen::ArrayXf y(x.size());
  const double elements = 1e-9 * static_cast<double>(x.size());
  const double eigen = elements / MedianSeconds([&] { y = function(x); }, round_seconds);
  const double rate =
      elements /
      MedianSeconds(
          [&] {
            y = x;
            map({.rows = 1, .columns = static_cast<std::size_t>(y.size()), .y = y.data()});
          },
          round_seconds);
  std::printf("%-34s %6.2f  %6.2f %5.2fx\n", name, eigen, rate, rate / eigen);
  std::fflush(stdout);
}

// What Eigen has for each function of the registry.
const auto kEigenExp = [](const Eigen::ArrayXf& x) { return x.exp(); };
const auto kEigenSigmoid = [](const Eigen::ArrayXf& x) { return x.logistic(); };
const auto kEigenTanh = [](const Eigen::ArrayXf& x) { return x.tanh(); };

}  // namespace

// Any argument makes the rounds short.
int main(int argc, char**) {
  const double round_seconds = argc > 1 ? 0.01 : 0.1;
  std::printf("GFLOP/s, Eigen with %s\n", Eigen::SimdInstructionSetsInUse());
  std::printf("batch x inputs x outputs           Eigen");
#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) std::printf("  %s", #name);
#include "kernels/f32_gemm.inc"
  std::printf("\n");
  for (const Eigen::Index batch : {128, 512}) {
    for (const auto& [inputs, outputs] :
         {std::pair<Eigen::Index, Eigen::Index>{784, 512}, {512, 256}, {256, 10}}) {
      for (const Product product :
           {Product::kForward, Product::kBackwardInput, Product::kBackwardWeights}) {
        Measure({batch, inputs, outputs}, product, round_seconds);
      }
    }
  }
  inkling::bench::MeasureSparseProducts(round_seconds);
  std::printf("10^9 elements a second             Eigen  kernel\n");
#define INKLING_F32_MAP_VECTOR(name, function) \
  MeasureMap(#name, inkling::kernels::name, kEigen##function, round_seconds);
#include "kernels/f32_map.inc"
  inkling::bench::MeasureLists(round_seconds);
  inkling::bench::MeasureConvolutions(round_seconds);
  inkling::bench::MeasureMaxPools(round_seconds);
}
