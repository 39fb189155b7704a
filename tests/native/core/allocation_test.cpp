// A training step allocates nothing, whatever the batch size: it would cost time, and in
// WebAssembly memory that has grown is never given back. Built with AddressSanitizer only, which
// counts.

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>

#include "core/evaluation.h"
#include "core/matmul.h"
#include "core/training_run.h"
#include "toy_digits.h"

// Of AddressSanitizer's run-time library, whose header some distributions leave out.
extern "C" int __sanitizer_install_malloc_and_free_hooks(  // NOLINT(bugprone-reserved-identifier)
    void (*malloc_hook)(const volatile void*, std::size_t),
    void (*free_hook)(const volatile void*));

namespace inkling {
namespace {

// Every way to the heap passes AddressSanitizer: malloc, aligned_alloc and operator new.
std::atomic<std::size_t> allocations = 0;

void CountAllocations() {
  static const int installed = __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, std::size_t) { ++allocations; }, [](const volatile void*) {});
  ASSERT_NE(installed, 0);
}

class HeapTest : public testing::Test {
 protected:
  void SetUp() override { CountAllocations(); }
};

// Trains for three calls and evaluates. `config` is for 1000 samples.
void TrainWithoutAllocating(const ModelConfig& config, const std::vector<LayerConfig>& layers) {
  constexpr Index kSamples = 1000;
  const Dataset dataset = MakeToyDigits(kSamples);
  TrainingRun run = TrainingRun::Create(config, layers, dataset).value();
  ConfusionMatrix confusion;

  const std::size_t before = allocations;
#ifdef EIGEN_RUNTIME_NO_MALLOC
  Eigen::internal::set_is_malloc_allowed(false);
#endif
  for (int call = 0; call < 3; ++call) run.Train(dataset, config.training.batch_size);
  Evaluate(run.model(), dataset, 0, 300, run.workspace(), confusion);
#ifdef EIGEN_RUNTIME_NO_MALLOC
  Eigen::internal::set_is_malloc_allowed(true);
#endif
  EXPECT_EQ(allocations - before, 0U);
}

class TrainingHeapTest : public HeapTest, public testing::WithParamInterface<Index> {};

TEST_P(TrainingHeapTest, IsNotUsedByStepsAndEvaluation) {
  ModelConfig config = ToyConfig(1000, 0);
  config.training.batch_size = GetParam();
  // Wider than a block of a matrix product, so that its temporaries are at their largest.
  TrainWithoutAllocating(config, {DenseConfig(600, "relu"), DenseConfig(300, "tanh"),
                                  DenseConfig(40, "sigmoid", false), DenseConfig(10, "softmax")});
}

TEST_P(TrainingHeapTest, IsNotUsedByConvolutionDropoutNoiseAdamAndAugmentation) {
  ModelConfig config = ToyConfig(1000, 0);
  config.training.batch_size = GetParam();
  config.training.optimizer = {.type = "adam", .learning_rate = 0.01};
  config.training.l1 = 1e-4;
  config.training.gradient_clipping = 1;
  config.training.augmentation = {1, 10, 0.1, 10, 2};
  TrainWithoutAllocating(config, {{.type = "gaussian-noise", .standard_deviation = 0.1},
                                  ConvConfig(20, 3, "same", "relu"),
                                  PoolConfig(2),
                                  ConvConfig(40, 2, "valid", "leaky-relu"),
                                  {.type = "flatten"},
                                  {.type = "dropout", .rate = 0.5},
                                  DenseConfig(300, "improved-sigmoid"),
                                  DenseConfig(10, "softmax")});
}

// The matrix products' temporaries are the only ones whose size grows with the network. Wider
// than a block, so that they are at their largest.
TEST_F(HeapTest, IsNotUsedByProductsInDouble) {
  RandomStream random(1, Stream::kInitialization, 0);
  const auto x = RandomMatrix<double>(300, 400, random);
  const auto w = RandomMatrix<double>(400, 350, random);
  Matrix<double> y(300, 350);
  Matrix<double> grad_x(300, 400);
  Matrix<double> grad_w = Matrix<double>::Zero(400, 350);
  const std::size_t before = allocations;
  MatmulForward(ConstView(x), ConstView(w), View(y));
  MatmulBackwardInput(ConstView(y), ConstView(w), View(grad_x));
  MatmulBackwardWeight(ConstView(x), ConstView(y), View(grad_w));
  EXPECT_EQ(allocations - before, 0U);
}

TEST_F(HeapTest, IsWatchedHere) {
  const std::size_t before = allocations;
  AlignedBuffer<float> buffer;
  ASSERT_TRUE(buffer.Allocate(10));
  EXPECT_EQ(allocations - before, 1U);
}

INSTANTIATE_TEST_SUITE_P(BatchSizes, TrainingHeapTest, testing::Values(1, 32, 256, 1000),
                         [](const auto& test) { return std::to_string(test.param); });

}  // namespace
}  // namespace inkling
