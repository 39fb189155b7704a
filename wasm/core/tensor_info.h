#ifndef INKLING_CORE_TENSOR_INFO_H_
#define INKLING_CORE_TENSOR_INFO_H_

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "core/matrix.h"

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
};

// Copies all tensors out of an arena, one after the other, without the gaps between them.
template <typename Scalar>
void PackTensors(std::span<const TensorInfo> tensors, std::span<const Scalar> arena,
                 std::span<Scalar> packed) {
  auto position = packed.begin();
  for (const TensorInfo& tensor : tensors) {
    position = std::copy_n(arena.begin() + tensor.offset, tensor.size, position);
  }
}

// The same way in. Leaves the gaps as they are.
template <typename Scalar>
void UnpackTensors(std::span<const TensorInfo> tensors, std::span<const Scalar> packed,
                   std::span<Scalar> arena) {
  auto position = packed.begin();
  for (const TensorInfo& tensor : tensors) {
    std::copy_n(position, tensor.size, arena.begin() + tensor.offset);
    position += tensor.size;
  }
}

}  // namespace inkling

#endif  // INKLING_CORE_TENSOR_INFO_H_
