#ifndef INKLING_CORE_RANDOM_H_
#define INKLING_CORE_RANDOM_H_

#include <array>
#include <cstdint>
#include <span>

namespace inkling {

// What a draw is for. Streams of one seed are independent of one another, so that a new use of
// randomness leaves the others as they were. The values are part of a run's identity.
enum class Stream : std::uint32_t {
  kInitialization = 0,
  kShuffle = 1,
  kDropout = 2,
  kNoise = 3,
  kAugmentation = 4,
};

// Philox4x32-10: ten rounds that scramble a 128-bit counter under a 64-bit key.
// Salmon, Moraes, Dror & Shaw 2011, 'Parallel random numbers: as easy as 1, 2, 3'.
std::array<std::uint32_t, 4> Philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

// The random numbers of one position of one stream of a seed.
//
// Counter-based: any position is reached at once, and what is drawn there depends on (seed,
// stream, position) alone. The same on every machine, since nothing comes from the standard
// library's distributions.
class RandomStream {
 public:
  // Begins with the given block of four words: parts of a position can be drawn separately.
  RandomStream(std::uint32_t seed, Stream stream, std::uint64_t position,
               std::uint64_t first_block = 0);

  // 32 random bits.
  std::uint32_t Bits();

  // Uniform in [0, 1), a multiple of 2^-53.
  double Uniform();

  // Standard normal. Box & Muller 1958.
  double Normal();

  // Uniform in {0, ..., bound - 1}, bound > 0, each with exactly the same probability.
  // Lemire 2019, 'Fast random integer generation in an interval', algorithm 5.
  std::uint32_t Below(std::uint32_t bound);

 private:
  std::array<std::uint32_t, 2> key_;
  std::uint64_t position_;
  std::uint64_t block_;
  std::array<std::uint32_t, 4> words_ = {};
  unsigned words_left_ = 0;
  double spare_normal_ = 0;
  bool has_spare_normal_ = false;
};

// Fisher-Yates: every order of `values` with the same probability.
void Shuffle(std::span<std::uint32_t> values, RandomStream& random);

}  // namespace inkling

#endif  // INKLING_CORE_RANDOM_H_
