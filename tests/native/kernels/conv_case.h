#ifndef INKLING_TESTS_NATIVE_KERNELS_CONV_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_CONV_CASE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "kernels/f32_conv.h"
#include "noise.h"

// Convolutions to check a kernel with: windows anywhere in memory that ends where it may be read.
namespace inkling::kernels {

// Windows that begin anywhere in a run of floats.
struct NoisyWindows {
  // Of `count` windows, whose lines are read up to `width`.
  NoisyWindows(std::size_t count, ConvWindow window, std::size_t width, Noise& noise)
      : stride(width + noise.Size(9) - 1), at(count) {
    std::uint32_t last = 0;
    for (std::uint32_t& begin : at) {
      begin = static_cast<std::uint32_t>(noise.Size(60) - 1);
      last = std::max(last, begin);
    }
    data.resize(last + (window.lines - 1) * stride + width);
    for (float& value : data) value = noise.Value();
  }

  std::size_t stride;  // of lines
  std::vector<std::uint32_t> at;
  std::vector<float> data;
};

struct ConvCase {
  std::size_t filters, places;
  ConvWindow window;
  bool has_bias = false;

  std::string Name() const {
    return std::to_string(filters) + " filters, " + std::to_string(places) + " places, window " +
           std::to_string(window.lines) + " x " + std::to_string(window.line) +
           (has_bias ? ", bias" : "");
  }
};

// Convolves by `conv` and by sums in double; returns what is wrong, or nothing.
inline std::string FindFault(F32Conv& conv, const ConvCase& the_case, Noise& noise) {
  const auto& [filters, places, window, has_bias] = the_case;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const NoisyWindows x(places, window, window.line, noise);
  const std::size_t panels = (filters + kConvPanel - 1) / kConvPanel;
  const std::size_t size = window.lines * window.line;
  std::vector<float> w(panels * size * kConvPanel, nan);
  const auto weight = [&](std::size_t filter, std::size_t i) -> float& {
    return w[(filter / kConvPanel * size + i) * kConvPanel + filter % kConvPanel];
  };
  for (std::size_t filter = 0; filter < filters; ++filter) {
    for (std::size_t i = 0; i < size; ++i) weight(filter, i) = noise.Value();
  }
  std::vector<float> bias(filters);
  for (float& value : bias) value = noise.Value();
  GappedMatrix y(filters, places, 0, noise);
  y.data.assign(y.data.size(), nan);
  std::vector<float> scratch(ConvScratch(places), nan);

  conv({.filters = filters,
        .places = places,
        .window = window,
        .x = x.data.data(),
        .x_stride = x.stride,
        .at = x.at.data(),
        .w = w.data(),
        .bias = has_bias ? bias.data() : nullptr,
        .y = y.data.data(),
        .scratch = scratch.data()});

  const std::string fault =
      FindDifference(y, nullptr, [&](std::size_t filter, std::size_t place, ExactSum& sum) {
        if (has_bias) sum.Add(bias[filter]);
        for (std::size_t i = 0; i < size; ++i) {
          const std::size_t at = i / window.line * x.stride + i % window.line;
          sum.Add(static_cast<double>(x.data[x.at[place] + at]) * weight(filter, i));
        }
      });
  return fault.empty() ? fault : the_case.Name() + ": " + fault;
}

// Every number of filters and of places from 1 to 40, and every length of a line.
inline std::vector<ConvCase> ConvCases() {
  std::vector<ConvCase> cases;
  Noise noise(1);
  for (std::size_t n = 1; n <= 40; ++n) {
    for (const bool has_bias : {false, true}) {
      cases.push_back({n, noise.Size(40), {noise.Size(5), noise.Size(40)}, has_bias});
      cases.push_back({noise.Size(40), n, {noise.Size(5), noise.Size(40)}, has_bias});
      cases.push_back({noise.Size(40), noise.Size(40), {noise.Size(5), n}, has_bias});
      cases.push_back({1 + n % 9, 1 + n % 5, {n, 1 + n % 3}, has_bias});
    }
  }
  cases.push_back({16, 196, {5, 40}, true});
  cases.push_back({8, 784, {1, 25}, true});
  return cases;
}

struct ConvTermsCase {
  std::size_t rows;
  ConvWindow window;
  std::size_t most_terms;  // of a row

  std::string Name() const {
    return std::to_string(rows) + " rows of up to " + std::to_string(most_terms) +
           " terms, window " + std::to_string(window.lines) + " x " + std::to_string(window.line);
  }
};

// Adds terms by `add` and by sums in double; returns what is wrong, or nothing.
inline std::string FindFault(F32ConvTerms& add, const ConvTermsCase& the_case, Noise& noise) {
  const auto& [rows, window, most_terms] = the_case;
  const std::size_t width = ConvOctets(window.line) * kConvOctet;
  std::vector<std::uint32_t> begin = {0};
  std::vector<ConvTerm<float>> terms;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t more = noise.Size(most_terms + 1) - 1; more > 0; --more) {
      terms.push_back({.value = noise.Value(), .index = 0});
    }
    begin.push_back(static_cast<std::uint32_t>(terms.size()));
  }
  const NoisyWindows b(std::max<std::size_t>(terms.size(), 1), window, width, noise);
  for (std::size_t q = 0; q < terms.size(); ++q) terms[q].index = b.at[q];
  NoisyWindows c(rows, window, width, noise);
  const std::vector<float> before = c.data;

  add({.terms = {rows, begin.data(), terms.data()},
       .window = window,
       .b = b.data.data(),
       .b_stride = b.stride,
       .c = c.data.data(),
       .c_stride = c.stride,
       .c_at = c.at.data()});

  std::vector<ExactSum> sums(before.begin(), before.end());
  std::vector<bool> changes(before.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::uint32_t q = begin[row]; q < begin[row + 1]; ++q) {
      for (std::size_t line = 0; line < window.lines; ++line) {
        for (std::size_t t = 0; t < width; ++t) {
          const std::size_t at = c.at[row] + line * c.stride + t;
          sums[at].Add(static_cast<double>(terms[q].value) *
                       b.data[terms[q].index + line * b.stride + t]);
          changes[at] = true;
        }
      }
    }
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double error = std::abs(c.data[i] - sums[i].value());
    // Written so that NaN fails.
    if (changes[i] ? !(error <= sums[i].bound()) : c.data[i] != before[i]) {
      return the_case.Name() + ": element " + std::to_string(i) + " is " +
             std::to_string(c.data[i]) + ", not " + std::to_string(sums[i].value());
    }
  }
  return "";
}

// Every length of a line up to some more than two strips; rows of up to 40 terms, or of none.
inline std::vector<ConvTermsCase> ConvTermsCases() {
  std::vector<ConvTermsCase> cases;
  Noise noise(1);
  for (std::size_t n = 1; n <= 110; ++n) {
    cases.push_back({1, {1, n}, 1});
    cases.push_back({noise.Size(40), {noise.Size(5), n}, 3});
    cases.push_back({noise.Size(8), {1 + n % 40, 1 + n % 30}, noise.Size(40)});
  }
  return cases;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_CONV_CASE_H_
