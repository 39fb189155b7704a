// Fully connected layers in float, for training: products by the kernels, which leave out zeros
// where there are many, shared among threads. None allocates.
#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <type_traits>

#include "core/dense.h"
#include "kernels/f32_gemm.h"
#include "kernels/f32_sparse_backward.h"
#include "kernels/f32_sparse_transposed.h"
#include "kernels/f32_tiles.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

using kernels::kF32Tile;
using kernels::ParallelFor;
using kernels::TileCount;
using kernels::TileOffset;
using kernels::TileWidth;

// About what a multiplication and an addition take.
constexpr double kNanosecondsOfProduct = 0.05;

// Up to so many samples, on average, in which an input is not zero, lists of the inputs are not
// worth making and ending: between 6, where they were slower, and 24, where they were faster.
constexpr double kFewSamples = 12;

std::size_t Size(Index count) { return static_cast<std::size_t>(count); }

NonZeros Lists(const Dense& layer, const LayerContext<float>& context, Index samples) {
  return {context.state, samples, layer.inputs, layer.outputs};
}

// Whether the input was listed by who gathered it, and is nowhere else.
bool IsListed(const LayerContext<float>& context) {
  return context.layer == 0 && context.pass.input_is_listed;
}

// How many elements of so many rows are listed.
double ListedIn(const kernels::F32NonZeros& lists, std::size_t rows) {
  return static_cast<double>(
      std::accumulate(lists.count, lists.count + lists.blocks * rows, std::int64_t{0}));
}

// Whether the lists of the transpose would be short.
bool HasShortColumns(const kernels::F32NonZeros& lists, std::size_t rows, Index columns) {
  return ListedIn(lists, rows) <= kFewSamples * static_cast<double>(columns);
}

// Calls product(column, width, thread) for each tile of that many columns, where `a` is multiplied
// with a tile.
template <typename Product>
void ForTiles(std::size_t columns, const kernels::F32NonZeros& a, std::size_t rows,
              const Product& product) {
  const double nanoseconds = kNanosecondsOfProduct * kF32Tile * ListedIn(a, rows);
  ParallelFor(TileCount(columns), nanoseconds, [&](std::size_t tile, std::size_t thread) {
    const std::size_t column = tile * kF32Tile;
    product(column, TileWidth(columns, column), thread);
  });
}

// Cuts `count` of something into one part for each thread and calls product(begin, end, thread),
// where each takes so many multiplications. By the number of threads, but each element of a product
// is the same sum in any part.
template <typename Product>
void InParts(std::size_t count, std::size_t multiply_adds, const Product& product) {
  const std::size_t parts = std::min(count, kernels::ThreadCount());
  const double nanoseconds = kNanosecondsOfProduct * static_cast<double>(count * multiply_adds) /
                             static_cast<double>(parts);
  ParallelFor(parts, nanoseconds, [&](std::size_t part, std::size_t thread) {
    product(count * part / parts, count * (part + 1) / parts, thread);
  });
}

// The same with the columns of tiles: product(first column, columns, thread).
template <typename Product>
void InPartsOfTiles(std::size_t columns, std::size_t multiply_adds, const Product& product) {
  InParts(TileCount(columns), kF32Tile * multiply_adds,
          [&](std::size_t begin, std::size_t end, std::size_t thread) {
            const std::size_t column = begin * kF32Tile;
            product(column, std::min(end * kF32Tile, columns) - column, thread);
          });
}

// sums[j] += the sum of column j, for at most kF32Tile columns of a matrix. For a number of columns
// that the compiler knows, the sums stay in registers.
template <typename Columns>
void AddColumnSums(const float* matrix, std::size_t rows, Columns columns, std::size_t stride,
                   float* sums) {
  std::array<float, kF32Tile> total{};
  for (std::size_t row = 0; row < rows; ++row, matrix += stride) {
    for (std::size_t j = 0; j < columns; ++j) total[j] += matrix[j];
  }
  for (std::size_t j = 0; j < columns; ++j) sums[j] += total[j];
}

