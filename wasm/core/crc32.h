#ifndef INKLING_CORE_CRC32_H_
#define INKLING_CORE_CRC32_H_

#include <cstdint>
#include <span>

namespace inkling {

// The CRC-32 of ISO 3309, of gzip and PNG too: of `bytes`, or of all bytes so far if `before` is
// the result for those before them. It differs whenever only bits within 32 neighbours do.
std::uint32_t Crc32(std::span<const std::uint8_t> bytes, std::uint32_t before = 0);

}  // namespace inkling

#endif  // INKLING_CORE_CRC32_H_
