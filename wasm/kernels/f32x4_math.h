#ifndef INKLING_KERNELS_F32X4_MATH_H_
#define INKLING_KERNELS_F32X4_MATH_H_

#include <cstdint>

#include "kernels/f32x4.h"

// Functions of four floats. Their errors, in units in the last place of the exact value, are
// those that were found among all 2^32 floats, with products that are fused and that are not.
namespace inkling::kernels {

using I32x4 = std::int32_t __attribute__((vector_size(16)));
// Wraps around, as what follows from NaN does.
using U32x4 = std::uint32_t __attribute__((vector_size(16)));

inline F32x4 Absolute(F32x4 x) {
  return reinterpret_cast<F32x4>(reinterpret_cast<U32x4>(x) & 0x7fffffffU);
}

// 2^n for -127 < n < 128.
inline F32x4 PowerOfTwo(I32x4 n) {
  return reinterpret_cast<F32x4>(reinterpret_cast<U32x4>(n + 127) << 23);
}

// fraction 2^exponent, with fraction in [0.7, 1.5].
struct Scaled {
  F32x4 fraction;
  I32x4 exponent;
};

// exp(x) for -104 <= x <= 89, or NaN, before it is put together.
//
// With n the integer closest to x / log 2, exp(x) = 2^n exp(r), |r| <= log(2) / 2. There
// exp(r) = 1 + r + r^2 q(r), where q has the least relative error, 3.1e-9, among polynomials of
// degree 4.
inline Scaled ScaledExp(F32x4 x) {
  // Adding 1.5 2^23 rounds to an integer, which is then in the lowest bits.
  const F32x4 shift = Splat(0x1.8p23F);
  const F32x4 shifted = MultiplyAdd(x, Splat(0x1.715476p0F), shift);
  const F32x4 n = shifted - shift;
  // log 2 in two parts, of which the first is so short that its product with n is exact; r is kept
  // in two parts as well until the end.
  const F32x4 high = MultiplyAdd(n, Splat(-0.693359375F), x);
  const F32x4 low = n * Splat(2.12194440e-4F);
  const F32x4 r = high + low;
  F32x4 q = MultiplyAdd(Splat(1.38146023e-3F), r, Splat(8.36871564e-3F));
  q = MultiplyAdd(q, r, Splat(4.16683890e-2F));
  q = MultiplyAdd(q, r, Splat(1.66665211e-1F));
  q = MultiplyAdd(q, r, Splat(4.99999940e-1F));
  return {
      high + MultiplyAdd(q, r * r, low) + 1.0F,
      reinterpret_cast<I32x4>(reinterpret_cast<U32x4>(shifted) - reinterpret_cast<U32x4>(shift))};
}

// exp(x), off by at most 0.9 units.
inline F32x4 Exp(F32x4 x) {
  // Beyond these bounds the result is infinite or rounded to 0. NaN stays, as it is neither.
  x = x < Splat(-104.0F) ? Splat(-104.0F) : x;
  x = x > Splat(89.0F) ? Splat(89.0F) : x;
  const auto [fraction, exponent] = ScaledExp(x);
  // In two factors, since 2^n may be no float where the result is subnormal or overflows. Only the
  // second product can round.
  const I32x4 half = exponent >> 1;
  return fraction * PowerOfTwo(half) * PowerOfTwo(exponent - half);
}

// 1 / (1 + exp(-x)), off by at most 1.9 units.
//
// With e = exp(-|x|) and s = 1 / (1 + e) it is s where x >= 0 and e s elsewhere. The latter is
// taken as e - e (e s): where e is small, that has the rounding of 1 + e in a small term.
inline F32x4 Sigmoid(F32x4 x) {
  const F32x4 e = Exp(-Absolute(x));
  const F32x4 quotient = (x < F32x4{} ? e : Splat(1.0F)) / (1.0F + e);
  return x < F32x4{} ? e - e * quotient : quotient;
}

// tanh(x), off by at most 1.4 units.
//
// 1 - 2 / (exp(2 |x|) + 1) with the sign of x; nearer to 0, where that cancels, x + x^3 p(x^2),
// where p has the least relative error, 4.4e-9, among polynomials of degree 4.
inline F32x4 Tanh(F32x4 x) {
  const F32x4 magnitude = Absolute(x);
  // From 10 on the result is rounded to 1.
  const F32x4 limited = magnitude > Splat(10.0F) ? Splat(10.0F) : magnitude;
  const auto [fraction, exponent] = ScaledExp(limited + limited);
  const F32x4 far = 1.0F - 2.0F / (fraction * PowerOfTwo(exponent) + 1.0F);
  const U32x4 sign = reinterpret_cast<U32x4>(x) & 0x80000000U;
  const auto signed_far = reinterpret_cast<F32x4>(reinterpret_cast<U32x4>(far) | sign);
  const F32x4 square = x * x;
  F32x4 p = MultiplyAdd(Splat(-5.70498733e-3F), square, Splat(2.06390880e-2F));
  p = MultiplyAdd(p, square, Splat(-5.37397154e-2F));
  p = MultiplyAdd(p, square, Splat(1.33314416e-1F));
  p = MultiplyAdd(p, square, Splat(-3.33332807e-1F));
  return magnitude < Splat(0.625F) ? MultiplyAdd(p * square, x, x) : signed_far;
}

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32X4_MATH_H_
