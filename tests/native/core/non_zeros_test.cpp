#include "core/non_zeros.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/parallel.h"
#include "test_model.h"

namespace inkling {
namespace {

// Exactly as much memory as is asked for: AddressSanitizer sees a step beyond it.
class Lists {
 public:
  Lists(Index samples, Index inputs, Index outputs)
      : memory_(static_cast<std::size_t>(NonZeros::Bytes(samples, inputs, outputs))),
        view_(memory_.data(), samples, inputs, outputs) {}
  NonZeros& operator*() { return view_; }
  NonZeros* operator->() { return &view_; }

 private:
  std::vector<std::byte> memory_;
  NonZeros view_;
};

// The matrix that was listed.
Matrix<float> Read(const kernels::F32NonZeros& lists, Index rows, Index columns) {
  Matrix<float> matrix = Matrix<float>::Zero(rows, columns);
  for (std::size_t block = 0; block < lists.blocks; ++block) {
    for (Index row = 0; row < rows; ++row) {
      const std::size_t list =
          block * static_cast<std::size_t>(rows) + static_cast<std::size_t>(row);
      const std::uint32_t begin = lists.begin[list];
      for (std::uint32_t q = begin; q < begin + lists.count[list]; ++q) {
        const auto& [value, offset] = lists.elements[q];
        matrix(row, static_cast<Index>(offset / kernels::kF32RowBytes)) = value;
      }
    }
  }
  return matrix;
}

TEST(NonZeros, ListInputsTheirTransposeAndGradients) {
  RandomStream random(1, Stream::kInitialization, 0);
  for (const Index samples : {1, 5, 64, 401}) {
    for (const Index inputs : {1, 20, 130, 784}) {
      for (const Index outputs : {32, 450}) {
        const Matrix<float> x = SparseMatrix(samples, inputs, 0.3, random);
        const Matrix<float> grad = SparseMatrix(samples, outputs, 0.3, random);
        Lists lists(samples, inputs, outputs);
        if (!lists->ListInput(ConstView(x))) continue;  // a few numbers may be dense
        EXPECT_TRUE(lists->has_input());
        ASSERT_TRUE(lists->ListGradient(ConstView(grad)));
        EXPECT_EQ(Read(lists->gradient(), samples, outputs), grad);
        EXPECT_EQ(Read(lists->ListTransposedInput(ConstView(x)), inputs, samples), x.transpose());
        EXPECT_EQ(Read(lists->TransposeInput(), inputs, samples), x.transpose());
        EXPECT_EQ(Read(lists->input(), samples, inputs), x);
      }
    }
  }
}

TEST(NonZeros, ListImagesAsTheMatrixThatTheyWouldBe) {
  constexpr Index kImages = 40;
  constexpr Index kPixels = 530;
  RandomStream random(1, Stream::kInitialization, 0);
  std::vector<std::uint8_t> images(static_cast<std::size_t>(kImages * kPixels));
  for (std::uint8_t& pixel : images) {
    if (random.Uniform() < 0.2) pixel = static_cast<std::uint8_t>(256 * random.Uniform());
  }
  // More than are listed at a time, one of them twice.
  const std::vector<std::uint32_t> indices = {39, 0, 3, 17, 17, 8, 21, 30, 5, 6, 38};
  const auto samples = static_cast<Index>(indices.size());
  Matrix<float> x(samples, kPixels);
  for (Index i = 0; i < samples; ++i) {
    for (Index pixel = 0; pixel < kPixels; ++pixel) {
      const std::size_t at = indices[static_cast<std::size_t>(i)] * std::size_t{kPixels} +
                             static_cast<std::size_t>(pixel);
      x(i, pixel) = static_cast<float>(images[at]) / 255.0F;
    }
  }
  for (const std::size_t threads : {1UL, 3UL}) {
    ASSERT_EQ(kernels::StartThreads(threads), threads);
    Lists lists(samples, kPixels, 32);
    ASSERT_TRUE(lists->ListInput(images, indices, 255.0F));
    EXPECT_TRUE(lists->has_input());
    EXPECT_EQ(Read(lists->input(), samples, kPixels), x);
    EXPECT_EQ(Read(lists->TransposeInput(), kPixels, samples), x.transpose());
  }
  kernels::StartThreads(1);
  Lists lists(samples, kPixels, 32);
  std::ranges::fill(images, std::uint8_t{7});
  EXPECT_FALSE(lists->ListInput(images, indices, 255.0F));
  EXPECT_FALSE(lists->has_input());
}

TEST(NonZeros, HaveNoListsOfABatchThatIsMostlyNotZero) {
  RandomStream random(1, Stream::kInitialization, 0);
  for (const Index samples : {1, 20}) {
    Lists lists(samples, 40, 40);
    EXPECT_TRUE(lists->ListInput(ConstView(SparseMatrix(samples, 40, 0.2, random))));
    EXPECT_TRUE(lists->has_input());
    const auto dense = RandomMatrix<float>(samples, 40, random);
    EXPECT_FALSE(lists->ListInput(ConstView(dense)));
    EXPECT_FALSE(lists->has_input());
    EXPECT_FALSE(lists->ListGradient(ConstView(dense)));
  }
  // Dense at the end only.
  Matrix<float> x = Matrix<float>::Ones(100, 40);
  x.topRows(24).setZero();
  Lists lists(100, 40, 40);
  EXPECT_FALSE(lists->ListInput(ConstView(x)));
  x.topRows(26).setZero();
  EXPECT_TRUE(lists->ListInput(ConstView(x)));
}

TEST(NonZeros, KeepWhatIsNotANumber) {
  // Training recognises divergence by it.
  Matrix<float> x = Matrix<float>::Zero(2, 40);
  x(1, 3) = std::nanf("");
  Lists lists(2, 40, 32);
  ASSERT_TRUE(lists->ListInput(ConstView(x)));
  EXPECT_EQ(lists->input().count[0], 0U);
  ASSERT_EQ(lists->input().count[1], 1U);
  EXPECT_TRUE(std::isnan(Read(lists->input(), 2, 40)(1, 3)));
}

// Networks whose layers leave zeros out, against the same ones in double, which do not: through
// lists and through matrices, with whole tiles, narrow ones and one that is less than a tile.
TEST(Dense, LearnsTheSameFromWhatIsMostlyZeroAndWhatIsNot) {
  constexpr Index kSamples = 70;
  constexpr Index kInputs = 300;
  for (const double density : {0.0, 0.2, 0.7, 1.0}) {
    for (const ActivationConfig& activation :
         {ActivationConfig{"relu"}, {"relu", 2}, {"relu", 1, 0.25}, {"identity"}, {"tanh"}}) {
      const std::vector<LayerConfig> layers = {
          DenseConfig(50, activation), DenseConfig(64, activation), DenseConfig(35, activation),
          DenseConfig(10, "softmax")};
      auto single = TestModel<float>::Create(kInputs, layers, kSamples, 1);
      auto twice = TestModel<double>::Create(kInputs, layers, kSamples, 1);
      CopyParameters(single.network, twice.network);
      RandomStream random(1, Stream::kShuffle, 0);
      const Matrix<float> x = SparseMatrix(kSamples, kInputs, density, random);
      const auto labels = RandomLabels(kSamples, 10, random);
      single.ComputeGradients(x, labels);
      twice.ComputeGradients(x.cast<double>(), labels);
      const NonZeros first(single.workspace.State(0), kSamples, kInputs, 50);
      EXPECT_EQ(first.has_input(), density < 0.74);
      // What ReLU lets through is listed, what others do is not.
      const NonZeros second(single.workspace.State(1), kSamples, 50, 64);
      EXPECT_EQ(second.has_input(), activation.type == "relu" && activation.floor == 0);
      // As in scalar_parity_test.cpp: 4 sqrt(n) u for each sum on the way.
      const double tolerance =
          4 * 0x1p-24 *
          (std::sqrt(kInputs) + 2 * (std::sqrt(50.0) + std::sqrt(64.0) + std::sqrt(35.0)) +
           std::sqrt(kSamples) + 5);
      CompareGradients(single.network, twice.network,
                       [&](const TensorInfo& tensor, double error, double norm) {
                         EXPECT_LE(error, tolerance * norm) << tensor.name;
                       });
    }
  }
}

}  // namespace
}  // namespace inkling
