#include "core/random.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace inkling {

std::array<std::uint32_t, 4> Philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9;  // golden ratio
    key[1] += 0xBB67AE85;  // sqrt(3) - 1
  }
  return counter;
}

RandomStream::RandomStream(std::uint32_t seed, Stream stream, std::uint64_t position,
                           std::uint64_t first_block)
    : key_{seed, static_cast<std::uint32_t>(stream)}, position_(position), block_(first_block) {}

std::uint32_t RandomStream::Bits() {
  if (words_left_ == 0) {
    words_ =
        Philox({static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32),
                static_cast<std::uint32_t>(position_), static_cast<std::uint32_t>(position_ >> 32)},
               key_);
    ++block_;
    words_left_ = 4;
  }
  return words_[4 - words_left_--];
}

double RandomStream::Uniform() {
  const std::uint64_t high = Bits() >> 5;  // 27 bits
  const std::uint64_t low = Bits() >> 6;   // 26 bits
  return static_cast<double>((high << 26) | low) * 0x1p-53;
}

double RandomStream::Normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  // 1 - u is in (0, 1], where the logarithm is finite.
  const double radius = std::sqrt(-2 * std::log(1 - Uniform()));
  const double angle = 2 * std::numbers::pi * Uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_normal_ = true;
  return radius * std::cos(angle);
}

std::uint32_t RandomStream::Below(std::uint32_t bound) {
  std::uint64_t product = std::uint64_t{Bits()} * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t threshold = (0U - bound) % bound;
    while (static_cast<std::uint32_t>(product) < threshold) {
      product = std::uint64_t{Bits()} * bound;
    }
  }
  return static_cast<std::uint32_t>(product >> 32);
}

void Shuffle(std::span<std::uint32_t> values, RandomStream& random) {
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[random.Below(static_cast<std::uint32_t>(left))]);
  }
}

}  // namespace inkling
