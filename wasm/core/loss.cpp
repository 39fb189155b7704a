#include "core/loss.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/f32_map.h"

namespace inkling {
namespace {

// log(1 + exp(x)) without overflow, and accurate where it is close to 0.
template <typename Scalar>
Scalar Softplus(Scalar x) {
  return std::max(x, Scalar(0)) + std::log1p(std::exp(-std::abs(x)));
}

template <typename Scalar>
Scalar Target(Index output, Index label) {
  return output == label ? Scalar(1) : Scalar(0);
}

template <typename Scalar>
Scalar HalfSquaredError(const RowMap<Scalar>& y, Index label) {
  Scalar sum = 0;
  for (Index j = 0; j < y.size(); ++j) {
    const Scalar error = y[j] - Target<Scalar>(j, label);
    sum += error * error;
  }
  return sum / 2;
}

template <typename Scalar>
ConstRowMap<Scalar> Row(ConstMatrixMap<Scalar> matrix, Index row) {
  return {matrix.data() + row * matrix.cols(), matrix.cols()};
}

template <typename Scalar>
RowMap<Scalar> Row(MatrixMap<Scalar> matrix, Index row) {
  return {matrix.data() + row * matrix.cols(), matrix.cols()};
}

template <typename Scalar>
Index Largest(const ConstRowMap<Scalar>& z) {
  Index largest = 0;
  for (Index j = 1; j < z.size(); ++j) largest = z[j] > z[largest] ? j : largest;
  return largest;
}

void Exponentiate(MatrixMap<double> y) { y = y.array().exp(); }

void Exponentiate(MatrixMap<float> y) {
  kernels::kF32Exp({.rows = 1, .columns = static_cast<std::size_t>(y.size()), .y = y.data()});
}

// What is done to all samples at once: logits become exp(z - max z), in place.
template <typename Scalar>
void ActivateBatch(const Softmax&, MatrixMap<Scalar> y) {
  for (Index i = 0; i < y.rows(); ++i) {
    RowMap<Scalar> row = Row(y, i);
    const Scalar maximum = row[Largest<Scalar>({row.data(), row.size()})];
    row -= maximum;
  }
  Exponentiate(y);
}

// Logits become outputs, in place.
template <typename Scalar, typename Unit>
void ActivateBatch(const Unit& unit, MatrixMap<Scalar> y) {
  AddBiasAndActivate<Scalar>(unit, nullptr, y);
}

// What is left to do for each sample after ActivateBatch. Returns the sum of the exponentials.
template <typename Scalar>
Scalar Normalize(RowMap<Scalar> y) {
  const Scalar sum = y.sum();
  y /= sum;
  return sum;
}

// The loss of a sample with logits z, of which `maximum` is the largest, that ActivateBatch has
// turned into y. One function for each kind of unit.

template <typename Scalar>
Scalar ForwardSample(LossType type, const Softmax&, const ConstRowMap<Scalar>& z, Scalar maximum,
                     Index label, RowMap<Scalar> y) {
  const Scalar sum = Normalize(y);
  if (type == LossType::kCrossEntropy) return std::log(sum) - (z[label] - maximum);
  return HalfSquaredError(y, label);
}

template <typename Scalar>
Scalar ForwardSample(LossType type, const Sigmoid& sigmoid, const ConstRowMap<Scalar>& z, Scalar,
                     Index label, RowMap<Scalar> y) {
  if (type == LossType::kMeanSquaredError) return HalfSquaredError(y, label);
  const auto k = static_cast<Scalar>(sigmoid.slope);
  Scalar loss = Softplus(-k * z[label]);
  if (type == LossType::kCrossEntropy) return loss;
  for (Index j = 0; j < z.size(); ++j) {
    if (j != label) loss += Softplus(k * z[j]);
  }
  return loss;
}

template <typename Scalar, typename Unit>
Scalar ForwardSample([[maybe_unused]] LossType type, const Unit&, const ConstRowMap<Scalar>&,
                     Scalar, Index label, RowMap<Scalar> y) {
  assert(type == LossType::kMeanSquaredError);
  return HalfSquaredError(y, label);
}

// A sample's outputs y become `scale` times the gradient with respect to its logits.

// dL/dz_j = y_j - t_j for the cross-entropy; for the squared error, with e = y - t and
// dy_k/dz_j = y_k ([k = j] - y_j), dL/dz_j = y_j (e_j - sum_k e_k y_k).
template <typename Scalar>
void BackwardSample(LossType type, const Softmax&, Index label, Scalar scale, RowMap<Scalar> y) {
  if (type == LossType::kCrossEntropy) {
    y[label] -= 1;
    y *= scale;
    return;
  }
  Scalar dot = 0;
  for (Index j = 0; j < y.size(); ++j) dot += (y[j] - Target<Scalar>(j, label)) * y[j];
  for (Index j = 0; j < y.size(); ++j) {
    y[j] *= scale * (y[j] - Target<Scalar>(j, label) - dot);
  }
}

// dL/dz_j = (y_j - t_j) f'(z_j)
template <typename Scalar, typename Unit>
void BackwardSquaredError(const Unit& unit, Index label, Scalar scale, RowMap<Scalar> y) {
  for (Index j = 0; j < y.size(); ++j) {
    y[j] = scale * (y[j] - Target<Scalar>(j, label)) * unit.Derivative(y[j]);
  }
}

// The derivative k y (1 - y) cancels against the quotients of the logarithms' derivatives.
template <typename Scalar>
void BackwardSample(LossType type, const Sigmoid& sigmoid, Index label, Scalar scale,
                    RowMap<Scalar> y) {
  const auto k = static_cast<Scalar>(sigmoid.slope);
  switch (type) {
    case LossType::kCrossEntropy: {
      const Scalar gradient = scale * k * (y[label] - 1);
      y.setZero();
      y[label] = gradient;
      return;
    }
    case LossType::kBinaryCrossEntropy:
      y[label] -= 1;
      y *= scale * k;
      return;
    case LossType::kMeanSquaredError:
      BackwardSquaredError(sigmoid, label, scale, y);
      return;
  }
}

template <typename Scalar, typename Unit>
void BackwardSample(LossType, const Unit& unit, Index label, Scalar scale, RowMap<Scalar> y) {
  BackwardSquaredError(unit, label, scale, y);
}

}  // namespace

Score& Score::operator+=(const Score& other) {
  samples += other.samples;
  loss_sum += other.loss_sum;
  correct += other.correct;
  return *this;
}

bool IsDefined(LossType type, const OutputUnit& unit) {
  const bool is_sigmoid = std::holds_alternative<Sigmoid>(unit);
  switch (type) {
    case LossType::kCrossEntropy:
      return is_sigmoid || std::holds_alternative<Softmax>(unit);
    case LossType::kBinaryCrossEntropy:
      return is_sigmoid;
    case LossType::kMeanSquaredError:
      return true;
  }
  return false;
}

template <typename Scalar>
Score Loss::Forward(ConstMatrixMap<Scalar> logits, std::span<const std::uint8_t> labels,
                    MatrixMap<Scalar> outputs, std::span<std::uint8_t> predicted) const {
  assert(IsDefined(type, unit));
  assert(static_cast<Index>(labels.size()) == logits.rows());
  assert(labels.size() == predicted.size());
  Score score;
  score.samples = logits.rows();
  outputs = logits;
  const auto forward = [&](const auto& each) {
    ActivateBatch(each, outputs);
    for (Index i = 0; i < logits.rows(); ++i) {
      const auto sample = static_cast<std::size_t>(i);
      const Index label = labels[sample];
      const ConstRowMap<Scalar> z = Row(logits, i);
      const Index largest = Largest<Scalar>(z);
      predicted[sample] = static_cast<std::uint8_t>(largest);
      score.correct += largest == label ? 1 : 0;
      score.loss_sum += static_cast<double>(
          ForwardSample<Scalar>(type, each, z, z[largest], label, Row(outputs, i)));
    }
  };
  std::visit(forward, unit);
  return score;
}

template <typename Scalar>
void Loss::Backward(std::span<const std::uint8_t> labels, Scalar scale,
                    MatrixMap<Scalar> outputs) const {
  const auto backward = [&](const auto& each) {
    for (Index i = 0; i < outputs.rows(); ++i) {
      BackwardSample<Scalar>(type, each, labels[static_cast<std::size_t>(i)], scale,
                             Row(outputs, i));
    }
  };
  std::visit(backward, unit);
}

template <typename Scalar>
void Loss::Activate(MatrixMap<Scalar> logits) const {
  std::visit([&](const auto& each) { ActivateBatch(each, logits); }, unit);
  if (!std::holds_alternative<Softmax>(unit)) return;
  for (Index i = 0; i < logits.rows(); ++i) Normalize(Row(logits, i));
}

#define INKLING_INSTANTIATE(Scalar)                                                             \
  template Score Loss::Forward(ConstMatrixMap<Scalar>, std::span<const std::uint8_t>,           \
                               MatrixMap<Scalar>, std::span<std::uint8_t>) const;               \
  template void Loss::Backward(std::span<const std::uint8_t>, Scalar, MatrixMap<Scalar>) const; \
  template void Loss::Activate(MatrixMap<Scalar>) const;
INKLING_INSTANTIATE(float)
INKLING_INSTANTIATE(double)
#undef INKLING_INSTANTIATE

}  // namespace inkling
