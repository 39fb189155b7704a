#include "core/max_pool2d.h"

namespace inkling {

template <typename Scalar>
void MaxPool2d::Forward(const Scalar* /*params*/, const LayerContext<Scalar>& context,
                        ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  const Shape output = output_shape();
  auto* argmax = reinterpret_cast<std::uint32_t*>(context.state);
  Scalar* maximum = y.data();
  for (Index sample = 0; sample < x.rows(); ++sample) {
    const Scalar* image = x.data() + sample * x.cols();
    for (Index channel = 0; channel < output.channels; ++channel) {
      for (Index row = 0; row < output.height; ++row) {
        const Index corner = (channel * input.height + row * stride) * input.width;
        for (Index column = 0; column < output.width; ++column) {
          const Index begin = corner + column * stride;
          Index best = begin;
          for (Index i = 0; i < size; ++i) {
            for (Index j = 0; j < size; ++j) {
              const Index at = begin + i * input.width + j;
              // A NaN wins, so that pooling does not hide it.
              if (image[at] > image[best] || image[at] != image[at]) best = at;
            }
          }
          *maximum++ = image[best];
          *argmax++ = static_cast<std::uint32_t>(best);
        }
      }
    }
  }
}

template <typename Scalar>
void MaxPool2d::BackwardInput(const Scalar* /*params*/, const LayerContext<Scalar>& context,
                              ConstMatrixMap<Scalar> grad_y, MatrixMap<Scalar> grad_x) const {
  const std::uint32_t* argmax = ArgmaxOf(context.state);
  grad_x.setZero();
  for (Index sample = 0; sample < grad_y.rows(); ++sample) {
    const Scalar* from = grad_y.data() + sample * grad_y.cols();
    Scalar* to = grad_x.data() + sample * grad_x.cols();
    for (Index i = 0; i < grad_y.cols(); ++i) to[*argmax++] += from[i];
  }
}

#define INKLING_INSTANTIATE(Scalar)                                                  \
  template void MaxPool2d::Forward(const Scalar*, const LayerContext<Scalar>&,       \
                                   ConstMatrixMap<Scalar>, MatrixMap<Scalar>) const; \
  template void MaxPool2d::BackwardInput(const Scalar*, const LayerContext<Scalar>&, \
                                         ConstMatrixMap<Scalar>, MatrixMap<Scalar>) const;
INKLING_INSTANTIATE(float)
INKLING_INSTANTIATE(double)
#undef INKLING_INSTANTIATE

}  // namespace inkling
