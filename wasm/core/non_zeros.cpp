#include "core/non_zeros.h"

#include <cstring>

namespace inkling {
namespace {

using kernels::kF32SparseTile;

// By measurement.
constexpr Index kSamplesWorthPacking = 64;
// Kernels read rows in fours.
constexpr Index kOverread = 4;

// The next part of the memory, as an array of that many elements.
template <typename T>
T* Take(std::byte*& memory, Index count) {
  auto* const array = reinterpret_cast<T*>(memory);
  memory += static_cast<std::size_t>(count) * sizeof(T);
  return array;
}

// Columns [column, column + columns) of a matrix, row after row, each of them kF32SparseTile wide.
void PackStrip(ConstMatrixMap<float> matrix, Index column, std::size_t columns, float* strip) {
  const float* row = matrix.data() + column;
  for (Index i = 0; i < matrix.rows(); ++i, row += matrix.cols(), strip += kF32SparseTile) {
    std::memcpy(strip, row, columns * sizeof(float));
  }
}

// c = or += a b, strip by strip of its columns.
void Multiply(const kernels::F32NonZeros& a, ConstMatrixMap<float> b, MatrixMap<float> c,
              bool accumulate, bool packs, float* scratch) {
  const Index stride = b.cols();
  for (Index column = 0; column < stride; column += static_cast<Index>(kF32SparseTile)) {
    const auto columns = std::min(kF32SparseTile, static_cast<std::size_t>(stride - column));
    if (packs) PackStrip(b, column, columns, scratch);
    kernels::kF32Sparse({.rows = static_cast<std::size_t>(c.rows()),
                         .columns = columns,
                         .a = a,
                         .b = packs ? scratch : b.data() + column,
                         .b_stride = packs ? kF32SparseTile : static_cast<std::size_t>(stride),
                         .c = c.data() + column,
                         .c_stride = static_cast<std::size_t>(stride),
                         .accumulate = accumulate});
  }
}

}  // namespace

NonZeros::NonZeros(std::byte* memory, Index samples, Index inputs)
    : samples_(samples), inputs_(inputs) {
  exist_ = Take<std::uint32_t>(memory, 1);
  row_begin_ = Take<std::uint32_t>(memory, samples + 1);
  column_begin_ = Take<std::uint32_t>(memory, inputs + 2);
  row_value_ = Take<float>(memory, samples * inputs);
  column_value_ = Take<float>(memory, samples * inputs);
  row_index_ = Take<std::uint16_t>(memory, samples * inputs);
  column_index_ = Take<std::uint16_t>(memory, samples * inputs);
}

bool NonZeros::Collect(ConstMatrixMap<float> x) {
  *exist_ = 0;
  row_begin_[0] = 0;
  for (Index sample = 0; sample < samples_; ++sample) {
    row_begin_[sample + 1] = CollectRow({x.data() + sample * inputs_, inputs_}, row_begin_[sample]);
    // Of what has been read so far: a dense batch is given up at once.
    if (2 * static_cast<Index>(row_begin_[sample + 1]) > (sample + 1) * inputs_) return false;
  }
  *exist_ = 1;
  return true;
}

// Every element is written where the next non-zero belongs, and stays if it is one: no jump that
// a processor would have to guess.
std::uint32_t NonZeros::CollectRow(ConstRowMap<float> row, std::uint32_t position) {
  for (Index i = 0; i < row.size(); ++i) {
    row_index_[position] = static_cast<std::uint16_t>(i);
    row_value_[position] = row[i];
    position += row[i] != 0 ? 1 : 0;
  }
  return position;
}

kernels::F32NonZeros NonZeros::CollectColumns() const {
  // begin[p + 1] first counts on to where column p ends, while its list is filled.
  std::uint32_t* const next = column_begin_ + 1;
  std::fill_n(column_begin_, inputs_ + 2, 0U);
  for (std::uint32_t q = 0; q < row_begin_[samples_]; ++q) ++next[row_index_[q] + 1];
  for (Index p = 0; p < inputs_; ++p) next[p + 1] += next[p];
  for (Index sample = 0; sample < samples_; ++sample) {
    for (std::uint32_t q = row_begin_[sample]; q < row_begin_[sample + 1]; ++q) {
      const std::uint32_t position = next[row_index_[q]]++;
      column_index_[position] = static_cast<std::uint16_t>(sample);
      column_value_[position] = row_value_[q];
    }
  }
  return {column_begin_, column_index_, column_value_};
}

void NonZeros::MultiplyForward(ConstMatrixMap<float> w, MatrixMap<float> y, float* scratch) const {
  // In place the rows of a strip lie far apart, often at distances at which they drive each other
  // out of the cache; for a few samples copying them would take longer. A kernel may read beyond
  // the end of a narrow strip, which only a copy allows.
  const bool packs = samples_ >= kSamplesWorthPacking || w.cols() % kOverread != 0;
  Multiply({row_begin_, row_index_, row_value_}, w, y, false, packs, scratch);
}

void NonZeros::MultiplyBackwardWeight(ConstMatrixMap<float> grad_y, MatrixMap<float> grad_w,
                                      float* scratch) const {
  Multiply(CollectColumns(), grad_y, grad_w, true, true, scratch);
}

}  // namespace inkling
