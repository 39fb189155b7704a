#include "core/non_zeros.h"

#include <gtest/gtest.h>

#include <cmath>

#include "test_model.h"

namespace inkling {
namespace {

// Normal entries, of which about that share is not zero.
Matrix<float> SparseMatrix(Index rows, Index columns, double density, RandomStream& random) {
  Matrix<float> matrix = RandomMatrix<float>(rows, columns, random);
  for (Index i = 0; i < matrix.size(); ++i) {
    if (random.Uniform() >= density) matrix.data()[i] = 0;
  }
  return matrix;
}

// Exactly as much memory as is asked for: AddressSanitizer sees a step beyond it.
class Lists {
 public:
  Lists(Index samples, Index inputs)
      : memory_(static_cast<std::size_t>(samples * NonZeros::BytesPerSample(inputs))),
        scratch_(static_cast<std::size_t>(NonZeros::ScratchSize(inputs))),
        view_(memory_.data(), samples, inputs) {}
  NonZeros& operator*() { return view_; }
  NonZeros* operator->() { return &view_; }
  float* scratch() { return scratch_.data(); }

 private:
  std::vector<std::byte> memory_;
  std::vector<float> scratch_;
  NonZeros view_;
};

// A sum of n float terms, in any order, is off by at most gamma_n times the sum of their
// magnitudes, gamma_n = n u / (1 - n u), u = 2^-24 (Higham 2002, section 3.1).
void ExpectProduct(const Matrix<float>& product, const Matrix<double>& exact,
                   const Matrix<double>& magnitude, Index terms) {
  const double roundings = static_cast<double>(terms) * 0x1p-24;
  const double gamma = roundings / (1 - roundings);
  for (Index i = 0; i < exact.size(); ++i) {
    ASSERT_LE(std::abs(static_cast<double>(product.data()[i]) - exact.data()[i]),
              gamma * magnitude.data()[i])
        << "element " << i << " of " << exact.rows() << " x " << exact.cols();
  }
}

TEST(NonZeros, MultiplyAsTheWholeMatrixDoes) {
  RandomStream random(1, Stream::kInitialization, 0);
  for (const Index samples : {1, 5, 63, 64, 256}) {
    for (const Index inputs : {1, 20, 300}) {
      for (const Index outputs : {32, 35, 70}) {
        for (const double density : {0.0, 0.02, 0.4}) {
          const Matrix<float> x = SparseMatrix(samples, inputs, density, random);
          const auto w = RandomMatrix<float>(inputs, outputs, random);
          const auto grad_y = RandomMatrix<float>(samples, outputs, random);
          const auto before = RandomMatrix<float>(inputs, outputs, random);
          Lists lists(samples, inputs);
          if (!lists->Collect(ConstView(x))) continue;  // a few numbers may be half full
          const Matrix<double> wide_x = x.cast<double>();
          const Matrix<double> size_x = wide_x.cwiseAbs();

          Matrix<float> y(samples, outputs);
          lists->MultiplyForward(ConstView(w), View(y), lists.scratch());
          ExpectProduct(y, wide_x * w.cast<double>(), size_x * w.cast<double>().cwiseAbs(),
                        inputs + 1);

          Matrix<float> grad_w = before;
          lists->MultiplyBackwardWeight(ConstView(grad_y), View(grad_w), lists.scratch());
          ExpectProduct(grad_w, before.cast<double>() + wide_x.transpose() * grad_y.cast<double>(),
                        before.cast<double>().cwiseAbs() +
                            size_x.transpose() * grad_y.cast<double>().cwiseAbs(),
                        samples + 2);
        }
      }
    }
  }
}

TEST(NonZeros, HaveNoListsOfABatchThatIsMostlyNotZero) {
  RandomStream random(1, Stream::kInitialization, 0);
  for (const Index samples : {1, 7}) {
    Lists lists(samples, 40);
    EXPECT_TRUE(lists->Collect(ConstView(SparseMatrix(samples, 40, 0.2, random))));
    EXPECT_TRUE(lists->exist());
    EXPECT_FALSE(lists->Collect(ConstView(RandomMatrix<float>(samples, 40, random))));
    EXPECT_FALSE(lists->exist());
    // Dense at the end only.
    Matrix<float> x = Matrix<float>::Zero(samples, 40);
    x.bottomRightCorner(samples, 21).setOnes();
    EXPECT_FALSE(lists->Collect(ConstView(x)));
    x.col(39).setZero();
    EXPECT_TRUE(lists->Collect(ConstView(x)));
  }
}

TEST(NonZeros, KeepWhatIsNotANumber) {
  // Training recognises divergence by it.
  Matrix<float> x = Matrix<float>::Zero(2, 40);
  x(1, 3) = std::nanf("");
  Lists lists(2, 40);
  ASSERT_TRUE(lists->Collect(ConstView(x)));
  Matrix<float> y(2, 32);
  lists->MultiplyForward(ConstView(Matrix<float>::Ones(40, 32).eval()), View(y), lists.scratch());
  EXPECT_EQ(y.row(0), (Matrix<float>::Zero(1, 32)));
  EXPECT_TRUE(y.row(1).array().isNaN().all());
}

// A network whose first layer leaves zeros out, against the same one in double, which does not.
TEST(Dense, LearnsTheSameFromImagesThatAreMostlyZero) {
  constexpr Index kSamples = 70;
  constexpr Index kInputs = 300;
  const std::vector<LayerConfig> layers = {DenseConfig(50, "relu"), DenseConfig(40, "tanh"),
                                           DenseConfig(10, "softmax")};
  auto single = TestModel<float>::Create(kInputs, layers, kSamples, 1);
  auto twice = TestModel<double>::Create(kInputs, layers, kSamples, 1);
  std::ranges::copy(single.network.values(), twice.network.values().begin());
  RandomStream random(1, Stream::kShuffle, 0);
  const Matrix<float> x = SparseMatrix(kSamples, kInputs, 0.2, random);
  const auto labels = RandomLabels(kSamples, 10, random);
  single.ComputeGradients(x, labels);
  twice.ComputeGradients(x.cast<double>(), labels);
  const NonZeros lists(single.workspace.State(0), kSamples, kInputs);
  EXPECT_TRUE(lists.exist());
  // As in scalar_parity_test.cpp: 4 sqrt(n) u for each sum on the way.
  const double tolerance =
      4 * 0x1p-24 *
      (std::sqrt(kInputs) + std::sqrt(50.0) + 2 * std::sqrt(40.0) + std::sqrt(kSamples) + 4);
  for (const TensorInfo& tensor : twice.network.architecture().tensors) {
    const ConstRowMap<float> a(single.network.gradients().data() + tensor.offset, tensor.size);
    const ConstRowMap<double> b(twice.network.gradients().data() + tensor.offset, tensor.size);
    EXPECT_LT((a.cast<double>() - b).matrix().norm(), tolerance * b.matrix().norm()) << tensor.name;
  }
}

}  // namespace
}  // namespace inkling
