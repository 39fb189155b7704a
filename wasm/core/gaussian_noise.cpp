#include "core/gaussian_noise.h"

namespace inkling {
namespace {

// A normal value takes two words: a pair of them is made from two uniform ones of two words.
constexpr Index kWordsPerNormal = 2;

}  // namespace

template <typename Scalar>
void GaussianNoise::Forward(const Scalar* /*params*/, const LayerContext<Scalar>& context,
                            ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  if (context.pass.mode == Mode::kEvaluation) {
    y = x;
    return;
  }
  auto* const noise = reinterpret_cast<Scalar*>(context.state);
  if (context.pass.mode == Mode::kTraining) {
    const Index size = shape.size();
    for (Index sample = 0; sample < x.rows(); ++sample) {
      // Rounded up to whole pairs.
      RandomStream draws =
          context.Draws(Stream::kNoise, sample, (size + size % 2) * kWordsPerNormal);
      for (Index i = 0; i < size; ++i) {
        noise[sample * size + i] = static_cast<Scalar>(standard_deviation * draws.Normal());
      }
    }
  }
  y = x + ConstMatrixMap<Scalar>(noise, x.rows(), x.cols());
}

template void GaussianNoise::Forward(const float*, const LayerContext<float>&,
                                     ConstMatrixMap<float>, MatrixMap<float>) const;
template void GaussianNoise::Forward(const double*, const LayerContext<double>&,
                                     ConstMatrixMap<double>, MatrixMap<double>) const;

}  // namespace inkling