// Adds up the gradient with respect to the biases of a tile: the columns of `grad`, which lies in
// rows `stride` apart.
void AddBiasGradient(const Dense& layer, const float* grad, std::size_t samples, std::size_t stride,
                     std::size_t column, float* grads) {
  if (!layer.has_bias) return;
  float* const sums = grads + layer.bias_offset + column;
  const std::size_t columns = TileWidth(Size(layer.outputs), column);
  if (columns == kF32Tile) {
    AddColumnSums(grad, samples, std::integral_constant<std::size_t, kF32Tile>(), stride, sums);
  } else {
    AddColumnSums(grad, samples, columns, stride, sums);
  }
}

// Whether to go over the elements of x once for both backward products instead of over those of x
// for one and of grad_z for the other. A multiplication takes 0.87 of the time so, by measurement,
// which pays up to 2 * 0.87 x = x + grad_z in their densities. Of grad_z a few rows tell.
bool IsFasterAtOnce(const kernels::F32NonZeros& x, Index inputs, ConstMatrixMap<float> grad_z) {
  constexpr double kMostDense = 1.3;
  constexpr Index kFewRows = 8;
  if (HasShortColumns(x, Size(grad_z.rows()), inputs)) return false;
  const auto rows = grad_z.topRows(std::min(kFewRows, grad_z.rows()));
  const double density_of_x =
      ListedIn(x, Size(grad_z.rows())) / static_cast<double>(grad_z.rows() * inputs);
  const double density_of_grad =
      static_cast<double>((rows.array() != 0).count()) / static_cast<double>(rows.size());
  return density_of_x <= kMostDense * density_of_grad;
}

}  // namespace

template <>
void Dense::Forward(const float* params, const LayerContext<float>& context,
                    ConstMatrixMap<float> x, MatrixMap<float> y) const {
  const float* const w = params + weight_offset;
  const std::size_t samples = Size(x.rows());
  const auto activate = [&](const float* bias, std::size_t row, std::size_t column,
                            std::size_t rows, std::size_t columns) {
    AddBiasAndActivate(activation, bias,
                       Block(y, static_cast<Index>(row), static_cast<Index>(column),
                             static_cast<Index>(rows), static_cast<Index>(columns)));
  };
  if (SkipsZeros<float>()) {
    NonZeros lists = Lists(*this, context, x.rows());
    if (IsListed(context) || lists.ListInput(x)) {
      const std::optional<float> floor = FloorOf(activation);
      ForTiles(Size(outputs), lists.input(), samples,
               [&](std::size_t column, std::size_t width, std::size_t) {
                 kernels::kF32Sparse({.rows = samples,
                                      .columns = width,
                                      .a = lists.input(),
                                      .b = w + TileOffset(Size(inputs), column),
                                      .b_stride = width,
                                      .c = y.data() + column,
                                      .c_stride = Size(outputs),
                                      .bias = Biases(params, static_cast<Index>(column)),
                                      .floor = floor.value_or(kernels::kF32NoFloor)});
                 if (!floor) activate(nullptr, 0, column, samples, width);
               });
      return;
    }
  }
  const auto multiply = [&](std::size_t row, std::size_t column, std::size_t rows,
                            std::size_t columns, std::size_t thread) {
    kernels::kF32Gemm(
        {.m = rows,
         .n = columns,
         .k = Size(inputs),
         .a = {.data = x.data() + row * Size(inputs), .stride = Size(inputs)},
         .b = {.data = w + TileOffset(Size(inputs), column), .stride = 0, .tiled = true},
         .c = y.data() + row * Size(outputs) + column,
         .c_stride = Size(outputs),
         .scratch = context.ScratchOf(thread)});
    activate(Biases(params, static_cast<Index>(column)), row, column, rows, columns);
  };
  if (IsOneTile()) {
    InParts(samples, Size(inputs) * Size(outputs),
            [&](std::size_t begin, std::size_t end, std::size_t thread) {
              multiply(begin, 0, end - begin, Size(outputs), thread);
            });
  } else {
    InPartsOfTiles(Size(outputs), samples * Size(inputs),
                   [&](std::size_t column, std::size_t columns, std::size_t thread) {
                     multiply(0, column, samples, columns, thread);
                   });
  }
}

