#ifndef INKLING_KERNELS_U8X16_H_
#define INKLING_KERNELS_U8X16_H_

#include <cstdint>
#include <cstring>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

// Bytes in one 128-bit register, of which the first eight matter. See f32x4.h.
namespace inkling::kernels {

using U8x16 = std::uint8_t __attribute__((vector_size(16)));
using U16x8 = std::uint16_t __attribute__((vector_size(16)));

inline U8x16 LoadEight(const std::uint8_t* from) {
  U8x16 value = {};
  std::memcpy(&value, from, 8);
  return value;
}

inline void StoreEight(std::uint8_t* to, U8x16 value) { std::memcpy(to, &value, 8); }

// A bit for each byte that is not zero: the lowest for the first.
inline unsigned NonZeroBits(U8x16 value) {
#ifdef __wasm_simd128__
  return wasm_i8x16_bitmask(reinterpret_cast<v128_t>(value != U8x16{}));
#else
  unsigned bits = 0;
  for (unsigned i = 0; i < 8; ++i) bits |= (value[i] != 0 ? 1U : 0U) << i;
  return bits;
#endif
}

// Byte i of the result is byte from[i] < 8 of `value`.
inline U8x16 Rearrange(U8x16 value, U8x16 from) {
#if defined(__wasm_relaxed_simd__)
  return reinterpret_cast<U8x16>(
      wasm_i8x16_relaxed_swizzle(reinterpret_cast<v128_t>(value), reinterpret_cast<v128_t>(from)));
#elif defined(__wasm_simd128__)
  return reinterpret_cast<U8x16>(
      wasm_i8x16_swizzle(reinterpret_cast<v128_t>(value), reinterpret_cast<v128_t>(from)));
#else
  U8x16 result = {};
  for (unsigned i = 0; i < 8; ++i) result[i] = value[from[i]];
  return result;
#endif
}

// Stores eight numbers of 16 bits: each byte plus `offset`.
inline void StoreAsU16(std::uint16_t* to, U8x16 value, std::uint16_t offset) {
  const U8x16 zero = {};
  // Low bytes first.
  const auto wide = reinterpret_cast<U16x8>(
      __builtin_shufflevector(value, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  const U16x8 sum = wide + offset;
  std::memcpy(to, &sum, sizeof(sum));
}

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_U8X16_H_
