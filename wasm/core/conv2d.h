#ifndef INKLING_CORE_CONV2D_H_
#define INKLING_CORE_CONV2D_H_

#include "core/activation.h"
#include "core/pass.h"
#include "core/shape.h"
#include "core/windows.h"

namespace inkling {

// Two-dimensional convolution (cross-correlation, as everywhere in the field) with its
// activation: y[f] = f(sum over c of x[c] * W[f, c] + b[f]).
//
// Outside images are (channels, height, width). For the products each is packed with its channels
// together (windows.h); backward, only those gradients that are not zero are multiplied.
//   x  (batch, channels, height, width)     W  (filters, channels, kernel, kernel)
//   y  (batch, filters, height', width')    b  (filters), absent if !has_bias
//
// State: the packed x.
struct Conv2d {
  Windows windows;
  Index filters = 0;
  bool has_bias = true;
  Activation activation;
  Index weight_offset = 0;
  Index bias_offset = 0;

  Shape output_shape() const { return {filters, windows.out_height, windows.out_width}; }
  Index weight_size() const { return filters * windows.size(); }
  Index fan_in() const { return windows.size(); }
  Index fan_out() const { return filters * windows.kernel * windows.kernel; }
  std::int64_t multiply_adds() const { return std::int64_t{weight_size()} * windows.places(); }
  template <typename Scalar>
  Index StateBytes(Index samples) const {
    return samples * WindowLayout(windows, WindowLayout::Order::kStacked).size() *
           static_cast<Index>(sizeof(Scalar));
  }
  Index ScratchSize() const;

  // The functions of Dense.
  template <typename Scalar>
  void Forward(const Scalar* params, const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
               MatrixMap<Scalar> y) const;
  template <typename Scalar>
  void BackwardParameters(const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
                          ConstMatrixMap<Scalar> grad_z, Scalar* grads) const;
  template <typename Scalar>
  void BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                     ConstMatrixMap<Scalar> grad_z, MatrixMap<Scalar> grad_x) const;
};

}  // namespace inkling

#endif  // INKLING_CORE_CONV2D_H_
