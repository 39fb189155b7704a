// Packed, register-blocked product, after Goto & van de Geijn 2008, "Anatomy of
// High-Performance Matrix Multiplication".
//
// Both factors are copied into panels that the innermost loop reads from front to back: a panel
// of `a` holds a few rows, one of `b` a few columns, element (i, p) at p * width + i, filled up
// with zeros at the edge. A block of `a` is packed once and stays in the second-level cache; each
// panel of `b` is packed when its turn comes and stays in the first while all rows go past it.
//
// Functions with a hot loop are kept out of line: V8 replaces the baseline code of a
// WebAssembly function only when it is called anew.
#include <algorithm>
#include <array>

#include "kernels/f32_gemm.h"
#include "kernels/f32_pack.h"
#include "kernels/f32_tiles.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

constexpr std::size_t DivideUp(std::size_t value, std::size_t by) { return (value + by - 1) / by; }

// Packs a strip whose rows lie along the panel's width (rows = depth).
template <std::size_t kWidth>
[[gnu::noinline]] void PackAlong(const Strip& strip, float* panel) {
  const float* row = strip.data;
  if (strip.across == kWidth) {
    for (std::size_t p = 0; p < strip.depth; ++p, row += strip.stride, panel += kWidth) {
      std::memcpy(panel, row, kWidth * sizeof(float));
    }
    return;
  }
  for (std::size_t p = 0; p < strip.depth; ++p, row += strip.stride, panel += kWidth) {
    for (std::size_t i = 0; i < kWidth; ++i) {
      panel[i] = i < strip.across ? row[i] : 0.0F;
    }
  }
}

// c (kRows, kColumns) = or += panel of a times panel of b.
template <std::size_t kRows, std::size_t kColumns>
[[gnu::noinline]] void MultiplyPanels(std::size_t depth, const float* a, const float* b, float* c,
                                      std::size_t c_stride, bool accumulate) {
  constexpr std::size_t kVectors = kColumns / kF32x4Lanes;
  F32x4 sums[kRows][kVectors] = {};
  for (std::size_t p = 0; p < depth; ++p, a += kRows, b += kColumns) {
    F32x4 right[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      right[v] = Load(b + v * kF32x4Lanes);
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      const F32x4 left = Splat(a[i]);
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[i][v] = MultiplyAdd(left, right[v], sums[i][v]);
      }
    }
  }
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      float* out = c + i * c_stride + v * kF32x4Lanes;
      Store(out, accumulate ? Load(out) + sums[i][v] : sums[i][v]);
    }
  }
}

// The block at the right or lower edge of c, of which `rows` x `columns` exist.
template <std::size_t kRows, std::size_t kColumns>
void MultiplyEdgePanels(std::size_t depth, const float* a, const float* b, float* c,
                        std::size_t c_stride, bool accumulate, std::size_t rows,
                        std::size_t columns) {
  float block[kRows * kColumns];
  MultiplyPanels<kRows, kColumns>(depth, a, b, block, kColumns, false);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      float& out = c[i * c_stride + j];
      out = (accumulate ? out : 0.0F) + block[i * kColumns + j];
    }
  }
}

template <std::size_t kWidth>
void PackA(const F32Factor& a, std::size_t row, std::size_t rows, std::size_t p, std::size_t depth,
           float* panel) {
  if (a.transposed) {
    PackAlong<kWidth>({a.data + p * a.stride + row, a.stride, rows, depth}, panel);
  } else {
    PackTransposed<kWidth>({a.data + row * a.stride + p, a.stride, rows, depth}, panel);
  }
}

// Rows p to p + depth of `columns` columns from `column`. Panels never straddle two tiles, since
// the width of a tile is a multiple of theirs.
template <std::size_t kWidth>
void PackB(const F32GemmArguments& arguments, std::size_t p, std::size_t depth, std::size_t column,
           std::size_t columns, float* panel) {
  static_assert(kF32Tile % kWidth == 0);
  const F32Factor& b = arguments.b;
  const auto [n, k] = std::array{arguments.n, arguments.k};
  if (b.transposed && b.tiled) {
    PackTransposedTiles<kWidth>(b.data, n, k, p, depth, column, columns, panel);
  } else if (b.transposed) {
    PackTransposed<kWidth>({b.data + column * b.stride + p, b.stride, columns, depth}, panel);
  } else if (b.tiled) {
    const std::size_t width = TileWidth(n, column / kF32Tile * kF32Tile);
    PackAlong<kWidth>({b.data + TileOffset(k, column) + p * width, width, columns, depth}, panel);
  } else {
    PackAlong<kWidth>({b.data + p * b.stride + column, b.stride, columns, depth}, panel);
  }
}

