#ifndef INKLING_CORE_TENSOR_INFO_H_
#define INKLING_CORE_TENSOR_INFO_H_

#include <array>
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

}  // namespace inkling

#endif  // INKLING_CORE_TENSOR_INFO_H_
