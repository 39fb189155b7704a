#include "core/initializer.h"

#include <algorithm>
#include <cmath>

namespace inkling {
namespace {

template <typename Scalar>
struct Fill {
  double fans;  // fan_in + fan_out
  RandomStream& random;
  std::span<Scalar> weight;

  void operator()(const Zeros&) const { std::ranges::fill(weight, Scalar(0)); }

  void operator()(const Normal& normal) const {
    for (Scalar& w : weight) {
      w = static_cast<Scalar>(normal.standard_deviation * random.Normal());
    }
  }

  void operator()(const GlorotUniform&) const {
    const double limit = std::sqrt(6 / fans);
    for (Scalar& w : weight) w = static_cast<Scalar>(limit * (2 * random.Uniform() - 1));
  }

  void operator()(const GlorotNormal&) const { (*this)(Normal{std::sqrt(2 / fans)}); }
};

}  // namespace

template <typename Scalar>
void Initialize(const Initializer& initializer, Index fan_in, Index fan_out, RandomStream& random,
                std::span<Scalar> weight) {
  std::visit(
      Fill<Scalar>{static_cast<double>(fan_in) + static_cast<double>(fan_out), random, weight},
      initializer);
}

template void Initialize(const Initializer&, Index, Index, RandomStream&, std::span<float>);
template void Initialize(const Initializer&, Index, Index, RandomStream&, std::span<double>);

}  // namespace inkling