template <>
void Dense::BackwardParameters(const LayerContext<float>& context, ConstMatrixMap<float> x,
                               ConstMatrixMap<float> grad_z, float* grads) const {
  float* const grad_w = grads + weight_offset;
  const std::size_t samples = Size(grad_z.rows());
  const auto add_to_bias = [&](const float* grad, std::size_t stride, std::size_t column) {
    AddBiasGradient(*this, grad, samples, stride, column, grads);
  };
  const NonZeros lists = Lists(*this, context, grad_z.rows());
  if (SkipsZeros<float>() && lists.has_input()) {
    const kernels::F32NonZeros listed = lists.input();
    if (HasShortColumns(listed, samples, inputs)) {
      ForTiles(Size(outputs), listed, samples,
               [&](std::size_t column, std::size_t width, std::size_t) {
                 const float* const grad = grad_z.data() + column;
                 kernels::kF32SparseTransposed({.rows = samples,
                                                .columns = width,
                                                .a = listed,
                                                .b = grad,
                                                .b_stride = Size(outputs),
                                                .c = grad_w + TileOffset(Size(inputs), column),
                                                .c_stride = width,
                                                .accumulate = true});
                 add_to_bias(grad, Size(outputs), column);
               });
      return;
    }
    const kernels::F32NonZeros transposed =
        IsListed(context) ? lists.TransposeInput() : lists.ListTransposedInput(x);
    ForTiles(Size(outputs), transposed, Size(inputs),
             [&](std::size_t column, std::size_t width, std::size_t thread) {
               float* const grad = context.ScratchOf(thread);
               kernels::PackTile(grad_z.data(), samples, Size(outputs), column, grad);
               kernels::kF32Sparse({.rows = Size(inputs),
                                    .columns = width,
                                    .a = transposed,
                                    .b = grad,
                                    .b_stride = kF32Tile,
                                    .c = grad_w + TileOffset(Size(inputs), column),
                                    .c_stride = width,
                                    .accumulate = true});
               add_to_bias(grad, kF32Tile, column);
             });
    return;
  }
  const auto multiply = [&](std::size_t row, std::size_t column, std::size_t rows,
                            std::size_t columns, std::size_t thread) {
    kernels::kF32Gemm({.m = rows,
                       .n = columns,
                       .k = samples,
                       .a = {.data = x.data() + row, .stride = Size(inputs), .transposed = true},
                       .b = {.data = grad_z.data() + column, .stride = Size(outputs)},
                       .c = grad_w + TileOffset(Size(inputs), column) + row * Size(outputs),
                       .c_stride = Size(outputs),
                       .c_tiled = !IsOneTile(),
                       .accumulate = true,
                       .scratch = context.ScratchOf(thread)});
  };
  if (IsOneTile()) {
    InParts(Size(inputs), samples * Size(outputs),
            [&](std::size_t begin, std::size_t end, std::size_t thread) {
              multiply(begin, 0, end - begin, Size(outputs), thread);
            });
    add_to_bias(grad_z.data(), Size(outputs), 0);
  } else {
    InPartsOfTiles(Size(outputs), samples * Size(inputs),
                   [&](std::size_t column, std::size_t columns, std::size_t thread) {
                     multiply(0, column, Size(inputs), columns, thread);
                     for (std::size_t tile = column; tile < column + columns; tile += kF32Tile) {
                       add_to_bias(grad_z.data() + tile, Size(outputs), tile);
                     }
                   });
  }
}

