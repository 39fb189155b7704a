#ifndef INKLING_TESTS_NATIVE_KERNELS_LIST_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_LIST_CASE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "kernels/f32_list.h"
#include "noise.h"

// Matrices to check a kernel with that lists their non-zeros.
namespace inkling::kernels {

struct ListCase {
  std::size_t lists, length;
  // Of non-zeros, of 256.
  std::uint32_t density = 0;
  bool transposed = false;
  // Floats between the rows of the matrix.
  std::size_t gap = 0;

  std::string Name() const {
    return std::to_string(lists) + " x " + std::to_string(length) + ", density " +
           std::to_string(density) + "/256" + (transposed ? ", transposed" : "") + ", gap " +
           std::to_string(gap);
  }
};

// Lists by `list`; returns what is wrong, or nothing.
inline std::string FindFault(F32List& list, const ListCase& the_case, Noise& noise) {
  const auto& [lists, length, density, transposed, gap] = the_case;
  GappedMatrix x(transposed ? length : lists, transposed ? lists : length, gap, noise);
  for (std::size_t row = 0; row < x.rows; ++row) {
    for (std::size_t column = 0; column < x.columns; ++column) {
      if (noise.Bits() % 256 >= density) x.At(row, column) = noise.Bits() % 2 == 0 ? 0.0F : -0.0F;
    }
  }
  const std::size_t first = noise.Size(1000);
  const std::size_t position = noise.Size(8);
  constexpr F32NonZero kBefore = {.value = 7, .offset = 7};
  std::vector<std::uint32_t> begin(lists);
  std::vector<std::uint32_t> count(lists);
  std::vector<F32NonZero> elements(position + lists * length, kBefore);
  list({.lists = lists,
        .length = length,
        .x = x.data.data(),
        .stride = x.stride,
        .transposed = transposed,
        .first = first,
        .position = static_cast<std::uint32_t>(position),
        .begin = begin.data(),
        .count = count.data(),
        .elements = elements.data()});
  const auto is_kept = [&](const F32NonZero& element) {
    return element.value == kBefore.value && element.offset == kBefore.offset;
  };
  if (!std::all_of(elements.data(), elements.data() + position, is_kept)) {
    return the_case.Name() + ": what stands before the lists is overwritten";
  }
  for (std::size_t i = 0; i < lists; ++i) {
    if (begin[i] < position || begin[i] + count[i] > elements.size()) {
      return the_case.Name() + ": list " + std::to_string(i) + " lies outside its place";
    }
    std::size_t q = 0;
    for (std::size_t j = 0; j < length; ++j) {
      const float value = transposed ? x.At(j, i) : x.At(i, j);
      if (value == 0) continue;
      if (q >= count[i] || elements[begin[i] + q].value != value ||
          elements[begin[i] + q].offset != (first + j) * kF32RowBytes) {
        return the_case.Name() + ": list " + std::to_string(i) + " is wrong at element " +
               std::to_string(j);
      }
      ++q;
    }
    if (q != count[i]) {
      return the_case.Name() + ": list " + std::to_string(i) + " has " + std::to_string(count[i]) +
             " elements, not " + std::to_string(q);
    }
  }
  return "";
}

// Sides of 1 to 40, and of a layer; from empty lists to full ones.
inline std::vector<ListCase> ListCases() {
  std::vector<ListCase> cases;
  for (std::size_t lists = 1; lists <= 40; ++lists) {
    for (std::size_t length = 1; length <= 40; ++length) {
      const auto density = static_cast<std::uint32_t>((lists * 41 + length * 7) % 257);
      for (const bool transposed : {false, true}) {
        cases.push_back({lists, length, density, transposed, (lists + length) % 4});
      }
    }
  }
  for (const std::uint32_t density : {0U, 50U, 256U}) {
    for (const bool transposed : {false, true}) {
      cases.push_back({128, 784, density, transposed, 0});
      cases.push_back({784, 127, density, transposed, 1});
      cases.push_back({1, 65536, density, transposed, 0});
    }
  }
  return cases;
}

// An image to check a kernel with that lists its bytes.
struct ListBytesCase {
  std::size_t length;
  // Of non-zeros, of 256.
  std::uint32_t density;
};

// Lists by `list`; returns what is wrong, or nothing.
inline std::string FindFault(F32ListBytes& list, const ListBytesCase& the_case, Noise& noise) {
  const auto& [length, density] = the_case;
  constexpr float kDivisor = 255;
  std::vector<std::uint8_t> x(length);
  for (std::uint8_t& byte : x) {
    if (noise.Bits() % 256 < density) byte = static_cast<std::uint8_t>(1 + noise.Bits() % 255);
  }
  const std::size_t first = noise.Size(1000);
  std::vector<F32NonZero> elements(length);
  const std::uint32_t count = list({.length = length,
                                    .x = x.data(),
                                    .divisor = kDivisor,
                                    .first = first,
                                    .elements = elements.data()});
  std::size_t q = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (x[i] == 0) continue;
    if (q >= count || elements[q].offset != (first + i) * kF32RowBytes ||
        elements[q].value != static_cast<float>(x[i]) / kDivisor) {
      return std::to_string(length) + " bytes, density " + std::to_string(density) +
             "/256: the list is wrong at byte " + std::to_string(i);
    }
    ++q;
  }
  if (q == count) return "";
  return std::to_string(length) + " bytes: " + std::to_string(count) + " elements, not " +
         std::to_string(q);
}

// Short images, one of MNIST's size, and more than is listed at a time; blank to full.
inline std::vector<ListBytesCase> ListBytesCases() {
  std::vector<ListBytesCase> cases;
  for (const std::uint32_t density : {0U, 50U, 128U, 256U}) {
    for (std::size_t length = 1; length <= 40; ++length) cases.push_back({length, density});
    for (const std::size_t length : {784U, 1023U, 1024U, 1031U, 3000U, 65536U}) {
      cases.push_back({length, density});
    }
  }
  return cases;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_LIST_CASE_H_
