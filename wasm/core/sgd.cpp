#include "core/sgd.h"

#include "core/matrix.h"

namespace inkling {

template <typename Scalar>
void Sgd::Update(std::span<Scalar> values, std::span<const Scalar> gradients) const {
  const auto size = static_cast<Index>(values.size());
  RowMap<Scalar>(values.data(), size) -=
      static_cast<Scalar>(learning_rate) * ConstRowMap<Scalar>(gradients.data(), size);
}

template void Sgd::Update(std::span<float>, std::span<const float>) const;
template void Sgd::Update(std::span<double>, std::span<const double>) const;

}  // namespace inkling
