// Forward, a block of places x filters is held in registers while the windows' elements go by,
// one of each place being multiplied with a run of filters' weights. Backward, a strip of a
// window's line is held while the terms go by.
//
// The hot loops stand out of line, since V8 replaces the baseline code of a WebAssembly function
// only when it is called anew.
#include <algorithm>
#include <iterator>

#include "kernels/f32_conv.h"
#include "kernels/f32x4.h"

namespace inkling::kernels {
namespace {

// The sums of one panel of filters at all places, into scratch (places, kConvPanel).
template <std::size_t kPlaces>
[[gnu::noinline]] void ConvolvePanel(const ConvArguments<float>& arguments, const float* panel) {
  static_assert(kConvPanel == 2 * kF32x4Lanes);
  const auto [lines, line] = arguments.window;
  const std::size_t gap = arguments.x_stride - line;
  float* out = arguments.scratch;
  for (std::size_t place = 0; place < arguments.places; place += kPlaces) {
    const float* x[kPlaces];
    for (std::size_t i = 0; i < kPlaces; ++i) {
      x[i] = arguments.x + arguments.at[std::min(place + i, arguments.places - 1)];
    }
    const float* w = panel;
    F32x4 sums[kPlaces][2] = {};
    for (std::size_t l = 0; l < lines; ++l) {
      for (std::size_t t = 0; t < line; ++t) {
        const F32x4 w0 = Load(w);
        const F32x4 w1 = Load(w + kF32x4Lanes);
        w += kConvPanel;
        for (std::size_t i = 0; i < kPlaces; ++i) {
          const F32x4 element = Splat(*x[i]++);
          sums[i][0] = MultiplyAdd(element, w0, sums[i][0]);
          sums[i][1] = MultiplyAdd(element, w1, sums[i][1]);
        }
      }
      for (std::size_t i = 0; i < kPlaces; ++i) x[i] += gap;
    }
    for (std::size_t i = 0; i < kPlaces; ++i, out += kConvPanel) {
      Store(out, sums[i][0]);
      Store(out + kF32x4Lanes, sums[i][1]);
    }
  }
}

// y (filters, places) = the transpose of in (places, 4 of kConvPanel), plus the bias; at most four
// filters.
[[gnu::noinline]] void WriteFilters(const float* in, std::size_t filters, std::size_t places,
                                    const float* bias, float* y) {
  F32x4 shift = {};
  if (bias != nullptr) std::memcpy(&shift, bias, filters * sizeof(float));
  // The last four places overlap those before them if need be.
  for (std::size_t next = 0; next < places; next += kF32x4Lanes) {
    const std::size_t place = places < kF32x4Lanes ? 0 : std::min(next, places - kF32x4Lanes);
    const float* from = in + place * kConvPanel;
    F32x4 v[kF32x4Lanes];
    for (std::size_t i = 0; i < kF32x4Lanes; ++i) v[i] = Load(from + i * kConvPanel) + shift;
    Transpose(v[0], v[1], v[2], v[3]);
    for (std::size_t f = 0; f < kF32x4Lanes; ++f) {
      if (f >= filters) break;
      float* const to = y + f * places + place;
      if (places < kF32x4Lanes) {
        std::memcpy(to, &v[f], places * sizeof(float));
      } else {
        Store(to, v[f]);
      }
    }
  }
}

template <std::size_t kPlaces>
void ConvolveImage(const ConvArguments<float>& arguments) {
  static_assert(kPlaces <= 8, "what ConvScratch allows for");
  const std::size_t places = arguments.places;
  const std::size_t panel_size = arguments.window.lines * arguments.window.line * kConvPanel;
  const float* panel = arguments.w;
  for (std::size_t first = 0; first < arguments.filters; first += kConvPanel, panel += panel_size) {
    ConvolvePanel<kPlaces>(arguments, panel);
    const std::size_t end = std::min(first + kConvPanel, arguments.filters);
    for (std::size_t f = first; f < end; f += kF32x4Lanes) {
      WriteFilters(arguments.scratch + (f - first), std::min(kF32x4Lanes, end - f), places,
                   arguments.bias == nullptr ? nullptr : arguments.bias + f,
                   arguments.y + f * places);
    }
  }
}

// kVectors registers' worth of the lines of every row's window, from b and c on. The lines of a row
// follow each other, so that the processor foresees how many terms there are.
template <std::size_t kVectors>
[[gnu::noinline]] void AddStrip(const ConvTermsArguments<float>& arguments, const float* b,
                                float* c) {
  // In variables of its own: a store could change what is in memory.
  const ConvTerm<float>* const terms = arguments.terms.terms;
  const std::uint32_t* const begin = arguments.terms.begin;
  const std::size_t lines = arguments.window.lines;
  const std::size_t b_stride = arguments.b_stride;
  const std::size_t c_stride = arguments.c_stride;
  for (std::size_t row = 0; row < arguments.terms.rows; ++row) {
    const ConvTerm<float>* const first = terms + begin[row];
    const ConvTerm<float>* const end = terms + begin[row + 1];
    if (first == end) continue;
    const float* line = b;
    float* to = c + arguments.c_at[row];
    for (std::size_t l = 0; l < lines; ++l) {
      F32x4 sums[kVectors] = {};
      for (const ConvTerm<float>* term = first; term != end; ++term) {
        const F32x4 value = Splat(term->value);
        const std::uint32_t index = term->index;
        const float* from = line + index;
        for (std::size_t v = 0; v < kVectors; ++v) {
          sums[v] = MultiplyAdd(value, LoadInOrder(from + v * kF32x4Lanes), sums[v]);
        }
      }
      // At the end, so that small terms are not lost one by one in a large value.
      for (std::size_t v = 0; v < kVectors; ++v) {
        Store(to + v * kF32x4Lanes, Load(to + v * kF32x4Lanes) + sums[v]);
      }
      line += b_stride;
      to += c_stride;
    }
  }
}

using Strip = void(const ConvTermsArguments<float>& arguments, const float* b, float* c);

// By the number of octets in a strip, less one: of half as many widths half as much code.
constexpr Strip* kStrips[] = {AddStrip<2>, AddStrip<4>,  AddStrip<6>,
                              AddStrip<8>, AddStrip<10>, AddStrip<12>};

void AddStrips(const ConvTermsArguments<float>& arguments) {
  static_assert(kConvOctet == 2 * kF32x4Lanes);
  // Strips of equal width, or nearly: no sliver at the end.
  const std::size_t octets = ConvOctets(arguments.window.line);
  const std::size_t strips = (octets + std::size(kStrips) - 1) / std::size(kStrips);
  for (std::size_t strip = 0; strip < strips; ++strip) {
    const std::size_t first = strip * octets / strips;
    const std::size_t end = (strip + 1) * octets / strips;
    kStrips[end - first - 1](arguments, arguments.b + first * kConvOctet,
                             arguments.c + first * kConvOctet);
  }
}

}  // namespace

#define INKLING_F32_CONV_BLOCKED(name, places) \
  void name(const ConvArguments<float>& arguments) { ConvolveImage<places>(arguments); }
#define INKLING_F32_CONV_TERMS_STRIPS(name) \
  void name(const ConvTermsArguments<float>& arguments) { AddStrips(arguments); }
#include "kernels/f32_conv.inc"

}  // namespace inkling::kernels
