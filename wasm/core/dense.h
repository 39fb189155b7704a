#ifndef INKLING_CORE_DENSE_H_
#define INKLING_CORE_DENSE_H_

#include <algorithm>
#include <type_traits>

#include "core/activation.h"
#include "core/aligned_buffer.h"
#include "core/limits.h"
#include "core/matrix.h"
#include "core/non_zeros.h"
#include "core/pass.h"
#include "core/shape.h"
#include "kernels/f32_gemm.h"
#include "kernels/f32_sparse_backward.h"
#include "kernels/f32_tiles.h"

namespace inkling {

// Fully connected layer with its activation: y = f(x W + b).
//
// Holds geometry and offsets only; weight and bias are slices of the network's arena, which
// every function is given as `params`, and the gradients are slices of an arena of the same
// shape.
//   x  (batch, inputs)      W  (inputs, outputs)
//   y  (batch, outputs)     b  (outputs), absent if !has_bias
//
// In float W and its gradient lie in tiles; see kernels/f32_tiles.h.
//
// State: lists of the non-zeros of x, if there are many zeros; see non_zeros.h. And room for grad_z
// in tiles.
struct Dense {
  Index inputs = 0;
  Index outputs = 0;
  bool has_bias = true;
  Activation activation;
  Index weight_offset = 0;
  Index bias_offset = 0;

  Shape output_shape() const { return VectorShape(outputs); }
  Index weight_size() const { return inputs * outputs; }
  // Inputs and outputs that one unit is connected to.
  Index fan_in() const { return inputs; }
  Index fan_out() const { return outputs; }
  // Products of a forward pass for one sample.
  std::int64_t multiply_adds() const { return std::int64_t{inputs} * outputs; }
  // Of so many samples, kept from Forward to Backward.
  template <typename Scalar>
  Index StateBytes(Index samples) const {
    if (!SkipsZeros<Scalar>()) return 0;
    const auto columns = static_cast<Index>(kernels::TileCount(static_cast<std::size_t>(outputs)) *
                                            kernels::kF32Tile);
    return GradientTilesOffset(samples) + samples * columns * static_cast<Index>(sizeof(Scalar));
  }
  // In bytes, from the beginning of the state.
  Index GradientTilesOffset(Index samples) const {
    constexpr auto kBytes = static_cast<Index>(kAlignment);
    return (NonZeros::Bytes(samples, inputs, outputs) + kBytes - 1) / kBytes * kBytes;
  }
  // Elements of scratch memory for each thread, whatever the number of samples.
  Index ScratchSize() const {
    constexpr auto kTile = static_cast<Index>(kernels::kF32Tile);
    constexpr auto kDots = static_cast<Index>(kernels::F32SparseBackwardScratch(kChunkSamples));
    return std::max({static_cast<Index>(kernels::kF32GemmScratch), outputs * kTile,
                     kChunkSamples * kTile + kDots});
  }
  // The biases of the units from `unit` on, or null if there are none.
  template <typename Scalar>
  const Scalar* Biases(const Scalar* params, Index unit = 0) const {
    return has_bias ? params + bias_offset + unit : nullptr;
  }
  // Whether the weight is one tile, and so row-major.
  bool IsOneTile() const { return outputs <= static_cast<Index>(kernels::kF32Tile); }
  // Whether products with what is mostly zero leave the zeros out: in training, and not for so few
  // units that listing the others would cost more.
  template <typename Scalar>
  bool SkipsZeros() const {
    return std::is_same_v<Scalar, float> && inputs <= NonZeros::kMostColumns &&
           outputs >= static_cast<Index>(kernels::kF32Tile);
  }

  template <typename Scalar>
  void Forward(const Scalar* params, const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
               MatrixMap<Scalar> y) const;

  // grad_W += xᵀ grad_z, grad_b += sum over the batch of grad_z.
  template <typename Scalar>
  void BackwardParameters(const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
                          ConstMatrixMap<Scalar> grad_z, Scalar* grads) const;

  // grad_x = grad_z Wᵀ. Not called where no parameters lie below.
  template <typename Scalar>
  void BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                     ConstMatrixMap<Scalar> grad_z, MatrixMap<Scalar> grad_x) const;

  // Both at once, where the gradient with respect to x is wanted only where x is not zero: grad_x
  // is zero elsewhere. `grads` may be `params`. Returns false, having done nothing, if x was not
  // listed or one after the other is faster.
  template <typename Scalar>
  bool BackwardAtNonZeros(const Scalar* params, const LayerContext<Scalar>& context,
                          ConstMatrixMap<Scalar> x, ConstMatrixMap<Scalar> grad_z,
                          MatrixMap<Scalar> grad_x, Scalar* grads) const;
};

// In float, for training, by the kernels; in double, for checks, by Eigen.
template <>
void Dense::Forward(const float* params, const LayerContext<float>& context,
                    ConstMatrixMap<float> x, MatrixMap<float> y) const;
template <>
void Dense::Forward(const double* params, const LayerContext<double>& context,
                    ConstMatrixMap<double> x, MatrixMap<double> y) const;
template <>
void Dense::BackwardParameters(const LayerContext<float>& context, ConstMatrixMap<float> x,
                               ConstMatrixMap<float> grad_z, float* grads) const;
template <>
void Dense::BackwardParameters(const LayerContext<double>& context, ConstMatrixMap<double> x,
                               ConstMatrixMap<double> grad_z, double* grads) const;
template <>
void Dense::BackwardInput(const float* params, const LayerContext<float>& context,
                          ConstMatrixMap<float> grad_z, MatrixMap<float> grad_x) const;
template <>
void Dense::BackwardInput(const double* params, const LayerContext<double>& context,
                          ConstMatrixMap<double> grad_z, MatrixMap<double> grad_x) const;
template <>
bool Dense::BackwardAtNonZeros(const float* params, const LayerContext<float>& context,
                               ConstMatrixMap<float> x, ConstMatrixMap<float> grad_z,
                               MatrixMap<float> grad_x, float* grads) const;
template <>
bool Dense::BackwardAtNonZeros(const double* params, const LayerContext<double>& context,
                               ConstMatrixMap<double> x, ConstMatrixMap<double> grad_z,
                               MatrixMap<double> grad_x, double* grads) const;

}  // namespace inkling

#endif  // INKLING_CORE_DENSE_H_
