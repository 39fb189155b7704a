#ifndef INKLING_KERNELS_F32_CONV_H_
#define INKLING_KERNELS_F32_CONV_H_

#include <cstddef>
#include <cstdint>

// The products of convolution, for one image at a time.
//
// Images lie with their channels together, (height, width, channels), and zeros around them. What
// a filter meets at a place, its window, is then a few runs of contiguous elements that begin the
// same distance apart: the window's lines. Nothing is copied out for a product.
namespace inkling::kernels {

struct ConvWindow {
  std::size_t lines;
  std::size_t line;  // elements of each
};

// Filters whose outputs at a place are computed at once.
inline constexpr std::size_t kConvPanel = 8;

// y (filters, places) = the sum over x's window at each place times the filter's weights, plus
// the filter's bias.
template <typename Scalar>
struct ConvArguments {
  std::size_t filters;
  std::size_t places;
  ConvWindow window;
  const Scalar* x;
  std::size_t x_stride;     // from one line of a window to the next
  const std::uint32_t* at;  // (places) where each one's window begins in x
  // (panels, lines, line, kConvPanel): panels of filters side by side; what the last one has
  // beyond the filters is read and does not matter.
  const Scalar* w;
  const Scalar* bias;  // (filters), or null for none
  Scalar* y;
  Scalar* scratch;  // ConvScratch(places)
};

// Elements of scratch memory for one call.
constexpr std::size_t ConvScratch(std::size_t places) { return (places + 8) * kConvPanel; }

// Elements that the backward products take at a time, and how often in a line.
inline constexpr std::size_t kConvOctet = 8;
constexpr std::size_t ConvOctets(std::size_t line) { return (line + kConvOctet - 1) / kConvOctet; }

// Requires sizes of at least 1; y and scratch overlap nothing else.
using F32Conv = void(const ConvArguments<float>& arguments);

// A factor, and where the window that it multiplies begins. Of floats eight bytes, so that one load
// brings both.
template <typename Scalar>
struct ConvTerm {
  Scalar value;
  std::uint32_t index;
};

// A list of terms for each row: terms[q] with begin[i] <= q < begin[i + 1] are row i's. The factors
// are gradients with respect to outputs, and only those that are not zero need be listed: behind
// max-pooling 2x2 at most one in four.
template <typename Scalar>
struct ConvTerms {
  std::size_t rows;
  const std::uint32_t* begin;  // (rows + 1)
  const ConvTerm<Scalar>* terms;
};

// Both backward products: to each row's window in c, adds multiples of windows in b,
//   c[c_at[i] + l c_stride + t] += sum over q, row i's terms, of
//                                  terms[q].value b[terms[q].index + l b_stride + t].
//
// Lines are taken in octets: the elements of b up to the next multiple of eight behind a line are
// read, and their multiples are added to those behind the line of c. Windows of c may overlap.
template <typename Scalar>
struct ConvTermsArguments {
  ConvTerms<Scalar> terms;
  ConvWindow window;
  const Scalar* b;
  std::size_t b_stride;
  Scalar* c;
  std::size_t c_stride;
  const std::uint32_t* c_at;  // (rows)
};

// Requires a window of at least 1 x 1; c overlaps nothing else.
using F32ConvTerms = void(const ConvTermsArguments<float>& arguments);

#define INKLING_F32_CONV_REFERENCE(name) F32Conv name;
#define INKLING_F32_CONV_BLOCKED(name, places) F32Conv name;
#define INKLING_F32_CONV_TERMS_REFERENCE(name) F32ConvTerms name;
#define INKLING_F32_CONV_TERMS_STRIPS(name) F32ConvTerms name;
#include "kernels/f32_conv.inc"

// The fastest kernels of this build; in double, for checks, the reference.
#define INKLING_F32_CONV_BLOCKED(name, places) \
  inline void Convolve(const ConvArguments<float>& arguments) { name(arguments); }
#define INKLING_F32_CONV_TERMS_STRIPS(name) \
  inline void AddConvTerms(const ConvTermsArguments<float>& arguments) { name(arguments); }
#include "kernels/f32_conv.inc"

void Convolve(const ConvArguments<double>& arguments);
void AddConvTerms(const ConvTermsArguments<double>& arguments);

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_CONV_H_
