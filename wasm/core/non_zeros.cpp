#include "core/non_zeros.h"

#include <numeric>
#include <utility>

#include "core/prefetch.h"
#include "kernels/f32_list.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

using kernels::F32NonZero;
using kernels::F32NonZeros;
using kernels::kF32RowBytes;

// By measurement: where products of lists take as long as products of matrices.
constexpr double kMostDense = 0.75;
// Rows after which a dense matrix is given up, and those that a thread lists at a time.
constexpr Index kFewRows = 8;
// Columns that a thread lists at a time.
constexpr Index kFewColumns = 128;
// About what an element of a matrix takes to be listed.
constexpr double kNanosecondsOfElement = 0.4;
// Kernels list so many elements at a time.
constexpr Index kLanes = 8;

// The next part of the memory, as an array of that many elements.
template <typename T>
T* Take(std::byte*& memory, Index count) {
  auto* const array = reinterpret_cast<T*>(memory);
  memory += static_cast<std::size_t>(count) * sizeof(T);
  return array;
}

// Columns [begin, end) of a matrix that is cut into blocks.
struct ColumnBlock {
  Index number, begin, end;

  // Of so many, all about as wide; none is empty if they are as few as their widest allows.
  ColumnBlock(Index columns, Index blocks, Index which)
      : number(which),
        begin(which * Width(columns, blocks)),
        end(std::min(begin + Width(columns, blocks), columns)) {}

  std::size_t width() const { return static_cast<std::size_t>(end - begin); }

 private:
  static Index Width(Index columns, Index blocks) {
    return ((columns + blocks - 1) / blocks + kLanes - 1) / kLanes * kLanes;
  }
};

// Where the elements of some rows of a matrix begin in a block of its columns: one block follows
// another, and all have the place that they would need without zeros.
std::uint32_t Position(Index rows, Index row, const ColumnBlock& block) {
  return static_cast<std::uint32_t>(rows * block.begin + row * (block.end - block.begin));
}

// Whether lists, of `rows` rows in all their blocks, are short enough in the first rows.
bool IsSparse(const F32NonZeros& lists, Index rows, Index first_rows, Index columns) {
  std::int64_t listed = 0;
  for (std::size_t block = 0; block < lists.blocks; ++block) {
    const std::uint32_t* const count = lists.count + block * static_cast<std::size_t>(rows);
    listed = std::accumulate(count, count + first_rows, listed);
  }
  return static_cast<double>(listed) <=
         kMostDense * static_cast<double>(first_rows) * static_cast<double>(columns);
}

// Lists rows with list(begin, end), some at a time, or gives up.
template <typename List>
bool ListRows(const F32NonZeros& lists, Index rows, Index columns, const List& list) {
  const Index first = std::min(kFewRows, rows);
  list(0, first);
  if (!IsSparse(lists, rows, first, columns)) return false;
  const Index rest = rows - first;
  kernels::ParallelFor(static_cast<std::size_t>((rest + kFewRows - 1) / kFewRows),
                       kNanosecondsOfElement * static_cast<double>(kFewRows * columns),
                       [&](std::size_t task, std::size_t) {
                         const Index begin = first + static_cast<Index>(task) * kFewRows;
                         list(begin, std::min(begin + kFewRows, rows));
                       });
  return IsSparse(lists, rows, rows, columns);
}

}  // namespace

NonZeros::NonZeros(std::byte* memory, Index samples, Index inputs, Index outputs)
    : samples_(samples), inputs_(inputs), outputs_(outputs) {
  input_.elements = Take<F32NonZero>(memory, samples * inputs);
  other_.elements = Take<F32NonZero>(memory, samples * std::max(inputs, outputs));
  input_blocks_ = Take<std::uint32_t>(memory, 1);
  for (const auto& [place, lists] : {std::pair(&input_, InputLists(samples, inputs)),
                                     std::pair(&other_, OtherLists(samples, inputs, outputs))}) {
    place->begin = Take<std::uint32_t>(memory, lists);
    place->count = Take<std::uint32_t>(memory, lists);
  }
}

bool NonZeros::ListMatrix(ConstMatrixMap<float> matrix, const Place& place) {
  const Index rows = matrix.rows();
  const Index columns = matrix.cols();
  const Index blocks = Blocks(columns);
  return ListRows(place.View(blocks), rows, columns, [&](Index first, Index last) {
    for (Index i = 0; i < blocks; ++i) {
      const ColumnBlock block(columns, blocks, i);
      kernels::kF32List({.lists = static_cast<std::size_t>(last - first),
                         .length = block.width(),
                         .x = matrix.data() + first * columns + block.begin,
                         .stride = static_cast<std::size_t>(columns),
                         .first = static_cast<std::size_t>(block.begin),
                         .position = Position(rows, first, block),
                         .begin = place.begin + i * rows + first,
                         .count = place.count + i * rows + first,
                         .elements = place.elements});
    }
  });
}

bool NonZeros::ListInput(ConstMatrixMap<float> x) {
  const bool lists = ListMatrix(x, input_);
  *input_blocks_ = static_cast<std::uint32_t>(lists ? Blocks(inputs_) : 0);
  return lists;
}

