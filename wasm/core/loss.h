#ifndef INKLING_CORE_LOSS_H_
#define INKLING_CORE_LOSS_H_

#include <cstdint>
#include <span>
#include <variant>

#include "core/activation.h"
#include "core/matrix.h"

namespace inkling {

// How a network did on a batch.
struct Score {
  Index samples = 0;
  double loss_sum = 0;  // over the samples, in nats for the cross-entropies
  Index correct = 0;    // samples whose label has the largest logit

  Score& operator+=(const Score& other);
};

// y_j = exp(z_j) / sum_k exp(z_k)
struct Softmax {};

// What turns the last layer's logits z into the network's outputs y. All keep the order of the
// logits, so that the class with the largest logit also has the largest output.
using OutputUnit = std::variant<Softmax, Sigmoid, Tanh, Relu>;

// Of one sample, with t the one-hot vector of its label.
enum class LossType {
  // -sum_k t_k log y_k. With Softmax or Sigmoid.
  kCrossEntropy,
  // -sum_k (t_k log y_k + (1 - t_k) log(1 - y_k)). With Sigmoid.
  kBinaryCrossEntropy,
  // 1/2 sum_k (y_k - t_k)^2, whose gradient with respect to the outputs is y - t.
  kMeanSquaredError,
};

// Whether outputs of that kind have that loss.
bool IsDefined(LossType type, const OutputUnit& unit);

// Output units and loss as one function of the logits, since the cross-entropies are computed
// from the logits: no output is so close to 0 or 1 that its logarithm or quotient is lost.
//   softmax, cross-entropy          log s - (z_t - m),  s = sum_k exp(z_k - m),  m = max_k z_k
//   sigmoid, cross-entropy          log(1 + exp(-k z_t))
//   sigmoid, binary cross-entropy   log(1 + exp(-k z_t)) + sum over j != t of log(1 + exp(k z_j))
// They cannot overflow for finite logits, and are not finite if such a logit is not a number.
struct Loss {
  LossType type = LossType::kCrossEntropy;
  OutputUnit unit;

  // Scores logits (batch, classes) against labels (batch), and gives the outputs (batch, classes);
  // predicted[i], of (batch), becomes the class with the largest logit.
  template <typename Scalar>
  Score Forward(ConstMatrixMap<Scalar> logits, std::span<const std::uint8_t> labels,
                MatrixMap<Scalar> outputs, std::span<std::uint8_t> predicted) const;

  // Turns the outputs into the gradient of `scale` times the summed loss with respect to the
  // logits, in place.
  template <typename Scalar>
  void Backward(std::span<const std::uint8_t> labels, Scalar scale,
                MatrixMap<Scalar> outputs) const;

  // Turns logits (batch, classes) into outputs, in place.
  template <typename Scalar>
  void Activate(MatrixMap<Scalar> logits) const;
};

}  // namespace inkling

#endif  // INKLING_CORE_LOSS_H_
