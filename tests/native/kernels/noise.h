#ifndef INKLING_TESTS_NATIVE_KERNELS_NOISE_H_
#define INKLING_TESTS_NATIVE_KERNELS_NOISE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

// Matrices to check kernels with, on hostile memory. Needs no test framework, so that the
// WebAssembly kernels are checked with them too.
namespace inkling::kernels {

// A small linear congruential generator (Knuth, MMIX); values in [-1, 1).
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed) {}
  std::uint32_t Bits() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>(state_ >> 32);
  }
  float Value() { return std::ldexp(static_cast<float>(Bits() >> 8), -23) - 1.0F; }
  // In [1, most].
  std::size_t Size(std::size_t most) { return 1 + Bits() % most; }

 private:
  std::uint64_t state_;
};

// A matrix with a gap after every row but the last, which ends where the allocation ends.
// The gap holds NaN: a kernel that reads it into a result spoils the result.
struct GappedMatrix {
  GappedMatrix(std::size_t row_count, std::size_t column_count, std::size_t gap, Noise& noise)
      : rows(row_count),
        columns(column_count),
        stride(column_count + gap),
        data((rows - 1) * stride + columns, std::numeric_limits<float>::quiet_NaN()) {
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = 0; column < columns; ++column) {
        At(row, column) = noise.Value();
      }
    }
  }
  float& At(std::size_t row, std::size_t column) { return data[row * stride + column]; }
  float At(std::size_t row, std::size_t column) const { return data[row * stride + column]; }

  std::size_t rows, columns, stride;
  std::vector<float> data;
};

// A sum in double, and what the same sum in float may be off by.
class ExactSum {
 public:
  explicit ExactSum(double first) : sum_(first), magnitude_(std::abs(first)) {}

  void Add(double product) {
    sum_ += product;
    magnitude_ += std::abs(product);
    ++terms_;
  }

  // By which the difference of two sums does not grow.
  void LiftTo(double floor) { sum_ = std::max(sum_, floor); }

  double value() const { return sum_; }
  // A sum of k products in float, in any order, is off by at most gamma_k times the sum of their
  // magnitudes, gamma_k = k u / (1 - k u), u = 2^-24 (Higham 2002, "Accuracy and Stability of
  // Numerical Algorithms", section 3.1; a fused product rounds less, not more). Adding to what was
  // there makes it one term longer; one more covers the rounding of this sum itself.
  double bound() const {
    const double roundings = static_cast<double>(terms_ + 2) * 0x1p-24;
    return roundings / (1 - roundings) * magnitude_;
  }

 private:
  double sum_;
  double magnitude_;
  std::size_t terms_ = 0;
};

// Compares a result, which was added to `before` if that is given, with sums to which
// add_products(row, column, sum) adds the products; says what is wrong, or nothing.
template <typename AddProducts>
std::string FindDifference(const GappedMatrix& c, const GappedMatrix* before,
                           const AddProducts& add_products) {
  for (std::size_t row = 0; row < c.rows; ++row) {
    for (std::size_t column = 0; column < c.columns; ++column) {
      ExactSum sum(before == nullptr ? 0 : before->At(row, column));
      add_products(row, column, sum);
      // Written so that NaN fails.
      if (!(std::abs(c.At(row, column) - sum.value()) <= sum.bound())) {
        return "element (" + std::to_string(row) + ", " + std::to_string(column) + ") is " +
               std::to_string(c.At(row, column)) + ", not " + std::to_string(sum.value());
      }
    }
    for (std::size_t i = c.columns; i < c.stride && row + 1 < c.rows; ++i) {
      if (!std::isnan(c.data[row * c.stride + i])) {
        return "wrote behind row " + std::to_string(row);
      }
    }
  }
  return "";
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_NOISE_H_
