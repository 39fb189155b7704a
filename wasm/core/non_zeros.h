#ifndef INKLING_CORE_NON_ZEROS_H_
#define INKLING_CORE_NON_ZEROS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/limits.h"
#include "core/matrix.h"
#include "kernels/f32_sparse.h"

namespace inkling {

// A batch x (samples, inputs) of which most values are zero, as pixels of digits are, in lists of
// those that are not; and the products of a fully connected layer with it. They leave out terms
// that are zero and are exact otherwise.
//
// A view of memory that the caller keeps from one product to the next.
class NonZeros {
 public:
  // Wider batches have no lists, since an index takes 16 bits.
  static constexpr Index kMostInputs = Index{1} << 16;

  // The memory that a batch needs, for each of its samples.
  static constexpr Index BytesPerSample(Index inputs) {
    // An element in both orders takes 12 bytes. A batch of one must have room, too, for where
    // the list of each input begins.
    return 12 * inputs + static_cast<Index>(sizeof(std::uint32_t)) * (inputs + kOtherWords);
  }
  // Floats of scratch memory for a product of at most kChunkSamples samples.
  static constexpr Index ScratchSize(Index inputs) {
    return std::max(inputs, kChunkSamples) * static_cast<Index>(kernels::kF32SparseTile);
  }

  // Of memory for samples x BytesPerSample(inputs) bytes, aligned for floats.
  NonZeros(std::byte* memory, Index samples, Index inputs);

  // Lists x. Returns false, and leaves no lists, if more than half of it is not zero.
  bool Collect(ConstMatrixMap<float> x);
  // Whether the last Collect on this memory has made lists.
  bool exist() const { return *exist_ != 0; }

  // y = x w for the x that was listed.
  void MultiplyForward(ConstMatrixMap<float> w, MatrixMap<float> y, float* scratch) const;

  // grad_w += xᵀ grad_y
  void MultiplyBackwardWeight(ConstMatrixMap<float> grad_y, MatrixMap<float> grad_w,
                              float* scratch) const;

 private:
  // Words beside those for each input: whether there are lists, and the ends of both.
  static constexpr Index kOtherWords = 5;

  // Appends a row to the lists at `position`; returns where the next begins.
  std::uint32_t CollectRow(ConstRowMap<float> row, std::uint32_t position);
  // Lists the transpose of x.
  kernels::F32NonZeros CollectColumns() const;

  Index samples_;
  Index inputs_;
  std::uint32_t* exist_;
  std::uint32_t* row_begin_;     // (samples + 1)
  std::uint32_t* column_begin_;  // (inputs + 2), one more than a list has, to fill it
  float* row_value_;             // (samples inputs), as all that follow
  float* column_value_;
  std::uint16_t* row_index_;
  std::uint16_t* column_index_;
};

}  // namespace inkling

#endif  // INKLING_CORE_NON_ZEROS_H_