template <>
void Dense::BackwardInput(const float* params, const LayerContext<float>& context,
                          ConstMatrixMap<float> grad_z, MatrixMap<float> grad_x) const {
  const float* const w = params + weight_offset;
  const std::size_t samples = Size(grad_z.rows());
  const NonZeros lists = Lists(*this, context, grad_z.rows());
  if (SkipsZeros<float>() && lists.ListGradient(grad_z)) {
    ForTiles(Size(inputs), lists.gradient(), samples,
             [&](std::size_t row, std::size_t width, std::size_t thread) {
               float* const transposed = context.ScratchOf(thread);
               kernels::PackTransposedTile(w, Size(inputs), Size(outputs), row, transposed);
               kernels::kF32Sparse({.rows = samples,
                                    .columns = width,
                                    .a = lists.gradient(),
                                    .b = transposed,
                                    .b_stride = kF32Tile,
                                    .c = grad_x.data() + row,
                                    .c_stride = Size(inputs)});
             });
    return;
  }
  InParts(samples, Size(inputs) * Size(outputs),
          [&](std::size_t begin, std::size_t end, std::size_t thread) {
            kernels::kF32Gemm(
                {.m = end - begin,
                 .n = Size(inputs),
                 .k = Size(outputs),
                 .a = {.data = grad_z.data() + begin * Size(outputs), .stride = Size(outputs)},
                 .b = {.data = w, .stride = 0, .transposed = true, .tiled = true},
                 .c = grad_x.data() + begin * Size(inputs),
                 .c_stride = Size(inputs),
                 .scratch = context.ScratchOf(thread)});
          });
}

template <>
bool Dense::BackwardAtNonZeros(const float* params, const LayerContext<float>& context,
                               ConstMatrixMap<float> x, ConstMatrixMap<float> grad_z,
                               MatrixMap<float> grad_x, float* grads) const {
  const std::size_t samples = Size(grad_z.rows());
  const NonZeros lists = Lists(*this, context, grad_z.rows());
  if (!SkipsZeros<float>() || !lists.has_input() ||
      !IsFasterAtOnce(lists.input(), inputs, grad_z)) {
    return false;
  }
  auto* const tiles = reinterpret_cast<float*>(context.state + GradientTilesOffset(grad_z.rows()));
  const std::size_t columns = Size(outputs);
  ParallelFor(TileCount(columns), kNanosecondsOfProduct * kF32Tile * static_cast<double>(samples),
              [&](std::size_t task, std::size_t) {
                const std::size_t column = task * kF32Tile;
                float* const tile = tiles + column * samples;
                kernels::PackTile(grad_z.data(), samples, columns, column, tile);
                AddBiasGradient(*this, tile, samples, kF32Tile, column, grads);
              });
  const kernels::F32NonZeros transposed = lists.ListTransposedInput(x);
  const std::size_t rows = Size(inputs);
  const auto multiply = [&](std::size_t first, std::size_t width, float* grad, float* scratch) {
    std::fill_n(grad, samples * kF32Tile, 0.0F);
    for (std::size_t i = 0; i < width; i += kernels::kF32SparseBackwardInputs) {
      kernels::kF32SparseBackward({.inputs = rows,
                                   .first = first + i,
                                   .count = std::min(kernels::kF32SparseBackwardInputs, width - i),
                                   .samples = samples,
                                   .outputs = columns,
                                   .x = transposed,
                                   .grad_y = tiles,
                                   .w = params + weight_offset,
                                   .grad_w = grads + weight_offset,
                                   .grad_x = grad + i,
                                   .scratch = scratch});
    }
    kernels::UnpackTile(grad, samples, rows, first, grad_x.data());
  };
  constexpr double kListed = 0.6;  // about, of the elements of an x that is worth listing
  ParallelFor(
      TileCount(rows),
      2 * kListed * kNanosecondsOfProduct * static_cast<double>(kF32Tile * samples * columns),
      [&](std::size_t tile, std::size_t thread) {
        float* const grad = context.ScratchOf(thread);
        const std::size_t first = tile * kF32Tile;
        multiply(first, TileWidth(rows, first), grad, grad + samples * kF32Tile);
      });
  return true;
}

}  // namespace inkling
