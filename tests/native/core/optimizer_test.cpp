// Each optimiser step by step: against numbers worked by hand, and against the published
// algorithm written out for one parameter, with its operations in the order of the publication.

#include "core/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "core/random.h"

namespace inkling {
namespace {

constexpr Index kWeights = 7;  // whole packets and a remainder, in both types
constexpr Index kBiases = 3;
constexpr Index kBiasOffset = 16;
constexpr std::size_t kArena = 32;

// An arena of a weight and a bias with gaps after both.
std::vector<TensorInfo> Tensors() {
  return {{"layers.0.weight", 0, {kWeights, 1}, kWeights, 0, false},
          {"layers.0.bias", 0, {kBiases}, kBiases, kBiasOffset, true}};
}

template <typename Scalar>
struct Arena {
  std::vector<Scalar> values = std::vector<Scalar>(kArena, 0);
  std::vector<Scalar> gradients = std::vector<Scalar>(kArena, 0);

  void Step(Optimizer<Scalar>& optimizer, std::int64_t step, double rate) {
    optimizer.Update(step, rate, Tensors(), values, gradients);
  }
};

template <typename Scalar>
Optimizer<Scalar> Make(const OptimizerRule& rule, const Regularization& regularization = {}) {
  return Optimizer<Scalar>::Create(rule, regularization, kArena).value();
}

// The first weight after each step from 1, under the gradients given, at the rate 0.5.
std::vector<double> Path(const OptimizerRule& rule, const std::vector<double>& gradients) {
  auto optimizer = Make<double>(rule);
  Arena<double> arena;
  arena.values[0] = 1;
  std::vector<double> path;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    arena.gradients[0] = gradients[i];
    arena.Step(optimizer, static_cast<std::int64_t>(i) + 1, 0.5);
    path.push_back(arena.values[0]);
  }
  return path;
}

void ExpectPath(const std::vector<double>& path, const std::vector<double>& expected) {
  ASSERT_EQ(path.size(), expected.size());
  for (std::size_t i = 0; i < path.size(); ++i) EXPECT_NEAR(path[i], expected[i], 1e-15) << i;
}

TEST(Optimizer, SgdSubtractsRateTimesGradient) {
  ExpectPath(Path(Sgd{}, {2, -1, 0}), {0, 0.5, 0.5});
}

TEST(Optimizer, MomentumAddsUpPastGradients) {
  // v = 2, 1 - 1 = 0, 0, 1
  ExpectPath(Path(Sgd{0.5}, {2, -1, 0, 1}), {0, 0, 0, -0.5});
  // v = 1, 1.5, 1.75
  ExpectPath(Path(Sgd{0.5}, {1, 1, 1}), {0.5, -0.25, -1.125});
}

TEST(Optimizer, NesterovLooksAheadAlongTheMomentum) {
  // v = 1, 1.5, 1.75, and steps g + v / 2 = 1.5, 1.75, 1.875
  ExpectPath(Path(Sgd{0.5, true}, {1, 1, 1}), {0.25, -0.625, -1.5625});
}

TEST(Optimizer, RmsPropDividesByTheRootOfTheMeanSquare) {
  // s = 3/4 * 0 + 1/4 * 16 = 4, then 3 + 1/4 * 52 = 16: steps 4 / 2 and sqrt(52) / 4.
  ExpectPath(Path(RmsProp{0.75, 0}, {4, std::sqrt(52)}), {0, -std::sqrt(52) / 8});
  // With epsilon 2: 4 / (2 + 2).
  ExpectPath(Path(RmsProp{0.75, 2}, {4}), {0.5});
}

TEST(Optimizer, AdamTakesAFirstStepOfTheSizeOfTheRate) {
  // The corrections undo the zeros that the moments begin at: m = g, v = g^2.
  ExpectPath(Path(Adam{0.9, 0.999, 0}, {8}), {0.5});
  ExpectPath(Path(Adam{0.9, 0.999, 0}, {-1e-3}), {1.5});
  // With betas of a half and g = 1, 3: m = 1/2, 7/4, v = 1/2, 19/4, corrected by 1/2 and 3/4.
  ExpectPath(Path(Adam{0.5, 0.5, 0}, {1, 3}),
             {0.5, 0.5 - 0.5 * (1.75 / 0.75) / std::sqrt(4.75 / 0.75)});
}

TEST(Optimizer, AdamWAlsoShrinksTheWeightByRateTimesDecay) {
  // 1 - 0.5 (1 + 0.25 * 1)
  ExpectPath(Path(Adam{0.9, 0.999, 0, 0.25}, {8}), {0.375});
}

// One parameter of a published algorithm: from the step, the rate, the parameter and its gradient
// to the parameter.
using Reference = std::function<double(double, double, double, double)>;

struct Published {
  const char* name;
  OptimizerRule rule;
  // A new run of the algorithm for a weight or a bias.
  std::function<Reference(bool is_bias)> begin;
};

const std::vector<Published>& PublishedAlgorithms() {
  static const std::vector<Published> algorithms = {
      {"Momentum", Sgd{0.9, false},
       [](bool) {
         return [v = 0.0](double, double rate, double w, double g) mutable {
           v = 0.9 * v + g;
           return w - rate * v;
         };
       }},
      {"Nesterov", Sgd{0.9, true},
       [](bool) {
         // Sutskever et al. 2013, eq. 3 and 4, in the parameter at which the gradient is taken:
         // there, x = w - rate m u, and x moves by rate times m^2 u + (1 + m) g.
         return [u = 0.0](double, double rate, double x, double g) mutable {
           const double moved = x - rate * (0.9 * 0.9 * u + (1 + 0.9) * g);
           u = 0.9 * u + g;
           return moved;
         };
       }},
      {"RmsProp", RmsProp{0.9, 1e-8},
       [](bool) {
         return [s = 0.0](double, double rate, double w, double g) mutable {
           s = 0.9 * s + 0.1 * g * g;
           return w - rate * g / (std::sqrt(s) + 1e-8);
         };
       }},
      {"Adam", Adam{0.9, 0.999, 1e-8, 0},
       [](bool) {
         return [m = 0.0, v = 0.0](double t, double rate, double w, double g) mutable {
           m = 0.9 * m + (1 - 0.9) * g;
           v = 0.999 * v + (1 - 0.999) * g * g;
           const double m_hat = m / (1 - std::pow(0.9, t));
           const double v_hat = v / (1 - std::pow(0.999, t));
           return w - rate * m_hat / (std::sqrt(v_hat) + 1e-8);
         };
       }},
      {"AdamW", Adam{0.9, 0.999, 1e-8, 0.1}, [](bool is_bias) {
         const double decay = is_bias ? 0 : 0.1;
         return [decay, m = 0.0, v = 0.0](double t, double rate, double w, double g) mutable {
           m = 0.9 * m + (1 - 0.9) * g;
           v = 0.999 * v + (1 - 0.999) * g * g;
           const double m_hat = m / (1 - std::pow(0.9, t));
           const double v_hat = v / (1 - std::pow(0.999, t));
           return w - rate * (m_hat / (std::sqrt(v_hat) + 1e-8) + decay * w);
         };
       }}};
  return algorithms;
}

class PublishedOptimizer : public testing::TestWithParam<Published> {
 protected:
  // Fifty steps with random gradients and a rate that changes; errors of a step do not feed back,
  // since the gradients do not depend on the parameters.
  template <typename Scalar>
  void Run(double tolerance) {
    auto optimizer = Make<Scalar>(GetParam().rule);
    Arena<Scalar> arena;
    std::vector<double> expected(kArena, 0);
    std::vector<Reference> references(kArena);
    RandomStream random(1, Stream::kInitialization, 0);
    for (const TensorInfo& tensor : Tensors()) {
      for (Index i = tensor.offset; i < tensor.offset + tensor.size; ++i) {
        const auto at = static_cast<std::size_t>(i);
        arena.values[at] = static_cast<Scalar>(random.Normal());
        expected[at] = static_cast<double>(arena.values[at]);
        references[at] = GetParam().begin(tensor.is_bias);
      }
    }
    for (int step = 1; step <= 50; ++step) {
      const double rate = 0.1 / step;
      for (std::size_t i = 0; i < kArena; ++i) {
        if (!references[i]) continue;
        arena.gradients[i] = static_cast<Scalar>(random.Normal());
        expected[i] =
            references[i](step, rate, expected[i], static_cast<double>(arena.gradients[i]));
      }
      arena.Step(optimizer, step, rate);
      for (std::size_t i = 0; i < kArena; ++i) {
        ASSERT_NEAR(static_cast<double>(arena.values[i]), expected[i], tolerance)
            << "step " << step << ", element " << i;
      }
    }
  }
};

// Parameters are of order one; each of 50 steps rounds a handful of times.
TEST_P(PublishedOptimizer, IsFollowedInDouble) { Run<double>(50 * 8 * 0x1p-53); }
TEST_P(PublishedOptimizer, IsFollowedInFloat) { Run<float>(50 * 8 * 0x1p-24); }

INSTANTIATE_TEST_SUITE_P(Optimizer, PublishedOptimizer, testing::ValuesIn(PublishedAlgorithms()),
                         [](const auto& test) { return test.param.name; });

TEST(Optimizer, HasTheMomentsThatItsRuleNeeds) {
  EXPECT_EQ(Make<float>(Sgd{}).moment_count(), 0U);
  EXPECT_EQ(Make<float>(Sgd{0.9}).moment_count(), 1U);
  EXPECT_EQ(Make<float>(RmsProp{}).moment_count(), 1U);
  EXPECT_EQ(Make<float>(Adam{}).moment_count(), 2U);
  EXPECT_EQ(Make<float>(Adam{}).moment(1).size(), kArena);
}

TEST(Optimizer, LeavesTheGradientsZeroForTheNextMiniBatch) {
  for (const OptimizerRule& rule :
       {OptimizerRule(Sgd{}), OptimizerRule(Sgd{0.9}), OptimizerRule(Sgd{0.9, true}),
        OptimizerRule(RmsProp{}), OptimizerRule(Adam{.weight_decay = 0.1})}) {
    for (const double l2 : {0.0, 0.1}) {
      auto optimizer = Make<float>(rule, {.l2 = l2});
      Arena<float> arena;
      for (const TensorInfo& tensor : Tensors()) {
        std::fill_n(arena.gradients.begin() + tensor.offset, tensor.size, 3.0F);
      }
      arena.Step(optimizer, 1, 0.1);
      EXPECT_NE(arena.values[0], 0);
      EXPECT_EQ(arena.gradients, std::vector<float>(kArena, 0));
    }
  }
}

TEST(Optimizer, LeavesTheGapsOfAnArenaZero) {
  for (const OptimizerRule& rule :
       {OptimizerRule(Sgd{}), OptimizerRule(Sgd{0.9, true}), OptimizerRule(RmsProp{}),
        OptimizerRule(Adam{.weight_decay = 0.1})}) {
    auto optimizer = Make<float>(rule, {.l2 = 0.1, .l1 = 0.1, .largest_norm = 1});
    Arena<float> arena;
    for (Index i = 0; i < kWeights; ++i) arena.gradients[static_cast<std::size_t>(i)] = 3;
    for (int step = 1; step < 4; ++step) arena.Step(optimizer, step, 0.1);
    EXPECT_NE(arena.values[0], 0);
    for (std::size_t i = kWeights; i < kArena; ++i) EXPECT_EQ(arena.values[i], 0);
  }
}

TEST(Optimizer, PenaltiesPullWeightsTowardsZeroButNotBiases) {
  // g = 0, so the gradient is l2 w + l1 sign w: 0.25 * 2 + 0.5 = 1 for w = 2, -1 for w = -2.
  auto optimizer = Make<double>(Sgd{}, {.l2 = 0.25, .l1 = 0.5});
  Arena<double> arena;
  arena.values[0] = 2;
  arena.values[1] = -2;
  arena.values[kBiasOffset] = 2;
  arena.Step(optimizer, 1, 0.5);
  EXPECT_EQ(arena.values[0], 1.5);
  EXPECT_EQ(arena.values[1], -1.5);
  EXPECT_EQ(arena.values[2], 0);
  EXPECT_EQ(arena.values[kBiasOffset], 2);
}

TEST(Optimizer, ClipsTheGradientOfAllParametersTogether) {
  for (const double largest_norm : {1.0, 5.0, 7.0}) {
    Arena<double> arena;
    arena.gradients[0] = 3;
    arena.gradients[kBiasOffset] = -4;  // norm 5
    auto optimizer = Make<double>(Sgd{}, {.largest_norm = largest_norm});
    arena.Step(optimizer, 1, 1);
    const double scale = std::min(largest_norm / 5, 1.0);
    EXPECT_NEAR(arena.values[0], -3 * scale, 1e-15);
    EXPECT_NEAR(arena.values[kBiasOffset], 4 * scale, 1e-15);
  }
}

TEST(Optimizer, ClipsBeforeThePenaltiesAreAdded) {
  auto optimizer = Make<double>(Sgd{}, {.l2 = 10, .largest_norm = 1});
  Arena<double> arena;
  arena.values[0] = 2;
  arena.gradients[0] = 100;
  arena.Step(optimizer, 1, 0.125);
  EXPECT_EQ(arena.values[0], 2 - 0.125 * (1 + 10 * 2));
}

TEST(Optimizer, ClipsGradientsWhoseSquaresOverflowInFloat) {
  auto optimizer = Make<float>(Sgd{}, {.largest_norm = 2});
  Arena<float> arena;
  arena.gradients[0] = 1e30F;
  arena.Step(optimizer, 1, 1);
  EXPECT_NEAR(arena.values[0], -2, 1e-6);
}

TEST(Optimizer, TakesGradientsIntoAMomentOnlyIfNothingElseIsDoneToThem) {
  const auto takes = [](const OptimizerRule& rule, const Regularization& regularization = {}) {
    return !Optimizer<float>::Create(rule, regularization, 4)->gradient_moment().empty();
  };
  EXPECT_TRUE(takes(Sgd{.momentum = 0.5}));
  EXPECT_FALSE(takes(Sgd{}));
  EXPECT_FALSE(takes(Sgd{.momentum = 0.5, .nesterov = true}));
  EXPECT_FALSE(takes(RmsProp{}));
  EXPECT_FALSE(takes(Adam{}));
  EXPECT_FALSE(takes(Sgd{.momentum = 0.5}, {.l2 = 0.1}));
  EXPECT_FALSE(takes(Sgd{.momentum = 0.5}, {.l1 = 0.1}));
  EXPECT_FALSE(takes(Sgd{.momentum = 0.5}, {.largest_norm = 1}));
}

TEST(Optimizer, StepsTheSameWithGradientsThatAreInItsMomentAlready) {
  auto apart = Make<float>(Sgd{0.9});
  auto inside = Make<float>(Sgd{0.9});
  Arena<float> values_apart;
  Arena<float> values_inside;
  RandomStream random(1, Stream::kShuffle, 0);
  for (int step = 1; step < 20; ++step) {
    for (const TensorInfo& tensor : Tensors()) {
      for (Index i = tensor.offset; i < tensor.offset + tensor.size; ++i) {
        const auto gradient = static_cast<float>(random.Normal());
        values_apart.gradients[static_cast<std::size_t>(i)] = gradient;
        inside.gradient_moment()[static_cast<std::size_t>(i)] += gradient;
      }
    }
    values_apart.Step(apart, step, 0.1);
    inside.Update(step, 0.1, Tensors(), values_inside.values, {});
    ASSERT_EQ(values_inside.values, values_apart.values) << "step " << step;
  }
}

TEST(Optimizer, IsPlainDescentWithoutMomentumPenaltiesAndClippingOnly) {
  const auto is_plain = [](const OptimizerRule& rule, const Regularization& regularization = {}) {
    return Optimizer<float>::Create(rule, regularization, 4)->is_plain_descent();
  };
  EXPECT_TRUE(is_plain(Sgd{}));
  EXPECT_FALSE(is_plain(Sgd{.momentum = 0.5}));
  EXPECT_FALSE(is_plain(RmsProp{}));
  EXPECT_FALSE(is_plain(Adam{}));
  EXPECT_FALSE(is_plain(Sgd{}, {.l2 = 0.1}));
  EXPECT_FALSE(is_plain(Sgd{}, {.l1 = 0.1}));
  EXPECT_FALSE(is_plain(Sgd{}, {.largest_norm = 1}));
}

}  // namespace
}  // namespace inkling