bool NonZeros::ListInput(std::span<const std::uint8_t> images,
                         std::span<const std::uint32_t> indices, float divisor) {
  const auto length = static_cast<std::size_t>(inputs_);
  const auto image = [&](Index sample) {
    return images.subspan(indices[static_cast<std::size_t>(sample)] * length, length);
  };
  const Index blocks = Blocks(inputs_, kMostPixelsInBlock);
  const auto list = [&](Index first, Index last) {
    for (Index sample = first; sample < last; ++sample) Prefetch(image(sample));
    for (Index i = 0; i < blocks; ++i) {
      const ColumnBlock block(inputs_, blocks, i);
      std::uint32_t* const begin = input_.begin + i * samples_;
      std::uint32_t* const count = input_.count + i * samples_;
      std::uint32_t position = Position(samples_, first, block);
      for (Index sample = first; sample < last; ++sample) {
        begin[sample] = position;
        count[sample] = kernels::kF32ListBytes({.length = block.width(),
                                                .x = image(sample).data() + block.begin,
                                                .divisor = divisor,
                                                .first = static_cast<std::size_t>(block.begin),
                                                .elements = input_.elements + position});
        position += count[sample];
      }
    }
  };
  const bool lists = ListRows(input_.View(blocks), samples_, inputs_, list);
  *input_blocks_ = static_cast<std::uint32_t>(lists ? blocks : 0);
  return lists;
}

F32NonZeros NonZeros::ListTransposedInput(ConstMatrixMap<float> x) const {
  const Index blocks = Blocks(samples_);
  const auto list = [&](Index first, Index last) {
    for (Index i = 0; i < blocks; ++i) {
      const ColumnBlock block(samples_, blocks, i);
      kernels::kF32List({.lists = static_cast<std::size_t>(last - first),
                         .length = block.width(),
                         .x = x.data() + block.begin * inputs_ + first,
                         .stride = static_cast<std::size_t>(inputs_),
                         .transposed = true,
                         .first = static_cast<std::size_t>(block.begin),
                         .position = Position(inputs_, first, block),
                         .begin = other_.begin + i * inputs_ + first,
                         .count = other_.count + i * inputs_ + first,
                         .elements = other_.elements});
    }
  };
  kernels::ParallelFor(static_cast<std::size_t>((inputs_ + kFewColumns - 1) / kFewColumns),
                       kNanosecondsOfElement * static_cast<double>(samples_ * kFewColumns),
                       [&](std::size_t task, std::size_t) {
                         const Index first = static_cast<Index>(task) * kFewColumns;
                         list(first, std::min(first + kFewColumns, inputs_));
                       });
  return other_.View(blocks);
}

F32NonZeros NonZeros::TransposeInput() const {
  const F32NonZeros lists = input();
  const Index blocks = Blocks(samples_);
  // From a block of the input's columns: lists of their own, one close behind the other, so that
  // both writing and reading them stays in the cache.
  const auto transpose = [&](const ColumnBlock& columns) {
    for (Index i = 0; i < blocks; ++i) {
      const ColumnBlock samples(samples_, blocks, i);
      std::uint32_t* const begin = other_.begin + i * inputs_;
      std::uint32_t* const count = other_.count + i * inputs_;
      const auto for_each_element = [&](const auto& visit) {
        for (Index sample = samples.begin; sample < samples.end; ++sample) {
          const Index list = columns.number * samples_ + sample;
          const F32NonZero* const first = lists.elements + lists.begin[list];
          std::for_each(first, first + lists.count[list], [&](const F32NonZero& element) {
            visit(sample, element.offset / kF32RowBytes, element.value);
          });
        }
      };
      std::fill(count + columns.begin, count + columns.end, 0);
      for_each_element([&](Index, std::uint32_t column, float) { ++count[column]; });
      std::uint32_t position = Position(inputs_, columns.begin, samples);
      for (Index column = columns.begin; column < columns.end; ++column) {
        begin[column] = position;
        position += count[column];
        // For now, where the next element goes.
        count[column] = begin[column];
      }
      F32NonZero* const elements = other_.elements;
      for_each_element([&](Index sample, std::uint32_t column, float value) {
        elements[count[column]++] = {value, static_cast<std::uint32_t>(sample) * kF32RowBytes};
      });
      for (Index column = columns.begin; column < columns.end; ++column) {
        count[column] -= begin[column];
      }
    }
  };
  const auto parts = static_cast<Index>(lists.blocks);
  kernels::ParallelFor(
      lists.blocks,
      kNanosecondsOfElement * static_cast<double>(samples_ * inputs_) / static_cast<double>(parts),
      [&](std::size_t part, std::size_t) {
        transpose(ColumnBlock(inputs_, parts, static_cast<Index>(part)));
      });
  return other_.View(blocks);
}

F32NonZeros NonZeros::input() const { return input_.View(static_cast<Index>(*input_blocks_)); }

bool NonZeros::ListGradient(ConstMatrixMap<float> grad) const { return ListMatrix(grad, other_); }

F32NonZeros NonZeros::gradient() const { return other_.View(Blocks(outputs_)); }

}  // namespace inkling
