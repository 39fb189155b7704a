#include <algorithm>

#include "core/dense_products.h"
#include "kernels/f32_gemm.h"
#include "kernels/f32_tiles.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

using kernels::F32GemmArguments;
using kernels::F32SparseArguments;
using kernels::kF32Tile;
using kernels::ParallelFor;
using kernels::TileCount;
using kernels::TileOffset;
using kernels::TileWidth;

std::size_t Size(Index count) { return static_cast<std::size_t>(count); }

NonZeros Lists(const Dense& layer, const LayerContext<float>& context, Index samples) {
  return {context.state, samples, layer.inputs, layer.outputs};
}

// Cuts `count` of something into one part for each thread and calls product(begin, end, thread).
// By the number of threads, but each element of a product is the same sum in any part.
template <typename Product>
void InParts(std::size_t count, const Product& product) {
  const std::size_t parts = std::min(count, kernels::ThreadCount());
  ParallelFor(parts, [&](std::size_t part, std::size_t thread) {
    product(count * part / parts, count * (part + 1) / parts, thread);
  });
}

// The same with the columns of tiles: product(first column, columns, thread).
template <typename Product>
void InPartsOfTiles(std::size_t columns, const Product& product) {
  InParts(TileCount(columns), [&](std::size_t begin, std::size_t end, std::size_t thread) {
    const std::size_t column = begin * kF32Tile;
    product(column, std::min(end * kF32Tile, columns) - column, thread);
  });
}

}  // namespace

void MultiplyForward(const Dense& layer, const LayerContext<float>& context,
                     ConstMatrixMap<float> x, const float* w, MatrixMap<float> y) {
  const std::size_t samples = Size(x.rows());
  const std::size_t inputs = Size(layer.inputs);
  const std::size_t outputs = Size(layer.outputs);
  NonZeros lists = Lists(layer, context, x.rows());
  if (layer.SkipsZeros<float>() && lists.ListInput(x)) {
    ParallelFor(TileCount(outputs), [&](std::size_t tile, std::size_t) {
      const std::size_t column = tile * kF32Tile;
      const std::size_t width = TileWidth(outputs, column);
      kernels::kF32Sparse({.rows = samples,
                           .columns = width,
                           .a = lists.input(),
                           .b = w + TileOffset(inputs, column),
                           .b_stride = width,
                           .c = y.data() + column,
                           .c_stride = outputs});
    });
    return;
  }
  InPartsOfTiles(outputs, [&](std::size_t column, std::size_t columns, std::size_t thread) {
    kernels::kF32Gemm({.m = samples,
                       .n = columns,
                       .k = inputs,
                       .a = {.data = x.data(), .stride = inputs},
                       .b = {.data = w + TileOffset(inputs, column), .stride = 0, .tiled = true},
                       .c = y.data() + column,
                       .c_stride = outputs,
                       .scratch = context.ScratchOf(thread)});
  });
}

void MultiplyBackwardInput(const Dense& layer, const LayerContext<float>& context,
                           ConstMatrixMap<float> grad_y, const float* w, MatrixMap<float> grad_x) {
  const std::size_t samples = Size(grad_y.rows());
  const std::size_t inputs = Size(layer.inputs);
  const std::size_t outputs = Size(layer.outputs);
  const NonZeros lists = Lists(layer, context, grad_y.rows());
  if (layer.SkipsZeros<float>() && lists.ListGradient(grad_y)) {
    ParallelFor(TileCount(inputs), [&](std::size_t tile, std::size_t thread) {
      const std::size_t row = tile * kF32Tile;
      float* const transposed = context.ScratchOf(thread);
      kernels::PackTransposedTile(w, inputs, outputs, row, transposed);
      kernels::kF32Sparse({.rows = samples,
                           .columns = TileWidth(inputs, row),
                           .a = lists.gradient(),
                           .b = transposed,
                           .b_stride = kF32Tile,
                           .c = grad_x.data() + row,
                           .c_stride = inputs});
    });
    return;
  }
  InParts(samples, [&](std::size_t begin, std::size_t end, std::size_t thread) {
    kernels::kF32Gemm({.m = end - begin,
                       .n = inputs,
                       .k = outputs,
                       .a = {.data = grad_y.data() + begin * outputs, .stride = outputs},
                       .b = {.data = w, .stride = 0, .transposed = true, .tiled = true},
                       .c = grad_x.data() + begin * inputs,
                       .c_stride = inputs,
                       .scratch = context.ScratchOf(thread)});
  });
}

void MultiplyBackwardWeight(const Dense& layer, const LayerContext<float>& context,
                            ConstMatrixMap<float> x, ConstMatrixMap<float> grad_y, float* grad_w) {
  const std::size_t samples = Size(x.rows());
  const std::size_t inputs = Size(layer.inputs);
  const std::size_t outputs = Size(layer.outputs);
  const NonZeros lists = Lists(layer, context, x.rows());
  if (layer.SkipsZeros<float>() && lists.has_input()) {
    const kernels::F32NonZeros transposed = lists.ListTransposedInput(x);
    ParallelFor(TileCount(outputs), [&](std::size_t tile, std::size_t thread) {
      const std::size_t column = tile * kF32Tile;
      const std::size_t width = TileWidth(outputs, column);
      float* const grad = context.ScratchOf(thread);
      kernels::PackTile(grad_y.data(), samples, outputs, column, grad);
      kernels::kF32Sparse({.rows = inputs,
                           .columns = width,
                           .a = transposed,
                           .b = grad,
                           .b_stride = kF32Tile,
                           .c = grad_w + TileOffset(inputs, column),
                           .c_stride = width,
                           .accumulate = true});
    });
    return;
  }
  InPartsOfTiles(outputs, [&](std::size_t column, std::size_t columns, std::size_t thread) {
    kernels::kF32Gemm({.m = inputs,
                       .n = columns,
                       .k = samples,
                       .a = {.data = x.data(), .stride = inputs, .transposed = true},
                       .b = {.data = grad_y.data() + column, .stride = outputs},
                       .c = grad_w + TileOffset(inputs, column),
                       .c_stride = 0,
                       .c_tiled = true,
                       .accumulate = true,
                       .scratch = context.ScratchOf(thread)});
  });
}

}  // namespace inkling
