#ifndef INKLING_KERNELS_F32X4_H_
#define INKLING_KERNELS_F32X4_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

// Four floats in one 128-bit register, in the vector extension that Clang and GCC share.
// So a blocked kernel is one source: Clang makes SIMD128 instructions of it for WebAssembly,
// and the same loops run natively under the sanitizers.
namespace inkling::kernels {

using F32x4 = float __attribute__((vector_size(16)));
using U32x4 = std::uint32_t __attribute__((vector_size(16)));

inline constexpr std::size_t kF32x4Lanes = 4;

// Loads and stores need no alignment.
inline F32x4 Load(const float* from) {
  F32x4 value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

// The same for a sequence of loads that the compiler must not put into another order.
inline F32x4 LoadInOrder(const float* from) {
  using Unaligned = float __attribute__((vector_size(16), aligned(4), may_alias));
  return *reinterpret_cast<const volatile Unaligned*>(from);
}

inline void Store(float* to, F32x4 value) { std::memcpy(to, &value, sizeof(value)); }

// Of `count` floats, at most four; the others are zero.
inline F32x4 LoadPart(const float* from, std::size_t count) {
  F32x4 value = {};
  std::memcpy(&value, from, count * sizeof(float));
  return value;
}

inline void StorePart(float* to, F32x4 value, std::size_t count) {
  std::memcpy(to, &value, count * sizeof(float));
}

inline F32x4 Splat(float value) { return F32x4{value, value, value, value}; }

// Four numbers as floats, and of 16 bits as of 32.
inline F32x4 LoadAsFloats(const std::uint8_t* from) {
  std::uint8_t __attribute__((vector_size(4))) bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  return __builtin_convertvector(bytes, F32x4);
}

inline U32x4 LoadAsU32(const std::uint16_t* from) {
  std::uint16_t __attribute__((vector_size(8))) numbers;
  std::memcpy(&numbers, from, sizeof(numbers));
  return __builtin_convertvector(numbers, U32x4);
}

// Whether MultiplyAdd may be one operation, and bound by how long that takes.
#if defined(__wasm_simd128__) && !defined(__wasm_relaxed_simd__)
inline constexpr bool kMultiplyAddMayFuse = false;
#else
inline constexpr bool kMultiplyAddMayFuse = true;
#endif

// a * b + c. Relaxed SIMD leaves it to the engine whether the product is rounded before the
// sum: fused where the processor can, which is what makes it fast.
inline F32x4 MultiplyAdd(F32x4 a, F32x4 b, F32x4 c) {
#ifdef __wasm_relaxed_simd__
  return reinterpret_cast<F32x4>(wasm_f32x4_relaxed_madd(
      reinterpret_cast<v128_t>(a), reinterpret_cast<v128_t>(b), reinterpret_cast<v128_t>(c)));
#else
  return a * b + c;
#endif
}

// c - a * b, likewise.
inline F32x4 MultiplySubtract(F32x4 a, F32x4 b, F32x4 c) {
#ifdef __wasm_relaxed_simd__
  return reinterpret_cast<F32x4>(wasm_f32x4_relaxed_nmadd(
      reinterpret_cast<v128_t>(a), reinterpret_cast<v128_t>(b), reinterpret_cast<v128_t>(c)));
#else
  return c - a * b;
#endif
}

// Lane by lane; a NaN in `a` stays one.
inline F32x4 Max(F32x4 a, F32x4 b) {
#ifdef __wasm_simd128__
  return reinterpret_cast<F32x4>(
      wasm_f32x4_pmax(reinterpret_cast<v128_t>(a), reinterpret_cast<v128_t>(b)));
#else
  return a < b ? b : a;
#endif
}

inline float SumOfLanes(F32x4 value) {
  // In two shuffles; lane by lane it would be three.
  const F32x4 pairs = value + __builtin_shufflevector(value, value, 1, 0, 3, 2);
  return pairs[0] + pairs[2];
}

// A bit for each lane that is not zero, NaN included: the lowest for the first.
inline unsigned NonZeroBits(F32x4 value) {
#ifdef __wasm_simd128__
  return wasm_i32x4_bitmask(reinterpret_cast<v128_t>(value != F32x4{}));
#else
  unsigned bits = 0;
  for (unsigned lane = 0; lane < kF32x4Lanes; ++lane) bits |= (value[lane] != 0 ? 1U : 0U) << lane;
  return bits;
#endif
}

// For each byte of a register, where it comes from: a number below 16.
using LaneBytes = std::array<std::uint8_t, 16>;

inline F32x4 Rearrange(F32x4 value, const LaneBytes& from) {
#if defined(__wasm_relaxed_simd__)
  return reinterpret_cast<F32x4>(
      wasm_i8x16_relaxed_swizzle(reinterpret_cast<v128_t>(value), wasm_v128_load(from.data())));
#elif defined(__wasm_simd128__)
  return reinterpret_cast<F32x4>(
      wasm_i8x16_swizzle(reinterpret_cast<v128_t>(value), wasm_v128_load(from.data())));
#else
  LaneBytes before;
  LaneBytes after;
  std::memcpy(before.data(), &value, sizeof(value));
  for (std::size_t i = 0; i < after.size(); ++i) after[i] = before[from[i]];
  std::memcpy(&value, after.data(), sizeof(value));
  return value;
#endif
}

// Stores a[0], b[0], a[1], b[1] and so on, 32 bytes.
inline void StorePairs(void* to, F32x4 a, U32x4 b) {
  const F32x4 pairs[] = {
      __builtin_shufflevector(a, reinterpret_cast<F32x4>(b), 0, 4, 1, 5),
      __builtin_shufflevector(a, reinterpret_cast<F32x4>(b), 2, 6, 3, 7),
  };
  std::memcpy(to, pairs, sizeof(pairs));
}

// Makes the four rows of a 4x4 matrix its four columns.
inline void Transpose(F32x4& row0, F32x4& row1, F32x4& row2, F32x4& row3) {
  const F32x4 low01 = __builtin_shufflevector(row0, row1, 0, 4, 1, 5);
  const F32x4 high01 = __builtin_shufflevector(row0, row1, 2, 6, 3, 7);
  const F32x4 low23 = __builtin_shufflevector(row2, row3, 0, 4, 1, 5);
  const F32x4 high23 = __builtin_shufflevector(row2, row3, 2, 6, 3, 7);
  row0 = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
  row1 = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
  row2 = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
  row3 = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
}

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32X4_H_
