#include "core/non_zeros.h"

#include <numeric>

#include "core/prefetch.h"
#include "kernels/f32_list.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

// By measurement: where products of lists take as long as products of matrices.
constexpr double kMostDense = 0.75;
// Rows after which a dense matrix is given up, and those that a thread lists at a time.
constexpr Index kFewRows = 8;
// Columns that a thread lists at a time.
constexpr Index kFewColumns = 128;
// About what an element of a matrix takes to be listed.
constexpr double kNanosecondsOfElement = 0.4;

// The next part of the memory, as an array of that many elements.
template <typename T>
T* Take(std::byte*& memory, Index count) {
  auto* const array = reinterpret_cast<T*>(memory);
  memory += static_cast<std::size_t>(count) * sizeof(T);
  return array;
}

bool IsSparse(const std::uint32_t* counts, Index rows, Index columns) {
  const auto listed = std::accumulate(counts, counts + rows, std::int64_t{0});
  return static_cast<double>(listed) <=
         kMostDense * static_cast<double>(rows) * static_cast<double>(columns);
}

// Where lists of up to `length` elements begin.
void Begin(Index lists, Index length, std::uint32_t* begin) {
  for (Index i = 0; i < lists; ++i) begin[i] = static_cast<std::uint32_t>(i * length);
}

// Lists rows with list(begin, end), or gives up.
template <typename List>
bool ListRows(Index rows, Index columns, const std::uint32_t* count, const List& list) {
  const Index first = std::min(kFewRows, rows);
  list(0, first);
  if (!IsSparse(count, first, columns)) return false;
  const Index rest = rows - first;
  kernels::ParallelFor(static_cast<std::size_t>((rest + kFewRows - 1) / kFewRows),
                       kNanosecondsOfElement * static_cast<double>(kFewRows * columns),
                       [&](std::size_t task, std::size_t) {
                         const Index begin = first + static_cast<Index>(task) * kFewRows;
                         list(begin, std::min(begin + kFewRows, rows));
                       });
  return IsSparse(count, rows, columns);
}

bool ListRows(ConstMatrixMap<float> matrix, std::uint32_t* begins, std::uint32_t* count,
              std::uint16_t* index, float* value) {
  const Index length = matrix.cols();
  Begin(matrix.rows(), length, begins);
  return ListRows(matrix.rows(), length, count, [&](Index begin, Index end) {
    kernels::kF32List({.lists = static_cast<std::size_t>(end - begin),
                       .length = static_cast<std::size_t>(length),
                       .x = matrix.data() + begin * length,
                       .stride = static_cast<std::size_t>(length),
                       .count = count + begin,
                       .index = index + begin * length,
                       .value = value + begin * length});
  });
}

}  // namespace

NonZeros::NonZeros(std::byte* memory, Index samples, Index inputs, Index outputs)
    : samples_(samples), inputs_(inputs) {
  const Index others = samples * std::max(inputs, outputs);
  has_input_ = Take<std::uint32_t>(memory, 1);
  row_begin_ = Take<std::uint32_t>(memory, samples);
  row_count_ = Take<std::uint32_t>(memory, samples);
  other_begin_ = Take<std::uint32_t>(memory, std::max(inputs, samples));
  other_count_ = Take<std::uint32_t>(memory, std::max(inputs, samples));
  row_value_ = Take<float>(memory, samples * inputs);
  other_value_ = Take<float>(memory, others);
  row_index_ = Take<std::uint16_t>(memory, samples * inputs);
  other_index_ = Take<std::uint16_t>(memory, others);
}

bool NonZeros::ListInput(ConstMatrixMap<float> x) {
  const bool lists = ListRows(x, row_begin_, row_count_, row_index_, row_value_);
  *has_input_ = lists ? 1 : 0;
  return lists;
}

