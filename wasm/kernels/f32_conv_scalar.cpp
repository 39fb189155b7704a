#include "kernels/f32_conv.h"

// The definition of the right answer: each sum is taken in double and rounded once.
namespace inkling::kernels {
namespace {

template <typename Scalar>
void ConvolveInDouble(const ConvArguments<Scalar>& arguments) {
  const auto& [filters, places, window, x, x_stride, at, w, bias, y, scratch] = arguments;
  const std::size_t panel_size = window.lines * window.line * kConvPanel;
  for (std::size_t place = 0; place < places; ++place) {
    const Scalar* weight = w;
    for (std::size_t first = 0; first < filters; first += kConvPanel) {
      double sums[kConvPanel] = {};
      for (std::size_t i = 0; i < panel_size; ++i) {
        const std::size_t element = i / kConvPanel;
        const std::size_t line = element / window.line;
        sums[i % kConvPanel] +=
            static_cast<double>(x[at[place] + line * x_stride + element % window.line]) *
            static_cast<double>(weight[i]);
      }
      weight += panel_size;
      for (std::size_t f = 0; f < kConvPanel && first + f < filters; ++f) {
        const double shift = bias == nullptr ? 0.0 : static_cast<double>(bias[first + f]);
        y[(first + f) * places + place] = static_cast<Scalar>(sums[f] + shift);
      }
    }
  }
}

template <typename Scalar>
void AddConvTermsInDouble(const ConvTermsArguments<Scalar>& arguments) {
  const auto& [terms, window, b, b_stride, c, c_stride, c_at] = arguments;
  const auto& [rows, begin, list] = terms;
  const std::size_t width = ConvOctets(window.line) * kConvOctet;
  for (std::size_t line = 0; line < window.lines; ++line) {
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t t = 0; t < width; ++t) {
        Scalar& result = c[c_at[row] + line * c_stride + t];
        double sum = 0;
        for (std::uint32_t q = begin[row]; q < begin[row + 1]; ++q) {
          sum += static_cast<double>(list[q].value) *
                 static_cast<double>(b[list[q].index + line * b_stride + t]);
        }
        result = static_cast<Scalar>(static_cast<double>(result) + sum);
      }
    }
  }
}

}  // namespace

void f32_conv_1x8__scalar(const ConvArguments<float>& arguments) { ConvolveInDouble(arguments); }
void f32_conv_terms_1x1__scalar(const ConvTermsArguments<float>& arguments) {
  AddConvTermsInDouble(arguments);
}

void Convolve(const ConvArguments<double>& arguments) { ConvolveInDouble(arguments); }
void AddConvTerms(const ConvTermsArguments<double>& arguments) { AddConvTermsInDouble(arguments); }

}  // namespace inkling::kernels
