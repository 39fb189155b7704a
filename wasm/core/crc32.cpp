#include "core/crc32.h"

#include <array>
#include <bit>
#include <cstring>

namespace inkling {
namespace {

constexpr std::uint32_t kPolynomial = 0xEDB88320;  // bits reversed
constexpr std::size_t kSlices = 8;

using Table = std::array<std::uint32_t, 256>;

// Table k has the remainder of each byte followed by k zero bytes, so that eight bytes are taken
// in at once. Kounavis & Berry 2005, 'A systematic approach to building high performance,
// software-based, CRC generators'.
constexpr std::array<Table, kSlices> MakeTables() {
  std::array<Table, kSlices> tables = {};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kPolynomial : 0);
    }
    tables[0][byte] = remainder;
  }
  for (std::size_t slice = 1; slice < kSlices; ++slice) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t shorter = tables[slice - 1][byte];
      tables[slice][byte] = (shorter >> 8) ^ tables[0][shorter & 0xFF];
    }
  }
  return tables;
}

constexpr std::array<Table, kSlices> kTables = MakeTables();

static_assert(std::endian::native == std::endian::little);

}  // namespace

std::uint32_t Crc32(std::span<const std::uint8_t> bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  for (; bytes.size() >= kSlices; bytes = bytes.subspan(kSlices)) {
    std::uint64_t next = 0;
    std::memcpy(&next, bytes.data(), kSlices);
    next ^= crc;
    crc = 0;
    for (std::size_t i = 0; i < kSlices; ++i) {
      crc ^= kTables[kSlices - 1 - i][(next >> (8 * i)) & 0xFF];
    }
  }
  for (const std::uint8_t byte : bytes) crc = (crc >> 8) ^ kTables[0][(crc ^ byte) & 0xFF];
  return ~crc;
}

}  // namespace inkling
