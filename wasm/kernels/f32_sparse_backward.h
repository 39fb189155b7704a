#ifndef INKLING_KERNELS_F32_SPARSE_BACKWARD_H_
#define INKLING_KERNELS_F32_SPARSE_BACKWARD_H_

#include <cstddef>

#include "kernels/f32_sparse.h"

// Both backward products of y = x W at once, where many elements of x are zero and the gradient
// with respect to x is wanted only where they are not, as below a ReLU.
//
//   grad_w += xᵀ grad_y            W, grad_w  (inputs, outputs)
//   grad_x  = grad_y Wᵀ            x, grad_x  (samples, inputs)
//                                  grad_y     (samples, outputs)
//
// An element of x meets the same row of grad_y in both, so that one load serves two
// multiplications.
namespace inkling::kernels {

// Inputs of one call, at most.
inline constexpr std::size_t kF32SparseBackwardInputs = 8;

// Outputs that go by at a time.
inline constexpr std::size_t kF32SparseBackwardStrip = kF32Tile / 2;

// Floats of scratch memory for a number of samples.
constexpr std::size_t F32SparseBackwardScratch(std::size_t samples) {
  return 4 * kF32SparseBackwardInputs * samples;
}

struct F32SparseBackwardArguments {
  // Of how many inputs W and the transpose of x are; and those of this call.
  std::size_t inputs;
  std::size_t first;
  std::size_t count;
  std::size_t samples;
  std::size_t outputs;
  // The transpose of x (inputs, samples).
  F32NonZeros x;
  // In tiles that are all kF32Tile wide, row-major, one after another. Behind the last column are
  // zeros, up to a multiple of kF32SparseBackwardStrip.
  const float* grad_y;
  // In tiles as f32_tiles.h has them. They may be the same: what is read of w is read before
  // anything is added there.
  const float* w;
  float* grad_w;
  // Rows of kF32Tile floats; the first input of this call is column 0. Written only where x is not
  // zero.
  float* grad_x;
  float* scratch;
};

// Requires 1 <= count <= kF32SparseBackwardInputs and first + count <= inputs.
using F32SparseBackward = void(const F32SparseBackwardArguments& arguments);

#define INKLING_F32_SPARSE_BACKWARD_REFERENCE(name) F32SparseBackward name;
#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) F32SparseBackward name;
#include "kernels/f32_sparse_backward.inc"

// The fastest kernel of this build.
#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) \
  inline constexpr F32SparseBackward& kF32SparseBackward = name;
#include "kernels/f32_sparse_backward.inc"

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_SPARSE_BACKWARD_H_
