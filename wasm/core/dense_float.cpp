// Fully connected layers in float, for training: products by the kernels, which leave out zeros
// where there are many, shared among threads. None allocates.
#include <algorithm>
#include <array>
#include <numeric>
#include <type_traits>

#include "core/dense.h"
#include "kernels/f32_gemm.h"
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

std::size_t Size(Index count) { return static_cast<std::size_t>(count); }

NonZeros Lists(const Dense& layer, const LayerContext<float>& context, Index samples) {
  return {context.state, samples, layer.inputs, layer.outputs};
}

// Whether the input was listed by who gathered it, and is nowhere else.
bool IsListed(const LayerContext<float>& context) {
  return context.layer == 0 && context.pass.input_is_listed;
}

// Calls product(column, width, thread) for each tile of that many columns, where `a` is multiplied
// with a tile.
template <typename Product>
void ForTiles(std::size_t columns, const kernels::F32NonZeros& a, std::size_t rows,
              const Product& product) {
  const auto count = std::accumulate(a.count, a.count + a.blocks * rows, std::int64_t{0});
  const double nanoseconds = kNanosecondsOfProduct * kF32Tile * static_cast<double>(count);
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

}  // namespace

template <>
void Dense::Forward(const float* params, const LayerContext<float>& context,
                    ConstMatrixMap<float> x, MatrixMap<float> y) const {
  const float* const w = params + weight_offset;
  const std::size_t samples = Size(x.rows());
  const auto activate = [&](std::size_t row, std::size_t column, std::size_t rows,
                            std::size_t columns) {
    AddBiasAndActivate(activation, has_bias ? params + bias_offset + column : nullptr,
                       Block(y, static_cast<Index>(row), static_cast<Index>(column),
                             static_cast<Index>(rows), static_cast<Index>(columns)));
  };
  if (SkipsZeros<float>()) {
    NonZeros lists = Lists(*this, context, x.rows());
    if (IsListed(context) || lists.ListInput(x)) {
      ForTiles(Size(outputs), lists.input(), samples,
               [&](std::size_t column, std::size_t width, std::size_t) {
                 kernels::kF32Sparse({.rows = samples,
                                      .columns = width,
                                      .a = lists.input(),
                                      .b = w + TileOffset(Size(inputs), column),
                                      .b_stride = width,
                                      .c = y.data() + column,
                                      .c_stride = Size(outputs)});
                 activate(0, column, samples, width);
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
    activate(row, column, rows, columns);
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
    if (!has_bias) return;
    float* const sums = grads + bias_offset + column;
    const std::size_t columns = TileWidth(Size(outputs), column);
    if (columns == kF32Tile) {
      AddColumnSums(grad, samples, std::integral_constant<std::size_t, kF32Tile>(), stride, sums);
    } else {
      AddColumnSums(grad, samples, columns, stride, sums);
    }
  };
  const NonZeros lists = Lists(*this, context, grad_z.rows());
  if (SkipsZeros<float>() && lists.has_input()) {
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

}  // namespace inkling
