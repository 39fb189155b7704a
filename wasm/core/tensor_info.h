#ifndef INKLING_CORE_TENSOR_INFO_H_
#define INKLING_CORE_TENSOR_INFO_H_

#include <string>

#include "core/matrix.h"

namespace inkling {

// One parameter tensor of a network.
struct TensorInfo {
  std::string name;       // 'layers.0.weight'
  std::size_t layer = 0;  // that it belongs to
  Index rows = 0;         // of a matrix; or the length of a vector
  Index columns = 0;      // 0: a vector
  Index size = 0;         // elements
  Index offset = 0;       // of its first element in the arena
  bool is_bias = false;   // which no penalty pulls towards zero
};

}  // namespace inkling

#endif  // INKLING_CORE_TENSOR_INFO_H_
