#include "core/initializer.h"

#include <algorithm>
#include <cmath>

namespace inkling {
namespace {

template <typename Scalar>
struct Fill {
  double fan_in;
  double fan_out;
  RandomStream& random;
  std::span<Scalar> weight;

  void operator()(const Zeros&) const { std::ranges::fill(weight, Scalar(0)); }

  void operator()(const Normal& normal) const {
    for (Scalar& w : weight) {
      w = static_cast<Scalar>(normal.standard_deviation * random.Normal());
    }
  }

  void operator()(const Uniform& uniform) const {
    for (Scalar& w : weight) w = static_cast<Scalar>(uniform.limit * (2 * random.Uniform() - 1));
  }

  void operator()(const LecunNormal&) const { (*this)(Normal{std::sqrt(1 / fan_in)}); }
  void operator()(const GlorotUniform&) const {
    (*this)(Uniform{std::sqrt(6 / (fan_in + fan_out))});
  }
  void operator()(const GlorotNormal&) const { (*this)(Normal{std::sqrt(2 / (fan_in + fan_out))}); }
  void operator()(const HeNormal&) const { (*this)(Normal{std::sqrt(2 / fan_in)}); }
  void operator()(const HeUniform&) const { (*this)(Uniform{std::sqrt(6 / fan_in)}); }
};

}  // namespace

template <typename Scalar>
void Initialize(const Initializer& initializer, Index fan_in, Index fan_out, RandomStream& random,
                std::span<Scalar> weight) {
  std::visit(
      Fill<Scalar>{static_cast<double>(fan_in), static_cast<double>(fan_out), random, weight},
      initializer);
}

template void Initialize(const Initializer&, Index, Index, RandomStream&, std::span<float>);
template void Initialize(const Initializer&, Index, Index, RandomStream&, std::span<double>);

}  // namespace inkling
