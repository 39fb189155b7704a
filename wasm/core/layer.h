#ifndef INKLING_CORE_LAYER_H_
#define INKLING_CORE_LAYER_H_

#include <variant>

#include "core/conv2d.h"
#include "core/dense.h"
#include "core/dropout.h"
#include "core/flatten.h"
#include "core/gaussian_noise.h"
#include "core/max_pool2d.h"

namespace inkling {

// The closed set of layers: values with the same few functions, which dense.h documents.
using Layer = std::variant<Dense, Conv2d, MaxPool2d, Flatten, Dropout, GaussianNoise>;

inline Shape OutputShape(const Layer& layer) {
  return std::visit([](const auto& l) { return l.output_shape(); }, layer);
}

inline Index OutputSize(const Layer& layer) { return OutputShape(layer).size(); }

template <typename Scalar>
Index StateBytes(const Layer& layer, Index samples) {
  return std::visit([&](const auto& l) { return l.template StateBytes<Scalar>(samples); }, layer);
}

inline Index ScratchSize(const Layer& layer) {
  return std::visit([](const auto& l) { return l.ScratchSize(); }, layer);
}

inline std::int64_t MultiplyAdds(const Layer& layer) {
  return std::visit([](const auto& l) { return l.multiply_adds(); }, layer);
}

// A layer with a weight that an initialiser draws.
template <typename T>
concept Weighted = requires(const T& layer) {
  layer.weight_offset;
  layer.weight_size();
  layer.fan_in();
  layer.fan_out();
};

// Null for a layer that has none.
inline const Activation* ActivationOf(const Layer& layer) {
  return std::visit(
      []<typename T>(const T& l) -> const Activation* {
        if constexpr (Weighted<T>) return &l.activation;
        return nullptr;
      },
      layer);
}

}  // namespace inkling

#endif  // INKLING_CORE_LAYER_H_
