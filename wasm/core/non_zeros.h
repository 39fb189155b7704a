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
  // More columns have no lists.
  static constexpr auto kMostColumns = static_cast<Index>(kernels::kF32MostColumns);

  // The memory that a batch needs.
  static constexpr Index Bytes(Index samples, Index inputs, Index outputs) {
    const Index elements = samples * (inputs + std::max(inputs, outputs));
    // Where each list begins and how long it is, and how many blocks there are.
    const Index words =
        2 * (InputLists(samples, inputs) + OtherLists(samples, inputs, outputs)) + 1;
    return elements * static_cast<Index>(sizeof(kernels::F32NonZero)) +
           words * static_cast<Index>(sizeof(std::uint32_t));
  }

  // Of memory of Bytes(samples, inputs, outputs), aligned for elements.
  NonZeros(std::byte* memory, Index samples, Index inputs, Index outputs);

  // Lists x. Returns false, and leaves no lists, if it is too dense.
  bool ListInput(ConstMatrixMap<float> x);
  // The same for an x that is nowhere in memory: its rows are images of `inputs` bytes, those at
  // `indices`, divided by `divisor`.
  bool ListInput(std::span<const std::uint8_t> images, std::span<const std::uint32_t> indices,
                 float divisor);
  // Whether the last ListInput on this memory has made lists.
  bool has_input() const { return *input_blocks_ != 0; }
  // x as it was listed.
  kernels::F32NonZeros input() const;

  // Lists the transpose of x, in the place of the lists of the gradient.
  kernels::F32NonZeros ListTransposedInput(ConstMatrixMap<float> x) const;
  // The same from the lists of x, which is faster where they are short.
  kernels::F32NonZeros TransposeInput() const;

  // Lists a gradient with respect to the output, in the place of those of the transpose. Returns
  // false if it is too dense.
  bool ListGradient(ConstMatrixMap<float> grad) const;
  kernels::F32NonZeros gradient() const;

 private:
  // Columns in a block of lists, by measurement; both are multiples of the elements that kernels
  // list at a time. A block of images may be wider, since no row has ink on their margins: those of
  // MNIST are two.
  static constexpr Index kMostInBlock = 200;
  static constexpr Index kMostPixelsInBlock = 392;

  static constexpr Index Blocks(Index columns, Index most = kMostInBlock) {
    return (columns + most - 1) / most;
  }
  // How many lists there are at most: of the input's rows, and in the other place.
  static constexpr Index InputLists(Index samples, Index inputs) {
    return Blocks(inputs) * samples;
  }
  static constexpr Index OtherLists(Index samples, Index inputs, Index outputs) {
    return std::max(Blocks(samples) * inputs, Blocks(outputs) * samples);
  }

  // Where lists are.
  struct Place {
    kernels::F32NonZero* elements;
    std::uint32_t* begin;
    std::uint32_t* count;

    kernels::F32NonZeros View(Index blocks) const {
      return {static_cast<std::size_t>(blocks), begin, count, elements};
    }
  };

  static bool ListMatrix(ConstMatrixMap<float> matrix, const Place& place);

  Index samples_;
  Index inputs_;
  Index outputs_;
  std::uint32_t* input_blocks_;  // none if the input is not listed
  Place input_;                  // of the samples
  Place other_;                  // of the inputs, or of the samples
};

}  // namespace inkling

#endif  // INKLING_CORE_NON_ZEROS_H_
