#ifndef INKLING_CORE_MAX_POOL2D_H_
#define INKLING_CORE_MAX_POOL2D_H_

#include "core/unweighted_layer.h"

namespace inkling {

// The largest value of each window of size x size, channel by channel. Windows begin `stride`
// apart and lie wholly within the image: rows and columns at the end that fill none are ignored.
// The gradient goes to the largest value alone; among equals, to the first in row-major order.
//
// State: for each output, the position of its maximum in the sample's input, std::uint32_t.
struct MaxPool2d : UnweightedLayer {
  Shape input;
  Index size = 2;
  Index stride = 2;

  Shape output_shape() const {
    return {input.channels, (input.height - size) / stride + 1, (input.width - size) / stride + 1};
  }
  static const std::uint32_t* ArgmaxOf(const std::byte* state) {
    return reinterpret_cast<const std::uint32_t*>(state);
  }
  template <typename Scalar>
  Index StateBytes(Index samples) const {
    return samples * output_shape().size() * static_cast<Index>(sizeof(std::uint32_t));
  }

  template <typename Scalar>
  void Forward(const Scalar* params, const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
               MatrixMap<Scalar> y) const;

  template <typename Scalar>
  void BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                     ConstMatrixMap<Scalar> grad_y, MatrixMap<Scalar> grad_x) const;
};

}  // namespace inkling

#endif  // INKLING_CORE_MAX_POOL2D_H_
