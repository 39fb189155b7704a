#include "core/non_zeros.h"

#include <numeric>

#include "kernels/f32_list.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

// By measurement: where products of lists take as long as products of matrices.
constexpr double kMostDense = 0.75;
// Rows after which a dense matrix is given up, and those that a thread lists at a time.
constexpr Index kFewRows = 8;
// Columns that a thread lists at a time.
constexpr Index kFewColumns = 64;

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

// Lists the rows of a matrix, or gives up.
bool ListRows(ConstMatrixMap<float> matrix, std::uint32_t* count, std::uint16_t* index,
              float* value) {
  const Index length = matrix.cols();
  const auto list = [&](Index begin, Index end) {
    kernels::kF32List({.lists = static_cast<std::size_t>(end - begin),
                       .length = static_cast<std::size_t>(length),
                       .x = matrix.data() + begin * length,
                       .stride = static_cast<std::size_t>(length),
                       .count = count + begin,
                       .index = index + begin * length,
                       .value = value + begin * length});
  };
  const Index first = std::min(kFewRows, matrix.rows());
  list(0, first);
  if (!IsSparse(count, first, length)) return false;
  const Index rest = matrix.rows() - first;
  kernels::ParallelFor(static_cast<std::size_t>((rest + kFewRows - 1) / kFewRows),
                       [&](std::size_t task, std::size_t) {
                         const Index begin = first + static_cast<Index>(task) * kFewRows;
                         list(begin, std::min(begin + kFewRows, matrix.rows()));
                       });
  return IsSparse(count, matrix.rows(), length);
}

}  // namespace

NonZeros::NonZeros(std::byte* memory, Index samples, Index inputs, Index outputs)
    : samples_(samples), inputs_(inputs), outputs_(outputs) {
  const Index others = samples * std::max(inputs, outputs);
  has_input_ = Take<std::uint32_t>(memory, 1);
  row_count_ = Take<std::uint32_t>(memory, samples);
  other_count_ = Take<std::uint32_t>(memory, std::max(inputs, samples));
  row_value_ = Take<float>(memory, samples * inputs);
  other_value_ = Take<float>(memory, others);
  row_index_ = Take<std::uint16_t>(memory, samples * inputs);
  other_index_ = Take<std::uint16_t>(memory, others);
}

bool NonZeros::ListInput(ConstMatrixMap<float> x) {
  const bool lists = ListRows(x, row_count_, row_index_, row_value_);
  *has_input_ = lists ? 1 : 0;
  return lists;
}

kernels::F32NonZeros NonZeros::ListTransposedInput(ConstMatrixMap<float> x) const {
  kernels::ParallelFor(static_cast<std::size_t>((inputs_ + kFewColumns - 1) / kFewColumns),
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
  return {static_cast<std::size_t>(samples_), other_count_, other_index_, other_value_};
}

bool NonZeros::ListGradient(ConstMatrixMap<float> grad) const {
  return ListRows(grad, other_count_, other_index_, other_value_);
}

}  // namespace inkling
