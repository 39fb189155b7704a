#include "core/dropout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace inkling {
namespace {

// One word of 32 bits decides a value: the rate holds to within 2^-33.
template <typename Scalar>
void DrawMask(const LayerContext<Scalar>& context, double rate, Index samples, Index size) {
  const auto dropped = static_cast<std::uint64_t>(std::llround(rate * 0x1p32));
  for (Index sample = 0; sample < samples; ++sample) {
    RandomStream draws = context.Draws(Stream::kDropout, sample, size);
    std::byte* mask = context.state + sample * size;
    for (Index i = 0; i < size; ++i) mask[i] = std::byte{draws.Bits() >= dropped};
  }
}

// out <- in where kept, scaled, and 0 elsewhere.
template <typename Scalar>
void Apply(const std::byte* mask, double rate, ConstMatrixMap<Scalar> in, MatrixMap<Scalar> out) {
  const auto scale = static_cast<Scalar>(1 / (1 - rate));
  const Scalar* from = in.data();
  Scalar* to = out.data();
  const Index size = in.size();
  for (Index i = 0; i < size; ++i) {
    const Scalar value = from[i] * scale;  // a load under a condition is not vectorised
    to[i] = mask[i] != std::byte{0} ? value : Scalar(0);
  }
}

}  // namespace

template <typename Scalar>
void Dropout::Forward(const Scalar* /*params*/, const LayerContext<Scalar>& context,
                      ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  if (context.pass.mode == Mode::kEvaluation) {
    y = x;
    return;
  }
  if (context.pass.mode == Mode::kTraining) DrawMask(context, rate, x.rows(), x.cols());
  Apply(context.state, rate, x, y);
}

template <typename Scalar>
void Dropout::BackwardInput(const Scalar* /*params*/, const LayerContext<Scalar>& context,
                            ConstMatrixMap<Scalar> grad_y, MatrixMap<Scalar> grad_x) const {
  if (context.pass.mode == Mode::kEvaluation) {
    grad_x = grad_y;
  } else {
    Apply(context.state, rate, grad_y, grad_x);
  }
}

#define INKLING_INSTANTIATE(Scalar)                                                \
  template void Dropout::Forward(const Scalar*, const LayerContext<Scalar>&,       \
                                 ConstMatrixMap<Scalar>, MatrixMap<Scalar>) const; \
  template void Dropout::BackwardInput(const Scalar*, const LayerContext<Scalar>&, \
                                       ConstMatrixMap<Scalar>, MatrixMap<Scalar>) const;
INKLING_INSTANTIATE(float)
INKLING_INSTANTIATE(double)
#undef INKLING_INSTANTIATE

}  // namespace inkling
