#include "core/crc32.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "core/random.h"

namespace inkling {
namespace {

std::span<const std::uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::vector<std::uint8_t> RandomBytes(std::size_t size) {
  RandomStream random(1, Stream::kInitialization, size);
  std::vector<std::uint8_t> bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.Below(256));
  return bytes;
}

// The division of polynomials as it is done by hand.
std::uint32_t BitByBit(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
  }
  return ~crc;
}

TEST(Crc32, OfTheCheckStringIsThePublishedValue) {
  EXPECT_EQ(Crc32(Bytes("123456789")), 0xCBF43926);
  EXPECT_EQ(Crc32({}), 0U);
}

TEST(Crc32, AgreesWithTheDivisionBitByBitForEveryLength) {
  for (std::size_t size = 0; size < 40; ++size) {
    EXPECT_EQ(Crc32(RandomBytes(size)), BitByBit(RandomBytes(size))) << size;
  }
}

TEST(Crc32, IsTheSameInParts) {
  const std::vector<std::uint8_t> bytes = RandomBytes(50);
  const std::span<const std::uint8_t> all = bytes;
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    EXPECT_EQ(Crc32(all.subspan(cut), Crc32(all.first(cut))), Crc32(all)) << cut;
  }
}

}  // namespace
}  // namespace inkling
