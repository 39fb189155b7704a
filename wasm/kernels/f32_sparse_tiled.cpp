// A row of the result is held in registers while the non-zeros of its row go by: for each, one
// value is multiplied with a short run of contiguous floats.
//
// All rows of the result go past the same b. Where that is more than a first-level cache holds,
// each row's non-zeros are cut into slices, and all rows go past one slice of b before the next.
//
// The hot loop stands out of line, since V8 replaces the baseline code of a WebAssembly function
// only when it is called anew.
#include <algorithm>

#include "kernels/f32_sparse.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

// By measurement: fewer rows of b are better fetched anew than a row of the result stored and
// loaded again.
constexpr std::size_t kFewestInSlice = 48;

// A power of two of slices of the non-zeros. The columns of one slice are about the same in all
// rows, if not exactly: rows that are multiplied together are of one kind.
unsigned LogSlices(const F32SparseArguments& arguments) {
  std::size_t total = 0;
  for (std::size_t row = 0; row < arguments.rows; ++row) total += arguments.a.count[row];
  unsigned log_slices = 0;
  while (total >> log_slices >= 2 * kFewestInSlice * arguments.rows) ++log_slices;
  return log_slices;
}

// For 4 (kVectors - 1) < columns <= 4 kVectors; kStride is that of b, or 0 if it is known only when
// the kernel runs.
template <std::size_t kVectors, std::size_t kStride>
[[gnu::noinline]] void MultiplySlice(const F32SparseArguments& arguments, std::size_t slice,
                                     unsigned log_slices) {
  const F32NonZeros& a = arguments.a;
  const bool accumulate = arguments.accumulate || slice > 0;
  const std::size_t stride = kStride == 0 ? arguments.b_stride : kStride;
  constexpr std::size_t kWhole = (kVectors - 1) * kF32x4Lanes;
  // A constant where it can be: the compiler calls a function to copy what it does not know the
  // size of.
  const std::size_t rest = kStride == 0 ? arguments.columns - kWhole : kF32x4Lanes;
  for (std::size_t row = 0; row < arguments.rows; ++row) {
    const std::size_t begin = a.count[row] * slice >> log_slices;
    const std::size_t end = a.count[row] * (slice + 1) >> log_slices;
    // As in the gradient of a pixel that no image of a small batch has ink on.
    if (begin == end && accumulate) continue;
    const std::uint16_t* const index = a.index + a.begin[row];
    const float* const value = a.value + a.begin[row];
    float* const out = arguments.c + row * arguments.c_stride;
    F32x4 sums[kVectors] = {};
    for (std::size_t q = begin; q < end; ++q) {
      const F32x4 left = Splat(value[q]);
      const float* right = arguments.b + index[q] * stride;
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[v] = MultiplyAdd(left, Load(right + v * kF32x4Lanes), sums[v]);
      }
    }
    // At the end, so that small terms are not lost one by one in a large value.
    if (accumulate) {
      for (std::size_t v = 0; v + 1 < kVectors; ++v) sums[v] += Load(out + v * kF32x4Lanes);
      sums[kVectors - 1] += LoadPart(out + kWhole, rest);
    }
    for (std::size_t v = 0; v + 1 < kVectors; ++v) Store(out + v * kF32x4Lanes, sums[v]);
    StorePart(out + kWhole, sums[kVectors - 1], rest);
  }
}

template <std::size_t kVectors, std::size_t kStride = 0>
void MultiplyRows(const F32SparseArguments& arguments) {
  const unsigned log_slices = LogSlices(arguments);
  for (std::size_t slice = 0; slice >> log_slices == 0; ++slice) {
    MultiplySlice<kVectors, kStride>(arguments, slice, log_slices);
  }
}

// The next columns, as many as a call of that many vectors takes. Moves on behind them.
template <std::size_t kVectors>
void MultiplyColumns(F32SparseArguments& arguments) {
  F32SparseArguments part = arguments;
  part.columns = std::min(arguments.columns, kVectors * kF32x4Lanes);
  MultiplyRows<kVectors>(part);
  arguments.columns -= part.columns;
  arguments.b += part.columns;
  arguments.c += part.columns;
}

void Multiply(F32SparseArguments arguments) {
  static_assert(kF32Tile == 8 * kF32x4Lanes);
  // Nearly all work is in whole tiles; there the address of a row of b takes a shift, which makes
  // the kernel faster by a twentieth than a multiplication.
  if (arguments.columns == kF32Tile && arguments.b_stride == kF32Tile) {
    return MultiplyRows<8, kF32Tile>(arguments);
  }
  // Else a few widths will do.
  while (arguments.columns > 3 * kF32x4Lanes) MultiplyColumns<4>(arguments);
  while (arguments.columns > kF32x4Lanes) MultiplyColumns<2>(arguments);
  if (arguments.columns > 0) MultiplyColumns<1>(arguments);
}

}  // namespace

#define INKLING_F32_SPARSE_TILED(name) \
  void name(const F32SparseArguments& arguments) { Multiply(arguments); }
#include "kernels/f32_sparse.inc"

}  // namespace inkling::kernels
