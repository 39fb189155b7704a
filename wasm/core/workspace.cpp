#include "core/workspace.h"

#include <algorithm>

namespace inkling {

template <typename Scalar>
bool Workspace<Scalar>::Allocate(const Architecture& architecture, Index capacity) {
  constexpr std::size_t kElements = kAlignment / sizeof(Scalar);
  std::size_t size = 0;
  const auto reserve = [&](Index columns) {
    const std::size_t offset = size;
    size += static_cast<std::size_t>(capacity) * static_cast<std::size_t>(columns);
    size = (size + kElements - 1) / kElements * kElements;
    return static_cast<Index>(offset);
  };
  input_ = {reserve(architecture.input_size), architecture.input_size};
  outputs_.clear();
  Index widest = 0;
  for (const Layer& layer : architecture.layers) {
    const Index columns = OutputSize(layer);
    outputs_.push_back({reserve(columns), columns});
    widest = std::max(widest, columns);
  }
  for (Index& gradient : gradients_) gradient = reserve(widest);
  capacity_ = capacity;
  return buffer_.Allocate(size);
}

template class Workspace<float>;
template class Workspace<double>;

}  // namespace inkling
