#ifndef INKLING_CORE_CONV2D_H_
#define INKLING_CORE_CONV2D_H_

#include "core/activation.h"
#include "core/im2col.h"
#include "core/pass.h"
#include "core/shape.h"

namespace inkling {

// Two-dimensional convolution (cross-correlation, as everywhere in the field) with its
// activation: y[f] = f(sum over c of x[c] * W[f, c] + b[f]).
//
// Computed sample by sample as a matrix product: Im2Col copies what the kernel sees at each
// place into a column, and y (filters, places) = W (filters, channels kernel²) columns. Images
// thus stay (channels, height, width), and the scratch memory is that of one image.
//   x  (batch, channels, height, width)     W  (filters, channels, kernel, kernel)
//   y  (batch, filters, height', width')    b  (filters), absent if !has_bias
struct Conv2d {
  Windows windows;
  Index filters = 0;
  bool has_bias = true;
  Activation activation;
  Index weight_offset = 0;
  Index bias_offset = 0;

  Shape output_shape() const { return {filters, windows.out_height, windows.out_width}; }
  Index weight_size() const { return filters * windows.rows(); }
  Index fan_in() const { return windows.rows(); }
  Index fan_out() const { return filters * windows.kernel * windows.kernel; }
  std::int64_t multiply_adds() const { return std::int64_t{weight_size()} * windows.columns(); }
  template <typename Scalar>
  Index StateBytes() const {
    return 0;
  }
  // The columns, and a gradient of the weight.
  Index ScratchSize() const { return windows.rows() * windows.columns() + weight_size(); }

  // The functions of Dense.
  template <typename Scalar>
  void Forward(const Scalar* params, const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
               MatrixMap<Scalar> y) const;
  template <typename Scalar>
  void BackwardOutput(ConstMatrixMap<Scalar> y, MatrixMap<Scalar> grad) const;
  template <typename Scalar>
  void BackwardParameters(const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
                          ConstMatrixMap<Scalar> grad_z, Scalar* grads) const;
  template <typename Scalar>
  void BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                     ConstMatrixMap<Scalar> grad_z, MatrixMap<Scalar> grad_x) const;
};

}  // namespace inkling

#endif  // INKLING_CORE_CONV2D_H_
