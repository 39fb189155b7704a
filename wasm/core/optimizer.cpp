#include "core/optimizer.h"

#include <cassert>
#include <cmath>
#include <type_traits>
#include <utility>

#include "core/matrix.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

// About what one parameter takes.
constexpr double kNanosecondsOfParameter = 0.4;

std::size_t MomentCount(const OptimizerRule& rule) {
  if (std::holds_alternative<Adam>(rule)) return 2;
  const Sgd* sgd = std::get_if<Sgd>(&rule);
  return sgd != nullptr && sgd->momentum == 0 ? 0 : 1;
}

// Without nesterov.
bool HasMomentum(const OptimizerRule& rule) {
  const Sgd* sgd = std::get_if<Sgd>(&rule);
  return sgd != nullptr && sgd->momentum != 0 && !sgd->nesterov;
}

template <typename Scalar>
double Norm(std::span<Scalar> values) {
  const ConstRowMap<Scalar> row(values.data(), static_cast<Index>(values.size()));
  return std::sqrt(row.template cast<double>().square().sum());
}

// Part of what a tensor takes of the arenas.
template <typename Scalar>
struct Slices {
  Scalar* w;
  std::array<Scalar*, Optimizer<Scalar>::kMaxMoments> moments;
  Index size;
};

// What a rule is given, once, as the gradient of element i, whose value is w. It is then zero.

template <typename Scalar>
struct LossGradient {
  Scalar* g;
  Scalar operator()(Index i, Scalar) const { return std::exchange(g[i], Scalar(0)); }
};

// Of what has been added to a moment nothing is left.
template <typename Scalar>
struct NoGradient {
  Scalar operator()(Index, Scalar) const { return Scalar(0); }
};

template <typename Scalar>
struct RegularizedGradient {
  Scalar* g;
  Scalar scale;
  Scalar l2;
  Scalar l1;
  Scalar operator()(Index i, Scalar w) const {
    const auto sign = static_cast<Scalar>(static_cast<int>(w > 0) - static_cast<int>(w < 0));
    return scale * std::exchange(g[i], Scalar(0)) + l2 * w + l1 * sign;
  }
};

// One flat loop for each rule. Their coefficients are rounded to Scalar once, outside.

template <typename Scalar, typename Gradient>
void UpdateTensor(const Sgd& sgd, std::int64_t, double learning_rate, bool,
                  const Slices<Scalar>& tensor, Gradient gradient) {
  const auto rate = static_cast<Scalar>(learning_rate);
  const auto momentum = static_cast<Scalar>(sgd.momentum);
  Scalar* w = tensor.w;
  Scalar* v = tensor.moments[0];
  if (sgd.momentum == 0) {
    for (Index i = 0; i < tensor.size; ++i) w[i] -= rate * gradient(i, w[i]);
  } else if (sgd.nesterov) {
    for (Index i = 0; i < tensor.size; ++i) {
      const Scalar g = gradient(i, w[i]);
      v[i] = momentum * v[i] + g;
      w[i] -= rate * (g + momentum * v[i]);
    }
  } else {
    for (Index i = 0; i < tensor.size; ++i) {
      const Scalar velocity = v[i] + gradient(i, w[i]);
      w[i] -= rate * velocity;
      v[i] = momentum * velocity;
    }
  }
}

template <typename Scalar, typename Gradient>
void UpdateTensor(const RmsProp& rms_prop, std::int64_t, double learning_rate, bool,
                  const Slices<Scalar>& tensor, Gradient gradient) {
  const auto rate = static_cast<Scalar>(learning_rate);
  const auto decay = static_cast<Scalar>(rms_prop.decay);
  const auto rest = static_cast<Scalar>(1 - rms_prop.decay);
  const auto epsilon = static_cast<Scalar>(rms_prop.epsilon);
  Scalar* w = tensor.w;
  Scalar* s = tensor.moments[0];
  for (Index i = 0; i < tensor.size; ++i) {
    const Scalar g = gradient(i, w[i]);
    s[i] = decay * s[i] + rest * (g * g);
    w[i] -= rate * g / (std::sqrt(s[i]) + epsilon);
  }
}

