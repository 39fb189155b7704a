#ifndef INKLING_CORE_PREFETCH_H_
#define INKLING_CORE_PREFETCH_H_

#include <cstdint>
#include <span>

#include "core/aligned_buffer.h"

namespace inkling {

// Reads a byte of every cache line, to no other end than to have the lines in the cache. Lines that
// are asked for one after another are waited for together, those with arithmetic in between one by
// one, and WebAssembly has no instruction for it.
inline void Prefetch(std::span<const std::uint8_t> bytes) {
  const volatile std::uint8_t* const data = bytes.data();
  for (std::size_t i = 0; i < bytes.size(); i += kAlignment) static_cast<void>(data[i]);
}

}  // namespace inkling

#endif  // INKLING_CORE_PREFETCH_H_
