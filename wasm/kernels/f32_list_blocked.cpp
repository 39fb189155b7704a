// Four elements at a time: those that are not zero move to the front of the register, by a table
// of all sixteen cases, and are stored where the list ends; what the register holds behind them
// is overwritten by the next. There is no jump that a processor would have to guess.
#include <array>
#include <bit>

#include "kernels/f32_list.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

constexpr std::size_t kCases = 16;

// Where the lanes whose bit is set come from when they move to the front.
struct Moves {
  std::array<LaneBytes, kCases> bytes;
  std::array<std::uint64_t, kCases> lanes;  // four numbers of 16 bits

  constexpr Moves() : bytes(), lanes() {
    for (unsigned bits = 0; bits < kCases; ++bits) {
      unsigned to = 0;
      for (unsigned from = 0; from < kF32x4Lanes; ++from) {
        if ((bits >> from & 1U) == 0) continue;
        for (unsigned byte = 0; byte < sizeof(float); ++byte) {
          bytes[bits][sizeof(float) * to + byte] =
              static_cast<std::uint8_t>(sizeof(float) * from + byte);
        }
        lanes[bits] |= std::uint64_t{from} << (16 * to);
        ++to;
      }
    }
  }
};

alignas(16) constexpr Moves kMoves;

struct Lists {
  std::uint16_t* index;
  float* value;
  std::uint32_t count = 0;

  // Elements at, at + 1, at + 2 and at + 3.
  void Append(F32x4 values, std::size_t at) {
    const unsigned bits = NonZeroBits(values);
    Store(value + count, Rearrange(values, kMoves.bytes[bits]));
    // A list is short enough that no sum carries into the next number.
    const std::uint64_t indices = kMoves.lanes[bits] + at * 0x0001'0001'0001'0001U;
    std::memcpy(index + count, &indices, sizeof(indices));
    count += static_cast<std::uint32_t>(std::popcount(bits));
  }
  void Append(float element, std::size_t at) {
    if (element == 0) return;
    value[count] = element;
    index[count] = static_cast<std::uint16_t>(at);
    ++count;
  }
};

[[gnu::noinline]] void ListRows(const F32ListArguments& arguments) {
  const std::size_t length = arguments.length;
  for (std::size_t row = 0; row < arguments.lists; ++row) {
    const float* const x = arguments.x + row * arguments.stride;
    Lists list = {arguments.index + row * length, arguments.value + row * length};
    std::size_t i = 0;
    for (; i + kF32x4Lanes <= length; i += kF32x4Lanes) list.Append(Load(x + i), i);
    for (; i < length; ++i) list.Append(x[i], i);
    arguments.count[row] = list.count;
  }
}

// Of at most four columns, the first of those in `x`.
template <std::size_t kColumns>
[[gnu::noinline]] void ListColumns(const F32ListArguments& arguments, std::size_t column) {
  const std::size_t length = arguments.length;
  const std::size_t stride = arguments.stride;
  const float* x = arguments.x + column;
  Lists lists[kColumns];
  for (std::size_t j = 0; j < kColumns; ++j) {
    lists[j] = {arguments.index + (column + j) * length, arguments.value + (column + j) * length};
  }
  std::size_t i = 0;
  if constexpr (kColumns == kF32x4Lanes) {
    for (; i + kF32x4Lanes <= length; i += kF32x4Lanes, x += kF32x4Lanes * stride) {
      F32x4 block[] = {Load(x), Load(x + stride), Load(x + 2 * stride), Load(x + 3 * stride)};
      Transpose(block[0], block[1], block[2], block[3]);
      for (std::size_t j = 0; j < kColumns; ++j) lists[j].Append(block[j], i);
    }
  }
  for (; i < length; ++i, x += stride) {
    for (std::size_t j = 0; j < kColumns; ++j) lists[j].Append(x[j], i);
  }
  for (std::size_t j = 0; j < kColumns; ++j) arguments.count[column + j] = lists[j].count;
}

void List(const F32ListArguments& arguments) {
  if (!arguments.transposed) return ListRows(arguments);
  std::size_t column = 0;
  for (; column + kF32x4Lanes <= arguments.lists; column += kF32x4Lanes) {
    ListColumns<kF32x4Lanes>(arguments, column);
  }
  for (; column < arguments.lists; ++column) ListColumns<1>(arguments, column);
}

}  // namespace

#define INKLING_F32_LIST_BLOCKED(name) \
  void name(const F32ListArguments& arguments) { List(arguments); }
#include "kernels/f32_list.inc"

}  // namespace inkling::kernels
