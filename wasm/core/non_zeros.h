#ifndef INKLING_CORE_NON_ZEROS_H_
#define INKLING_CORE_NON_ZEROS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

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

  // The memory that a batch needs, for each of its samples.
  static constexpr Index BytesPerSample(Index inputs, Index outputs) {
    // A batch of one must have room, too, for the length of the list of each input.
    return kElementBytes * (inputs + std::max(inputs, outputs)) +
           static_cast<Index>(sizeof(std::uint32_t)) * (inputs + kOtherWords);
  }

  // Of memory for samples x BytesPerSample(inputs, outputs) bytes, aligned for floats.
  NonZeros(std::byte* memory, Index samples, Index inputs, Index outputs);

  // Lists x. Returns false, and leaves no lists, if it is too dense.
  bool ListInput(ConstMatrixMap<float> x);
  // Whether the last ListInput on this memory has made lists.
  bool has_input() const { return *has_input_ != 0; }
  // x as it was listed.
  kernels::F32NonZeros input() const {
    return {static_cast<std::size_t>(inputs_), row_count_, row_index_, row_value_};
  }

  // Lists the transpose of x, in the place of the lists of the gradient.
  kernels::F32NonZeros ListTransposedInput(ConstMatrixMap<float> x) const;

  // Lists a gradient with respect to the output, in the place of those of the transpose. Returns
  // false if it is too dense.
  bool ListGradient(ConstMatrixMap<float> grad) const;
  kernels::F32NonZeros gradient() const {
    return {static_cast<std::size_t>(outputs_), other_count_, other_index_, other_value_};
  }

 private:
  // A value and its index.
  static constexpr Index kElementBytes = 6;
  // Words for a sample beside those for each input: the length of its list in both places, and
  // whether there are lists.
  static constexpr Index kOtherWords = 3;

  Index samples_;
  Index inputs_;
  Index outputs_;
  std::uint32_t* has_input_;
  std::uint32_t* row_count_;    // (samples)
  std::uint32_t* other_count_;  // (inputs) or (samples)
  float* row_value_;            // (samples, inputs)
  float* other_value_;          // (inputs, samples) or (samples, outputs)
  std::uint16_t* row_index_;
  std::uint16_t* other_index_;
};

}  // namespace inkling

#endif  // INKLING_CORE_NON_ZEROS_H_