// A slice of the reduction and a block of rows, of which `a` is packed.
struct PackedBlock {
  std::size_t row, row_end;
  std::size_t p, depth;
  const float* packed_a;
  bool accumulate;
};

// The part of the result in the block's rows and the next at most kColumns columns.
template <std::size_t kRows, std::size_t kColumns>
void MultiplyStrip(const F32GemmArguments& arguments, const PackedBlock& block, std::size_t column,
                   float* packed_b) {
  const auto [begin, end, p, depth, packed_a, accumulate] = block;
  const std::size_t columns = std::min(kColumns, arguments.n - column);
  PackB<kColumns>(arguments, p, depth, column, columns, packed_b);
  const std::size_t stride =
      arguments.c_tiled ? TileWidth(arguments.n, column / kF32Tile * kF32Tile) : arguments.c_stride;
  float* const c = arguments.c + (arguments.c_tiled ? TileOffset(arguments.m, column) : column);
  for (std::size_t row = begin; row < end; row += kRows) {
    const std::size_t rows = std::min(kRows, end - row);
    const float* panel_a = packed_a + (row - begin) * depth;
    float* out = c + row * stride;
    if (rows == kRows && columns == kColumns) {
      MultiplyPanels<kRows, kColumns>(depth, panel_a, packed_b, out, stride, accumulate);
    } else {
      MultiplyEdgePanels<kRows, kColumns>(depth, panel_a, packed_b, out, stride, accumulate, rows,
                                          columns);
    }
  }
}

template <std::size_t kRows, std::size_t kColumns>
void Multiply(const F32GemmArguments& arguments) {
  static_assert(kColumns % kF32x4Lanes == 0 && kColumns <= kF32GemmWidestPanel);
  const std::size_t m = arguments.m;
  const std::size_t n = arguments.n;
  const std::size_t k = arguments.k;
  float* const packed_a = arguments.scratch;
  float* const packed_b = arguments.scratch + kF32GemmPackedA;

  // Slices of equal depth, blocks of equal height: no sliver at the end.
  const std::size_t slice_depth = DivideUp(k, DivideUp(k, kF32GemmDepth));
  const std::size_t panels = DivideUp(m, kRows);
  const std::size_t most_panels = kF32GemmPackedA / (slice_depth * kRows);
  const std::size_t block_rows = DivideUp(panels, DivideUp(panels, most_panels)) * kRows;

  for (std::size_t p = 0; p < k; p += slice_depth) {
    const std::size_t depth = std::min(slice_depth, k - p);
    for (std::size_t row = 0; row < m; row += block_rows) {
      const std::size_t row_end = std::min(m, row + block_rows);
      for (std::size_t i = row; i < row_end; i += kRows) {
        PackA<kRows>(arguments.a, i, std::min(kRows, m - i), p, depth,
                     packed_a + (i - row) * depth);
      }
      const PackedBlock block = {row, row_end, p, depth, packed_a, arguments.accumulate || p > 0};
      std::size_t column = 0;
      for (; column + kF32x4Lanes < n; column += kColumns) {
        MultiplyStrip<kRows, kColumns>(arguments, block, column, packed_b);
      }
      // One register is wide enough for what is left, as with the ten outputs of a classifier.
      if (column < n) {
        MultiplyStrip<kRows, kF32x4Lanes>(arguments, block, column, packed_b);
      }
    }
  }
}

}  // namespace

#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) \
  void name(const F32GemmArguments& arguments) { Multiply<rows, columns>(arguments); }
#include "kernels/f32_gemm.inc"

}  // namespace inkling::kernels
