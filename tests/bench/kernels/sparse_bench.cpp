#include "sparse_bench.h"

#include <Eigen/Core>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "kernels/f32_list.h"
#include "kernels/f32_sparse.h"
#include "kernels/f32_sparse_backward.h"
#include "kernels/f32_sparse_transposed.h"
#include "median_seconds.h"

namespace inkling::bench {
namespace {

using kernels::F32Sparse;
using kernels::F32SparseBackward;
using kernels::F32SparseTransposed;
using kernels::kF32Tile;

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr auto kColumns = static_cast<Eigen::Index>(kF32Tile);

// Of each row that share is not zero: spread evenly, another set in each.
Matrix SparseMatrix(Eigen::Index rows, Eigen::Index columns, int percent) {
  Matrix matrix = Matrix::Random(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < columns; ++j) {
      if ((j * 37 + i * 11) % 100 >= percent) matrix(i, j) = 0;
    }
  }
  return matrix;
}

// A matrix as lists, in blocks of columns.
struct Lists {
  Lists(const Matrix& matrix, std::size_t block_count)
      : blocks(block_count),
        begin(blocks * static_cast<std::size_t>(matrix.rows())),
        count(begin.size()),
        elements(static_cast<std::size_t>(matrix.size())) {
    const auto rows = static_cast<std::size_t>(matrix.rows());
    const auto length = static_cast<std::size_t>(matrix.cols());
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::size_t first = length * block / blocks;
      kernels::kF32List({.lists = rows,
                         .length = length * (block + 1) / blocks - first,
                         .x = matrix.data() + first,
                         .stride = length,
                         .first = first,
                         .position = static_cast<std::uint32_t>(rows * first),
                         .begin = begin.data() + block * rows,
                         .count = count.data() + block * rows,
                         .elements = elements.data()});
    }
  }
  kernels::F32NonZeros View() const {
    return {blocks, begin.data(), count.data(), elements.data()};
  }

  std::size_t blocks;
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> count;
  std::vector<kernels::F32NonZero> elements;
};

// A line of a table: the rate of Eigen, then of each kernel.
class Line {
 public:
  Line(Eigen::Index batch, Eigen::Index inputs, Eigen::Index outputs, int percent, int products,
       double round_seconds)
      : flops_(2e-9 * products * static_cast<double>(batch * inputs * outputs)),
        round_seconds_(round_seconds) {
    std::printf("%4td x %td x %-5td %3d%% not 0", batch, inputs, outputs, percent);
  }
  ~Line() {
    std::printf("\n");
    std::fflush(stdout);
  }
  template <typename Call>
  void MeasureEigen(const Call& call) {
    eigen_ = flops_ / MedianSeconds(call, round_seconds_);
    std::printf("  %6.1f", eigen_);
  }
  template <typename Call>
  void MeasureKernel(const Call& call) const {
    const double rate = flops_ / MedianSeconds(call, round_seconds_);
    std::printf("  %12.1f %5.2fx", rate, rate / eigen_);
  }

 private:
  double flops_;
  double round_seconds_;
  double eigen_ = 0;
};

// y = x W, of a strip of W as wide as a kernel takes, in as many blocks as a layer makes.
void MeasureForward(Eigen::Index batch, Eigen::Index inputs, int percent, double round_seconds) {
  const Matrix x = SparseMatrix(batch, inputs, percent);
  const Matrix w = Matrix::Random(inputs, kColumns);
  Matrix y(batch, kColumns);
  const Lists lists(x, 4);
  Line line(batch, inputs, kColumns, percent, 1, round_seconds);
  line.MeasureEigen([&] { y.noalias() = x * w; });
  const auto measure = [&](F32Sparse& sparse) {
    line.MeasureKernel([&] {
      sparse({.rows = static_cast<std::size_t>(batch),
              .columns = kF32Tile,
              .a = lists.View(),
              .b = w.data(),
              .b_stride = kF32Tile,
              .c = y.data(),
              .c_stride = kF32Tile});
    });
  };
#define INKLING_F32_SPARSE_TILED(name) measure(kernels::name);
#include "kernels/f32_sparse.inc"
}

