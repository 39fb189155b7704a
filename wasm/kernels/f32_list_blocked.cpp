// Four elements at a time: those that are not zero move to the front of the register, by a table
// of all sixteen cases, and are stored where the list ends, each with its offset; what the register
// holds behind them is overwritten by the next. There is no jump that a processor would have to
// guess.
#include <array>
#include <bit>

#include "kernels/f32_list.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

constexpr std::size_t kCases = 16;

// Where the lanes whose bit is set come from when they move to the front: their bytes, and the
// offsets of their elements.
struct Moves {
  std::array<LaneBytes, kCases> bytes;
  std::array<std::array<std::uint32_t, kF32x4Lanes>, kCases> offsets;

  constexpr Moves() : bytes(), offsets() {
    for (unsigned bits = 0; bits < kCases; ++bits) {
      unsigned to = 0;
      for (unsigned from = 0; from < kF32x4Lanes; ++from) {
        if ((bits >> from & 1U) == 0) continue;
        for (unsigned byte = 0; byte < sizeof(float); ++byte) {
          bytes[bits][sizeof(float) * to + byte] =
              static_cast<std::uint8_t>(sizeof(float) * from + byte);
        }
        offsets[bits][to++] = from * kF32RowBytes;
      }
    }
  }
};

alignas(16) constexpr Moves kMoves;

struct List {
  F32NonZero* end;

  // Elements of which the first has that offset.
  void Append(F32x4 values, std::uint32_t offset) {
    const unsigned bits = NonZeroBits(values);
    U32x4 offsets;
    std::memcpy(&offsets, kMoves.offsets[bits].data(), sizeof(offsets));
    StorePairs(end, Rearrange(values, kMoves.bytes[bits]), offsets + offset);
    end += std::popcount(bits);
  }
  void Append(float value, std::uint32_t offset) {
    if (value != 0) *end++ = {value, offset};
  }
};

[[gnu::noinline]] void ListRows(const F32ListArguments& arguments) {
  const std::size_t length = arguments.length;
  List list = {arguments.elements + arguments.position};
  for (std::size_t row = 0; row < arguments.lists; ++row) {
    const float* const x = arguments.x + row * arguments.stride;
    const F32NonZero* const begin = list.end;
    auto offset = static_cast<std::uint32_t>(arguments.first * kF32RowBytes);
    std::size_t i = 0;
    for (; i + kF32x4Lanes <= length; i += kF32x4Lanes, offset += kF32x4Lanes * kF32RowBytes) {
      list.Append(Load(x + i), offset);
    }
    for (; i < length; ++i, offset += kF32RowBytes) list.Append(x[i], offset);
    arguments.begin[row] = static_cast<std::uint32_t>(begin - arguments.elements);
    arguments.count[row] = static_cast<std::uint32_t>(list.end - begin);
  }
}

// Of at most four columns, the first of those in `x`. They are listed side by side, so each list
// has a place as long as a column.
template <std::size_t kColumns>
[[gnu::noinline]] void ListColumns(const F32ListArguments& arguments, std::size_t column) {
  const std::size_t length = arguments.length;
  const std::size_t stride = arguments.stride;
  const float* x = arguments.x + column;
  auto offset = static_cast<std::uint32_t>(arguments.first * kF32RowBytes);
  List lists[kColumns];
  for (std::size_t j = 0; j < kColumns; ++j) {
    const std::size_t begin = arguments.position + (column + j) * length;
    arguments.begin[column + j] = static_cast<std::uint32_t>(begin);
    lists[j] = {arguments.elements + begin};
  }
  std::size_t i = 0;
  if constexpr (kColumns == kF32x4Lanes) {
    for (; i + kF32x4Lanes <= length; i += kF32x4Lanes, x += kF32x4Lanes * stride) {
      F32x4 block[] = {Load(x), Load(x + stride), Load(x + 2 * stride), Load(x + 3 * stride)};
      Transpose(block[0], block[1], block[2], block[3]);
      for (std::size_t j = 0; j < kColumns; ++j) lists[j].Append(block[j], offset);
      offset += kF32x4Lanes * kF32RowBytes;
    }
  }
  for (; i < length; ++i, x += stride, offset += kF32RowBytes) {
    for (std::size_t j = 0; j < kColumns; ++j) lists[j].Append(x[j], offset);
  }
  for (std::size_t j = 0; j < kColumns; ++j) {
    const F32NonZero* const begin = arguments.elements + arguments.begin[column + j];
    arguments.count[column + j] = static_cast<std::uint32_t>(lists[j].end - begin);
  }
}

void ListMatrix(const F32ListArguments& arguments) {
  if (!arguments.transposed) return ListRows(arguments);
  std::size_t column = 0;
  for (; column + kF32x4Lanes <= arguments.lists; column += kF32x4Lanes) {
    ListColumns<kF32x4Lanes>(arguments, column);
  }
  for (; column < arguments.lists; ++column) ListColumns<1>(arguments, column);
}

}  // namespace

#define INKLING_F32_LIST_BLOCKED(name) \
  void name(const F32ListArguments& arguments) { ListMatrix(arguments); }
#include "kernels/f32_list.inc"

}  // namespace inkling::kernels
