#ifndef INKLING_CORE_NON_ZEROS_H_
#define INKLING_CORE_NON_ZEROS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/matrix.h"
#include "kernels/f32_sparse.h"

namespace inkling {

// Lists of the non-zeros of what goes through a fully connected layer: of its input x (samples,
// inputs), and of the gradient with respect to its output (samples, outputs). Pixels of digits are
// mostly zero; so are, about half, outputs of ReLU and the gradients that it lets through.
//
// A view of memory that the caller keeps from the forward to the backward pass. A list of as many
// elements as there are would be slower than the matrix: above a measured density there are none.
class NonZeros {
 public:
  // More columns have no lists, since an index takes 16 bits.
  static constexpr Index kMostColumns = Index{1} << 16;

  // The memory that a batch needs.
  static constexpr Index Bytes(Index samples, Index inputs, Index outputs) {
    const Index elements = samples * (inputs + std::max(inputs, outputs));
    // Where each list begins and how long it is, and whether there are lists.
    const Index words = 2 * (samples + std::max(inputs, samples)) + 1;
    return elements * kElementBytes + words * static_cast<Index>(sizeof(std::uint32_t));
  }

  // Of memory of Bytes(samples, inputs, outputs), aligned for floats.
  NonZeros(std::byte* memory, Index samples, Index inputs, Index outputs);

  // Lists x. Returns false, and leaves no lists, if it is too dense.
  bool ListInput(ConstMatrixMap<float> x);
  // The same for an x that is nowhere in memory: its rows are images of `inputs` bytes, those at
  // `indices`, divided by `divisor`.
  bool ListInput(std::span<const std::uint8_t> images, std::span<const std::uint32_t> indices,
                 float divisor);
  // Whether the last ListInput on this memory has made lists.
  bool has_input() const { return *has_input_ != 0; }
  // x as it was listed.
  kernels::F32NonZeros input() const { return {row_begin_, row_count_, row_index_, row_value_}; }

  // Lists the transpose of x, in the place of the lists of the gradient.
  kernels::F32NonZeros ListTransposedInput(ConstMatrixMap<float> x) const;
  // The same from the lists of x, which is faster where they are short.
  kernels::F32NonZeros TransposeInput() const;

  // Lists a gradient with respect to the output, in the place of those of the transpose. Returns
  // false if it is too dense.
  bool ListGradient(ConstMatrixMap<float> grad) const;
  kernels::F32NonZeros gradient() const {
    return {other_begin_, other_count_, other_index_, other_value_};
  }

 private:
  void TransposeColumns(Index begin, Index end) const;

  // A value and its index.
  static constexpr Index kElementBytes = 6;
  Index samples_;
  Index inputs_;
  std::uint32_t* has_input_;
  std::uint32_t* row_begin_;    // (samples)
  std::uint32_t* row_count_;    // (samples)
  std::uint32_t* other_begin_;  // (inputs) or (samples)
  std::uint32_t* other_count_;  // (inputs) or (samples)
  float* row_value_;            // (samples, inputs)
  float* other_value_;          // (inputs, samples) or (samples, outputs)
  std::uint16_t* row_index_;
  std::uint16_t* other_index_;
};

}  // namespace inkling

#endif  // INKLING_CORE_NON_ZEROS_H_