// gW += x^T gy, of a strip, for so few samples that lists of the inputs would be short.
void MeasureTransposed(Eigen::Index batch, Eigen::Index inputs, int percent, double round_seconds) {
  const Matrix x = SparseMatrix(batch, inputs, percent);
  const Matrix gy = Matrix::Random(batch, kColumns);
  Matrix gw = Matrix::Zero(inputs, kColumns);
  const Lists lists(x, 4);
  Line line(batch, inputs, kColumns, percent, 1, round_seconds);
  line.MeasureEigen([&] { gw.noalias() += x.transpose() * gy; });
  const auto measure = [&](F32SparseTransposed& transposed) {
    line.MeasureKernel([&] {
      transposed({.rows = static_cast<std::size_t>(batch),
                  .columns = kF32Tile,
                  .a = lists.View(),
                  .b = gy.data(),
                  .b_stride = kF32Tile,
                  .c = gw.data(),
                  .c_stride = kF32Tile,
                  .accumulate = true});
    });
  };
#define INKLING_F32_SPARSE_TRANSPOSED_TILED(name) measure(kernels::name);
#include "kernels/f32_sparse_transposed.inc"
}

// gW += x^T gy and gx = gy W^T of a whole layer, whose matrices are made of whole tiles here.
void MeasureBackward(Eigen::Index batch, Eigen::Index inputs, Eigen::Index outputs, int percent,
                     double round_seconds) {
  const Matrix x = SparseMatrix(batch, inputs, percent);
  const Matrix gy = Matrix::Random(batch, outputs);
  const Matrix w = Matrix::Random(inputs, outputs);
  Matrix gw = Matrix::Zero(inputs, outputs);
  Matrix gx(batch, inputs);
  const auto samples = static_cast<std::size_t>(batch);
  const auto rows = static_cast<std::size_t>(inputs);
  const Lists lists(x.transpose(), 1);
  std::vector<float> tile(samples * kF32Tile);
  std::vector<float> scratch(kernels::F32SparseBackwardScratch(samples));
  Line line(batch, inputs, outputs, percent, 2, round_seconds);
  line.MeasureEigen([&] {
    gw.noalias() += x.transpose() * gy;
    gx.noalias() = gy * w.transpose();
  });
  const auto measure = [&](F32SparseBackward& backward) {
    line.MeasureKernel([&] {
      for (std::size_t first = 0; first < rows; first += kernels::kF32SparseBackwardInputs) {
        backward({.inputs = rows,
                  .first = first,
                  .count = kernels::kF32SparseBackwardInputs,
                  .samples = samples,
                  .outputs = static_cast<std::size_t>(outputs),
                  .x = lists.View(),
                  .grad_y = gy.data(),
                  .w = w.data(),
                  .grad_w = gw.data(),
                  .grad_x = tile.data(),
                  .scratch = scratch.data()});
      }
    });
  };
#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) measure(kernels::name);
#include "kernels/f32_sparse_backward.inc"
}

constexpr const char* kHead = "batch x inputs x outputs           Eigen";

}  // namespace

void MeasureSparseProducts(double round_seconds) {
  std::printf("%s", kHead);
#define INKLING_F32_SPARSE_TILED(name) std::printf("  %s", #name);
#include "kernels/f32_sparse.inc"
  std::printf("\n");
  for (const int percent : {5, 19, 50}) MeasureForward(128, 784, percent, round_seconds);
  std::printf("%s", kHead);
#define INKLING_F32_SPARSE_TRANSPOSED_TILED(name) std::printf("  %s", #name);
#include "kernels/f32_sparse_transposed.inc"
  std::printf("\n");
  MeasureTransposed(32, 784, 19, round_seconds);
  std::printf("%s", kHead);
#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) std::printf("  %s", #name);
#include "kernels/f32_sparse_backward.inc"
  std::printf("\n");
  MeasureBackward(128, 512, 256, 60, round_seconds);
}

}  // namespace inkling::bench
