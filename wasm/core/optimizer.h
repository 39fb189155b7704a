#ifndef INKLING_CORE_OPTIMIZER_H_
#define INKLING_CORE_OPTIMIZER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "core/aligned_buffer.h"
#include "core/tensor_info.h"

namespace inkling {

// How parameters w follow gradients g, at the learning rate a. Moments begin at zero.

// momentum m: v <- m v + g; w <- w - a v. Without momentum w <- w - a g.
// nesterov:   w <- w - a (g + m v), with the new v.
// Sutskever, Martens, Dahl & Hinton 2013, 'On the importance of initialization and momentum in
// deep learning', with v scaled as PyTorch does, so that the rate may change between steps.
struct Sgd {
  double momentum = 0;
  bool nesterov = false;
};

// s <- d s + (1 - d) g^2; w <- w - a g / (sqrt(s) + epsilon).
// Tieleman & Hinton 2012, lecture 6e of 'Neural networks for machine learning'.
struct RmsProp {
  double decay = 0.9;
  double epsilon = 1e-8;
};

// m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; and in step t, counted from 1,
// w <- w - a (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon).
// Kingma & Ba 2015, 'Adam: a method for stochastic optimization', algorithm 1.
//
// With weight_decay l, AdamW: weights, but not biases, also lose a l w. Loshchilov & Hutter 2019,
// 'Decoupled weight decay regularization', algorithm 2.
struct Adam {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;
};

using OptimizerRule = std::variant<Sgd, RmsProp, Adam>;

// What is done to the gradient of the loss before the optimiser sees it: it is clipped, then the
// gradients of the penalties l2/2 |w|^2 + l1 |w|_1 are added to those of weights, not of biases.
struct Regularization {
  double l2 = 0;
  double l1 = 0;
  // Above this Euclidean norm, the gradient of all parameters together is scaled down to it.
  // Pascanu, Mikolov & Bengio 2013, 'On the difficulty of training recurrent neural networks',
  // algorithm 1. 0: never.
  double largest_norm = 0;
};

// A rule with its moments, which lie in arenas like the parameters they belong to.
template <typename Scalar>
class Optimizer {
 public:
  static constexpr std::size_t kMaxMoments = 2;

  // For arenas of that many elements. Nothing if memory is short.
  static std::optional<Optimizer> Create(const OptimizerRule& rule,
                                         const Regularization& regularization, Index arena_size);

  // One step, the step-th counted from 1, of the tensors in the arena `values` along `gradients`,
  // which are zero afterwards: ready for those of the next mini-batch to be added up. `gradients`
  // is empty if they are in gradient_moment() already. One pass over the arenas, which allocates
  // nothing; clipping takes another over the gradients.
  void Update(std::int64_t step, double learning_rate, std::span<const TensorInfo> tensors,
              std::span<Scalar> values, std::span<Scalar> gradients);

  // Whether a step is w <- w - a g with the gradient as it comes, and nothing else.
  bool is_plain_descent() const;
  // The moment that gradients may be added to as they come, instead of to an arena of their own:
  // that of momentum, if nothing else is done to them. Empty if there is none.
  std::span<Scalar> gradient_moment();

  // Momentum and RMSProp have one moment for each parameter, Adam has two, plain SGD has none.
  // Between steps that of momentum is m v, to which g is added next; with nesterov it is v.
  std::size_t moment_count() const { return moment_count_; }
  std::span<Scalar> moment(std::size_t index) { return moments_[index].span(); }
  std::span<const Scalar> moment(std::size_t index) const { return moments_[index].span(); }
  // Makes m v of a moment that was saved as v.
  void MultiplyMomentum();

 private:
  Optimizer(const OptimizerRule& rule, const Regularization& regularization);

  bool changes_gradients() const;

  OptimizerRule rule_;
  Regularization regularization_;
  std::size_t moment_count_;
  std::array<AlignedBuffer<Scalar>, kMaxMoments> moments_;
};

}  // namespace inkling

#endif  // INKLING_CORE_OPTIMIZER_H_
