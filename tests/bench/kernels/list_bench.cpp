#include "list_bench.h"

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cstdio>
#include <vector>

#include "kernels/f32_list.h"
#include "median_seconds.h"

namespace inkling::bench {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A mini-batch of inputs, or of what ReLU leaves of activations.
void MeasureList(Eigen::Index batch, Eigen::Index width, int percent, double round_seconds) {
  // Uniform in [-1, 1]: what is left is anywhere, so that no branch predictor learns it.
  Matrix x = Matrix::Random(batch, width);
  const float limit = 2 * static_cast<float>(percent) / 100 - 1;
  x = (x.array() < limit).select(x, 0);
  const double amount = 1e-9 * static_cast<double>(x.size());
  Eigen::SparseMatrix<float, Eigen::RowMajor> sparse(batch, width);
  const double eigen = amount / MedianSeconds([&] { sparse = x.sparseView(); }, round_seconds);
  std::printf("%4td x %-5td %3d%% not 0 %12s %6.2f", batch, width, percent, "", eigen);

  const auto lists = static_cast<std::size_t>(batch);
  const auto length = static_cast<std::size_t>(width);
  std::vector<std::uint32_t> begin(lists);
  std::vector<std::uint32_t> count(lists);
  std::vector<kernels::F32NonZero> elements(lists * length);
  const auto measure = [&](kernels::F32List& list) {
    const kernels::F32ListArguments arguments = {.lists = lists,
                                                 .length = length,
                                                 .x = x.data(),
                                                 .stride = length,
                                                 .begin = begin.data(),
                                                 .count = count.data(),
                                                 .elements = elements.data()};
    const double rate = amount / MedianSeconds([&] { list(arguments); }, round_seconds);
    std::printf("  %12.2f %5.2fx", rate, rate / eigen);
  };
#define INKLING_F32_LIST_BLOCKED(name) measure(kernels::name);
#include "kernels/f32_list.inc"
  std::printf("\n");
  std::fflush(stdout);
}

// A batch of images, of which Eigen makes a sparse matrix of floats.
void MeasureListBytes(Eigen::Index batch, Eigen::Index width, int percent, double round_seconds) {
  using Bytes = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Matrix x = Matrix::Random(batch, width);
  const float limit = 2 * static_cast<float>(percent) / 100 - 1;
  const Bytes bytes = (x.array() < limit).select(1 - x.array() * 100, 0).cast<std::uint8_t>();
  const double amount = 1e-9 * static_cast<double>(bytes.size());
  Eigen::SparseMatrix<float, Eigen::RowMajor> sparse(batch, width);
  const auto with_eigen = [&] { sparse = (bytes.cast<float>() / 255.0F).sparseView(); };
  const double eigen = amount / MedianSeconds(with_eigen, round_seconds);
  std::printf("%4td x %-5td %3d%% not 0 %12s %6.2f", batch, width, percent, "", eigen);

  const auto length = static_cast<std::size_t>(width);
  std::vector<kernels::F32NonZero> elements(length);
  const auto measure = [&](kernels::F32ListBytes& list) {
    const auto list_batch = [&] {
      for (Eigen::Index image = 0; image < batch; ++image) {
        list({.length = length,
              .x = bytes.row(image).data(),
              .divisor = 255.0F,
              .elements = elements.data()});
      }
    };
    const double rate = amount / MedianSeconds(list_batch, round_seconds);
    std::printf("  %12.2f %5.2fx", rate, rate / eigen);
  };
#define INKLING_F32_LIST_BYTES_BLOCKED(name) measure(kernels::name);
#include "kernels/f32_list.inc"
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

void MeasureLists(double round_seconds) {
  std::printf("10^9 elements a second             Eigen");
#define INKLING_F32_LIST_BLOCKED(name) std::printf("  %s", #name);
#include "kernels/f32_list.inc"
  std::printf("\n");
  MeasureList(128, 784, 19, round_seconds);
  MeasureList(128, 512, 60, round_seconds);
  std::printf("10^9 bytes a second                Eigen");
#define INKLING_F32_LIST_BYTES_BLOCKED(name) std::printf("  %s", #name);
#include "kernels/f32_list.inc"
  std::printf("\n");
  MeasureListBytes(128, 784, 19, round_seconds);
}

}  // namespace inkling::bench
