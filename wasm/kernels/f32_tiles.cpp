#include "kernels/f32_pack.h"

namespace inkling::kernels {
namespace {

// Register by register: a copy of so many bytes would be a call.
void CopyTileRow(const float* from, float* to) {
  for (std::size_t j = 0; j < kF32Tile; j += kF32x4Lanes) Store(to + j, Load(from + j));
}

}  // namespace

void PackTransposedTile(const float* matrix, std::size_t rows, std::size_t columns, std::size_t row,
                        float* tile) {
  PackTransposedTiles<kF32Tile>(matrix, rows, columns, 0, columns, row,
                                std::min(kF32Tile, rows - row), tile);
}

void PackTile(const float* matrix, std::size_t rows, std::size_t columns, std::size_t column,
              float* tile) {
  const std::size_t width = TileWidth(columns, column);
  const float* row = matrix + column;
  for (std::size_t i = 0; i < rows; ++i, row += columns, tile += kF32Tile) {
    if (width == kF32Tile) {
      CopyTileRow(row, tile);
    } else {
      std::fill(std::copy_n(row, width, tile), tile + kF32Tile, 0.0F);
    }
  }
}

void UnpackTile(const float* tile, std::size_t rows, std::size_t columns, std::size_t column,
                float* matrix) {
  const std::size_t width = TileWidth(columns, column);
  float* row = matrix + column;
  for (std::size_t i = 0; i < rows; ++i, row += columns, tile += kF32Tile) {
    if (width == kF32Tile) {
      CopyTileRow(tile, row);
    } else {
      std::copy_n(tile, width, row);
    }
  }
}

}  // namespace inkling::kernels
