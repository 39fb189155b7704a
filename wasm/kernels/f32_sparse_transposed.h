#ifndef INKLING_KERNELS_F32_SPARSE_TRANSPOSED_H_
#define INKLING_KERNELS_F32_SPARSE_TRANSPOSED_H_

#include "kernels/f32_sparse.h"

// The product of the transpose of a sparse matrix and a dense one, from the lists of the matrix
// itself. Each element takes a load and a store of the result, which the product from the lists of
// the transpose does not; but where these would be short, as of a small batch, making,
// beginning and ending them takes longer than going through them.
namespace inkling::kernels {

// c (inputs, columns) += aᵀ b, for a strip of columns; a (rows, inputs), b (rows, columns).
// Requires rows >= 1, 1 <= columns <= kF32Tile and `accumulate`, without bias and floor; c
// overlaps nothing else.
using F32SparseTransposed = void(const F32SparseArguments& arguments);

#define INKLING_F32_SPARSE_TRANSPOSED_REFERENCE(name) F32SparseTransposed name;
#define INKLING_F32_SPARSE_TRANSPOSED_TILED(name) F32SparseTransposed name;
#include "kernels/f32_sparse_transposed.inc"

// The fastest kernel of this build.
#define INKLING_F32_SPARSE_TRANSPOSED_TILED(name) \
  inline constexpr F32SparseTransposed& kF32SparseTransposed = name;
#include "kernels/f32_sparse_transposed.inc"

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_SPARSE_TRANSPOSED_H_
