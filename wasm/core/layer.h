#ifndef INKLING_CORE_LAYER_H_
#define INKLING_CORE_LAYER_H_

#include <variant>

#include "core/dense.h"

namespace inkling {

// The closed set of layers: values with the same few functions, which dense.h documents.
using Layer = std::variant<Dense>;

inline Index OutputSize(const Layer& layer) {
  return std::visit([](const auto& l) { return l.output_size(); }, layer);
}

}  // namespace inkling

#endif  // INKLING_CORE_LAYER_H_
