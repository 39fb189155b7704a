#include "core/scaling.h"

#include <array>
#include <cmath>

namespace inkling {
namespace {

// Sums are taken over the histogram of the bytes: exact, whatever the number of pixels.
Scaling Standardize(std::span<const std::uint8_t> pixels) {
  std::array<std::uint64_t, 256> histogram = {};
  for (const std::uint8_t byte : pixels) ++histogram[byte];
  const auto count = static_cast<double>(pixels.size());
  std::uint64_t sum = 0;
  for (std::size_t byte = 0; byte < histogram.size(); ++byte) sum += byte * histogram[byte];
  const double mean = static_cast<double>(sum) / count;
  double squares = 0;
  for (std::size_t byte = 0; byte < histogram.size(); ++byte) {
    const double difference = static_cast<double>(byte) - mean;
    squares += static_cast<double>(histogram[byte]) * difference * difference;
  }
  const double deviation = std::sqrt(squares / count);
  return {mean, deviation > 0 ? deviation : 1};
}

}  // namespace

std::optional<Scaling> MakeScaling(const std::string& name, std::span<const std::uint8_t> pixels) {
  if (name == "unit") return Scaling{0, 255};
  if (name == "signed") return Scaling{127.5, 127.5};
  if (name == "standard") return Standardize(pixels);
  return std::nullopt;
}

bool IsScaling(const std::string& name) {
  return name == "unit" || name == "signed" || name == "standard";
}

}  // namespace inkling