template <typename Scalar, typename Gradient>
void UpdateTensor(const Adam& adam, std::int64_t step, double learning_rate, bool is_weight,
                  const Slices<Scalar>& tensor, Gradient gradient) {
  const auto t = static_cast<double>(step);
  const auto beta1 = static_cast<Scalar>(adam.beta1);
  const auto rest1 = static_cast<Scalar>(1 - adam.beta1);
  const auto beta2 = static_cast<Scalar>(adam.beta2);
  const auto rest2 = static_cast<Scalar>(1 - adam.beta2);
  const auto epsilon = static_cast<Scalar>(adam.epsilon);
  const auto rate = static_cast<Scalar>(learning_rate / (1 - std::pow(adam.beta1, t)));
  const auto correction2 = static_cast<Scalar>(1 / (1 - std::pow(adam.beta2, t)));
  const auto shrinkage = static_cast<Scalar>(is_weight ? learning_rate * adam.weight_decay : 0);
  Scalar* w = tensor.w;
  Scalar* m = tensor.moments[0];
  Scalar* v = tensor.moments[1];
  for (Index i = 0; i < tensor.size; ++i) {
    const Scalar g = gradient(i, w[i]);
    m[i] = beta1 * m[i] + rest1 * g;
    v[i] = beta2 * v[i] + rest2 * (g * g);
    w[i] -= rate * m[i] / (std::sqrt(correction2 * v[i]) + epsilon) + shrinkage * w[i];
  }
}

}  // namespace

template <typename Scalar>
Optimizer<Scalar>::Optimizer(const OptimizerRule& rule, const Regularization& regularization)
    : rule_(rule), regularization_(regularization), moment_count_(MomentCount(rule)) {}

template <typename Scalar>
std::optional<Optimizer<Scalar>> Optimizer<Scalar>::Create(const OptimizerRule& rule,
                                                           const Regularization& regularization,
                                                           Index arena_size) {
  Optimizer optimizer(rule, regularization);
  for (std::size_t i = 0; i < optimizer.moment_count_; ++i) {
    if (!optimizer.moments_[i].Allocate(static_cast<std::size_t>(arena_size))) return std::nullopt;
  }
  return optimizer;
}

template <typename Scalar>
bool Optimizer<Scalar>::changes_gradients() const {
  const auto& [l2, l1, largest_norm] = regularization_;
  return l2 != 0 || l1 != 0 || largest_norm != 0;
}

template <typename Scalar>
bool Optimizer<Scalar>::is_plain_descent() const {
  return moment_count_ == 0 && !changes_gradients();
}

template <typename Scalar>
std::span<Scalar> Optimizer<Scalar>::gradient_moment() {
  return HasMomentum(rule_) && !changes_gradients() ? moment(0) : std::span<Scalar>();
}

template <typename Scalar>
void Optimizer<Scalar>::MultiplyMomentum() {
  if (!HasMomentum(rule_)) return;
  for (Scalar& v : moment(0)) v *= static_cast<Scalar>(std::get<Sgd>(rule_).momentum);
}

template <typename Scalar>
void Optimizer<Scalar>::Update(std::int64_t step, double learning_rate,
                               std::span<const TensorInfo> tensors, std::span<Scalar> values,
                               std::span<Scalar> gradients) {
  assert(!gradients.empty() || !gradient_moment().empty());
  const double largest_norm = regularization_.largest_norm;
  double scale = 1;
  if (largest_norm > 0) {
    const double norm = Norm(gradients);
    if (norm > largest_norm) scale = largest_norm / norm;
  }
  const auto update = [&](const auto& rule) {
    for (const TensorInfo& tensor : tensors) {
      const double l2 = tensor.is_bias ? 0 : regularization_.l2;
      const double l1 = tensor.is_bias ? 0 : regularization_.l1;
      const auto update_part = [&](std::size_t begin, std::size_t end) {
        const std::size_t offset = static_cast<std::size_t>(tensor.offset) + begin;
        Slices<Scalar> slices{values.data() + offset, {}, static_cast<Index>(end - begin)};
        for (std::size_t i = 0; i < moment_count_; ++i) {
          slices.moments[i] = moments_[i].data() + offset;
        }
        const auto update_along = [&](auto gradient) {
          UpdateTensor(rule, step, learning_rate, !tensor.is_bias, slices, gradient);
        };
        if constexpr (std::is_same_v<std::decay_t<decltype(rule)>, Sgd>) {
          if (gradients.empty()) return update_along(NoGradient<Scalar>());
        }
        Scalar* const g = gradients.data() + offset;
        if (scale == 1 && l2 == 0 && l1 == 0) return update_along(LossGradient<Scalar>{g});
        update_along(RegularizedGradient<Scalar>{g, static_cast<Scalar>(scale),
                                                 static_cast<Scalar>(l2), static_cast<Scalar>(l1)});
      };
      kernels::ParallelForRange(static_cast<std::size_t>(tensor.size), kNanosecondsOfParameter,
                                update_part);
    }
  };
  std::visit(update, rule_);
}

template class Optimizer<float>;
template class Optimizer<double>;

}  // namespace inkling
