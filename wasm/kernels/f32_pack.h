#ifndef INKLING_KERNELS_F32_PACK_H_
#define INKLING_KERNELS_F32_PACK_H_

#include <algorithm>

#include "kernels/f32_tiles.h"
#include "kernels/f32x4.h"

// Copies parts of matrices into panels that an innermost loop reads from front to back: element
// (p, i) of a panel of that width lies at p * width + i.
namespace inkling::kernels {

// Part of a factor, with `across` the dimension that a panel has few of.
struct Strip {
  const float* data;
  std::size_t stride;
  std::size_t across;
  std::size_t depth;
};

// Packs a strip whose rows lie along the panel's depth (rows = width), four by four.
template <std::size_t kWidth>
[[gnu::noinline]] void PackTransposed(const Strip& strip, float* panel) {
  std::size_t i = 0;
  for (; i + kF32x4Lanes <= strip.across; i += kF32x4Lanes) {
    const float* row0 = strip.data + i * strip.stride;
    const float* row1 = row0 + strip.stride;
    const float* row2 = row1 + strip.stride;
    const float* row3 = row2 + strip.stride;
    float* out = panel + i;
    std::size_t p = 0;
    for (; p + kF32x4Lanes <= strip.depth; p += kF32x4Lanes, out += kF32x4Lanes * kWidth) {
      F32x4 v0 = Load(row0 + p);
      F32x4 v1 = Load(row1 + p);
      F32x4 v2 = Load(row2 + p);
      F32x4 v3 = Load(row3 + p);
      Transpose(v0, v1, v2, v3);
      Store(out, v0);
      Store(out + kWidth, v1);
      Store(out + 2 * kWidth, v2);
      Store(out + 3 * kWidth, v3);
    }
    for (; p < strip.depth; ++p, out += kWidth) {
      Store(out, F32x4{row0[p], row1[p], row2[p], row3[p]});
    }
  }
  for (; i < strip.across; ++i) {
    const float* row = strip.data + i * strip.stride;
    for (std::size_t p = 0; p < strip.depth; ++p) {
      panel[p * kWidth + i] = row[p];
    }
  }
  for (; i < kWidth; ++i) {
    for (std::size_t p = 0; p < strip.depth; ++p) {
      panel[p * kWidth + i] = 0.0F;
    }
  }
}

// Packs, of the transpose (columns, rows) of a matrix (rows, columns) in tiles, the rows from p to
// p + depth, and of them `across` columns from `column`.
template <std::size_t kWidth>
void PackTransposedTiles(const float* matrix, std::size_t rows, std::size_t columns, std::size_t p,
                         std::size_t depth, std::size_t column, std::size_t across, float* panel) {
  while (depth > 0) {
    const std::size_t begin = p / kF32Tile * kF32Tile;
    const std::size_t width = TileWidth(columns, begin);
    const std::size_t part = std::min(depth, begin + width - p);
    PackTransposed<kWidth>({matrix + TileOffset(rows, p) + column * width, width, across, part},
                           panel);
    p += part;
    depth -= part;
    panel += part * kWidth;
  }
}

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_PACK_H_
