#ifndef INKLING_CORE_TENSOR_INFO_H_
#define INKLING_CORE_TENSOR_INFO_H_

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <type_traits>

#include "core/matrix.h"
#include "kernels/f32_tiles.h"

namespace inkling {

inline constexpr std::size_t kMaxDimensions = 4;

// Sizes along each dimension; zeros after the last.
using TensorShape = std::array<Index, kMaxDimensions>;

// One parameter tensor of a network.
struct TensorInfo {
  std::string name;       // 'layers.0.weight'
  std::size_t layer = 0;  // that it belongs to
  TensorShape shape = {};
  Index size = 0;        // elements
  Index offset = 0;      // of its first element in the arena
  bool is_bias = false;  // which no penalty pulls towards zero
  // A matrix that lies in the arena of floats in tiles; see kernels/f32_tiles.h.
  bool is_tiled = false;
};

// Calls copy(in the arena, packed, count) for each run of elements that lie together in an arena
// and in the tensors packed one after the other, row-major, without gaps.
template <typename Scalar, typename Copy>
void ForEachRun(std::span<const TensorInfo> tensors, const Copy& copy) {
  std::size_t packed = 0;
  for (const TensorInfo& tensor : tensors) {
    const auto offset = static_cast<std::size_t>(tensor.offset);
    const auto size = static_cast<std::size_t>(tensor.size);
    if (std::is_same_v<Scalar, float> && tensor.is_tiled) {
      const auto rows = static_cast<std::size_t>(tensor.shape[0]);
      const auto columns = static_cast<std::size_t>(tensor.shape[1]);
      for (std::size_t column = 0; column < columns; column += kernels::kF32Tile) {
        const std::size_t width = kernels::TileWidth(columns, column);
        const std::size_t tile = offset + kernels::TileOffset(rows, column);
        for (std::size_t row = 0; row < rows; ++row) {
          copy(tile + row * width, packed + row * columns + column, width);
        }
      }
    } else {
      copy(offset, packed, size);
    }
    packed += size;
  }
}

// Copies all tensors out of an arena.
template <typename Scalar>
void PackTensors(std::span<const TensorInfo> tensors, std::span<const Scalar> arena,
                 std::span<Scalar> packed) {
  ForEachRun<Scalar>(tensors, [&](std::size_t from, std::size_t to, std::size_t count) {
    std::copy_n(arena.data() + from, count, packed.data() + to);
  });
}

// The same way in. Leaves the gaps as they are.
template <typename Scalar>
void UnpackTensors(std::span<const TensorInfo> tensors, std::span<const Scalar> packed,
                   std::span<Scalar> arena) {
  ForEachRun<Scalar>(tensors, [&](std::size_t to, std::size_t from, std::size_t count) {
    std::copy_n(packed.data() + from, count, arena.data() + to);
  });
}

}  // namespace inkling

#endif  // INKLING_CORE_TENSOR_INFO_H_
