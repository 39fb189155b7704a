#ifndef INKLING_KERNELS_F32_TILES_H_
#define INKLING_KERNELS_F32_TILES_H_

#include <algorithm>
#include <cstddef>

// How a weight lies in memory where kernels work on it: a matrix (rows, columns) cut into tiles of
// kF32Tile columns, the last as wide as what is left. One tile follows another, and each is
// row-major without gaps. So what a kernel works on lies together; rows of a whole matrix, often
// a power of two apart, would drive each other out of the cache.
//
// A matrix of at most kF32Tile columns is one tile, and lies there as any row-major matrix.
namespace inkling::kernels {

inline constexpr std::size_t kF32Tile = 32;

constexpr std::size_t TileCount(std::size_t columns) { return (columns + kF32Tile - 1) / kF32Tile; }

// The columns of the tile that begins at column `begin`, a multiple of kF32Tile; and the distance
// from row to row in it.
constexpr std::size_t TileWidth(std::size_t columns, std::size_t begin) {
  return std::min(kF32Tile, columns - begin);
}

// Where element (0, column) lies.
constexpr std::size_t TileOffset(std::size_t rows, std::size_t column) {
  return column / kF32Tile * kF32Tile * rows + column % kF32Tile;
}

// Copies columns [column, column + kF32Tile), as far as they exist, of a row-major matrix
// (rows, columns) without gaps into rows of kF32Tile floats. The rest of them is zero.
void PackTile(const float* matrix, std::size_t rows, std::size_t columns, std::size_t column,
              float* tile);
// And back.
void UnpackTile(const float* tile, std::size_t rows, std::size_t columns, std::size_t column,
                float* matrix);

// Copies rows [row, row + kF32Tile), as far as they exist, of a matrix (rows, columns) in tiles
// into the columns of a row-major tile (columns, kF32Tile). Columns without a row are zero.
void PackTransposedTile(const float* matrix, std::size_t rows, std::size_t columns, std::size_t row,
                        float* tile);

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_TILES_H_
