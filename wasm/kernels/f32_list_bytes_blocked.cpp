// Eight bytes at a time: those that are not zero move to the front of a register, by a table of all
// 256 cases, as in f32_list_blocked.cpp. They become floats afterwards, when there are few.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "kernels/f32_list.h"
#include "kernels/f32x4.h"
#include "kernels/u8x16.h"

namespace inkling::kernels {
namespace {

constexpr std::size_t kBytes = 8;
constexpr std::size_t kCases = 256;

// For each case, where the bytes whose bit is set come from when they move to the front.
constexpr auto kMoves = [] {
  std::array<std::array<std::uint8_t, kBytes>, kCases> moves{};
  for (unsigned bits = 0; bits < kCases; ++bits) {
    std::size_t to = 0;
    for (unsigned from = 0; from < kBytes; ++from) {
      if ((bits >> from & 1U) != 0) moves[bits][to++] = static_cast<std::uint8_t>(from);
    }
  }
  return moves;
}();

// Bytes that are listed before they become elements, so that they wait in a place of known size.
constexpr std::size_t kBlock = 1024;

// Those of at most kBlock bytes, of which the first belongs to column `first`.
[[gnu::noinline]] std::uint32_t ListBlock(const std::uint8_t* x, std::size_t length,
                                          std::size_t first, float divisor, F32NonZero* elements) {
  std::array<std::uint8_t, kBlock> bytes;
  std::array<std::uint16_t, kBlock> columns;  // counted from the first
  std::uint32_t count = 0;
  std::size_t i = 0;
  for (; i + kBytes <= length; i += kBytes) {
    const U8x16 eight = LoadEight(x + i);
    const unsigned bits = NonZeroBits(eight);
    const U8x16 from = LoadEight(kMoves[bits].data());
    StoreEight(bytes.data() + count, Rearrange(eight, from));
    StoreAsU16(columns.data() + count, from, static_cast<std::uint16_t>(i));
    count += static_cast<std::uint32_t>(std::popcount(bits));
  }
  for (; i < length; ++i) {
    if (x[i] == 0) continue;
    bytes[count] = x[i];
    columns[count] = static_cast<std::uint16_t>(i);
    ++count;
  }
  const auto offset = static_cast<std::uint32_t>(first * kF32RowBytes);
  // Four at a time by hand: of the loop below the compiler makes more moves than of all above.
  std::uint32_t q = 0;
  for (; q + kF32x4Lanes <= count; q += kF32x4Lanes) {
    StorePairs(elements + q, LoadAsFloats(bytes.data() + q) / divisor,
               LoadAsU32(columns.data() + q) * kF32RowBytes + offset);
  }
  for (; q < count; ++q) {
    elements[q] = {static_cast<float>(bytes[q]) / divisor, offset + columns[q] * kF32RowBytes};
  }
  return count;
}

std::uint32_t List(const F32ListBytesArguments& arguments) {
  std::uint32_t count = 0;
  for (std::size_t begin = 0; begin < arguments.length; begin += kBlock) {
    count += ListBlock(arguments.x + begin, std::min(kBlock, arguments.length - begin),
                       arguments.first + begin, arguments.divisor, arguments.elements + count);
  }
  return count;
}

}  // namespace

#define INKLING_F32_LIST_BYTES_BLOCKED(name) \
  std::uint32_t name(const F32ListBytesArguments& arguments) { return List(arguments); }
#include "kernels/f32_list.inc"

}  // namespace inkling::kernels