bool NonZeros::ListInput(std::span<const std::uint8_t> images,
                         std::span<const std::uint32_t> indices, float divisor) {
  const auto length = static_cast<std::size_t>(inputs_);
  const auto image = [&](Index sample) {
    return images.subspan(indices[static_cast<std::size_t>(sample)] * length, length);
  };
  const auto list = [&](Index begin, Index end) {
    for (Index sample = begin; sample < end; ++sample) Prefetch(image(sample));
    for (Index sample = begin; sample < end; ++sample) {
      row_count_[sample] = kernels::kF32ListBytes({.length = length,
                                                   .x = image(sample).data(),
                                                   .divisor = divisor,
                                                   .index = row_index_ + sample * inputs_,
                                                   .value = row_value_ + sample * inputs_});
    }
  };
  Begin(samples_, inputs_, row_begin_);
  const bool lists = ListRows(samples_, inputs_, row_count_, list);
  *has_input_ = lists ? 1 : 0;
  return lists;
}

kernels::F32NonZeros NonZeros::ListTransposedInput(ConstMatrixMap<float> x) const {
  Begin(inputs_, samples_, other_begin_);
  kernels::ParallelFor(static_cast<std::size_t>((inputs_ + kFewColumns - 1) / kFewColumns),
                       kNanosecondsOfElement * static_cast<double>(samples_ * kFewColumns),
                       [&](std::size_t task, std::size_t) {
                         const Index begin = static_cast<Index>(task) * kFewColumns;
                         kernels::kF32List({.lists = static_cast<std::size_t>(
                                                std::min(kFewColumns, inputs_ - begin)),
                                            .length = static_cast<std::size_t>(samples_),
                                            .x = x.data() + begin,
                                            .stride = static_cast<std::size_t>(inputs_),
                                            .transposed = true,
                                            .count = other_count_ + begin,
                                            .index = other_index_ + begin * samples_,
                                            .value = other_value_ + begin * samples_});
                       });
  return {other_begin_, other_count_, other_index_, other_value_};
}

kernels::F32NonZeros NonZeros::TransposeInput() const {
  // One part for each thread, since each looks for its columns in every row. What is listed does
  // not depend on it.
  const auto parts = static_cast<Index>(kernels::ThreadCount());
  const double nanoseconds =
      kNanosecondsOfElement * static_cast<double>(samples_ * inputs_) / static_cast<double>(parts);
  kernels::ParallelFor(static_cast<std::size_t>(parts), nanoseconds,
                       [&](std::size_t task, std::size_t) {
                         const auto part = static_cast<Index>(task);
                         TransposeColumns(inputs_ * part / parts, inputs_ * (part + 1) / parts);
                       });
  return {other_begin_, other_count_, other_index_, other_value_};
}

void NonZeros::TransposeColumns(Index begin, Index end) const {
  // Calls body(sample, q) for each element of these columns.
  const auto for_elements = [&](const auto& body) {
    for (Index sample = 0; sample < samples_; ++sample) {
      const std::uint16_t* const index = row_index_ + sample * inputs_;
      const std::uint16_t* const last = index + row_count_[sample];
      const std::uint16_t* at = begin == 0 ? index : std::lower_bound(index, last, begin);
      for (; at < last && *at < end; ++at) body(sample, at - row_index_);
    }
  };
  std::fill(other_count_ + begin, other_count_ + end, 0U);
  for_elements([&](Index, Index q) { ++other_count_[row_index_[q]]; });
  // One list right behind the other: they are read once for each tile of the product.
  auto position = static_cast<std::uint32_t>(begin * samples_);
  for (Index column = begin; column < end; ++column) {
    other_begin_[column] = position;
    position += other_count_[column];
  }
  for_elements([&](Index sample, Index q) {
    const std::uint32_t to = other_begin_[row_index_[q]]++;
    other_index_[to] = static_cast<std::uint16_t>(sample);
    other_value_[to] = row_value_[q];
  });
  for (Index column = begin; column < end; ++column) other_begin_[column] -= other_count_[column];
}

bool NonZeros::ListGradient(ConstMatrixMap<float> grad) const {
  return ListRows(grad, other_begin_, other_count_, other_index_, other_value_);
}

}  // namespace inkling
