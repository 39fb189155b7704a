#ifndef INKLING_CORE_SOFTMAX_CROSS_ENTROPY_H_
#define INKLING_CORE_SOFTMAX_CROSS_ENTROPY_H_

#include <cstdint>
#include <span>

#include "core/matrix.h"

namespace inkling {

// How a network did on a batch.
struct Score {
  Index samples = 0;
  double loss_sum = 0;  // over the samples, in nats
  Index correct = 0;    // samples whose label has the largest logit

  Score& operator+=(const Score& other);
};

// Softmax and cross-entropy as one function of the logits z, with label t:
//   p_j = exp(z_j - m) / s,  s = sum_k exp(z_k - m),  m = max_k z_k
//   loss = -log p_t = log s - (z_t - m)
// which cannot overflow for finite logits, and is not finite if a logit is not.
//   logits, probabilities  (batch, classes)
//   labels, predicted      (batch); predicted[i] becomes the class with the largest logit
template <typename Scalar>
Score SoftmaxCrossEntropy(ConstMatrixMap<Scalar> logits, std::span<const std::uint8_t> labels,
                          MatrixMap<Scalar> probabilities, std::span<std::uint8_t> predicted);

// Turns the probabilities into the gradient of `scale` times the summed loss with respect to the
// logits, in place: scale (p_j - [j = t]).
template <typename Scalar>
void BackwardSoftmaxCrossEntropy(std::span<const std::uint8_t> labels, Scalar scale,
                                 MatrixMap<Scalar> probabilities);

// Turns logits (batch, classes) into probabilities, in place.
template <typename Scalar>
void Softmax(MatrixMap<Scalar> logits);

}  // namespace inkling

#endif  // INKLING_CORE_SOFTMAX_CROSS_ENTROPY_H_
