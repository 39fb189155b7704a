#include "core/softmax_cross_entropy.h"

#include <cassert>
#include <cmath>

namespace inkling {

Score& Score::operator+=(const Score& other) {
  samples += other.samples;
  loss_sum += other.loss_sum;
  correct += other.correct;
  return *this;
}

template <typename Scalar>
Score SoftmaxCrossEntropy(ConstMatrixMap<Scalar> logits, std::span<const std::uint8_t> labels,
                          MatrixMap<Scalar> probabilities, std::span<std::uint8_t> predicted) {
  const Index samples = logits.rows();
  const Index classes = logits.cols();
  assert(static_cast<Index>(labels.size()) == samples);
  assert(static_cast<Index>(predicted.size()) == samples);
  Score score;
  score.samples = samples;
  for (Index i = 0; i < samples; ++i) {
    const ConstRowMap<Scalar> z(logits.data() + i * classes, classes);
    RowMap<Scalar> p(probabilities.data() + i * classes, classes);
    Index largest = 0;
    const Scalar maximum = z.maxCoeff(&largest);
    p = (z - maximum).exp();
    const Scalar sum = p.sum();
    p /= sum;
    const auto sample = static_cast<std::size_t>(i);
    const Index label = labels[sample];
    score.loss_sum += static_cast<double>(std::log(sum) - (z[label] - maximum));
    score.correct += largest == label ? 1 : 0;
    predicted[sample] = static_cast<std::uint8_t>(largest);
  }
  return score;
}

template <typename Scalar>
void BackwardSoftmaxCrossEntropy(std::span<const std::uint8_t> labels, Scalar scale,
                                 MatrixMap<Scalar> probabilities) {
  for (Index i = 0; i < probabilities.rows(); ++i) {
    probabilities(i, labels[static_cast<std::size_t>(i)]) -= 1;
  }
  probabilities *= scale;
}

template <typename Scalar>
void Softmax(MatrixMap<Scalar> logits) {
  for (Index i = 0; i < logits.rows(); ++i) {
    RowMap<Scalar> row(logits.data() + i * logits.cols(), logits.cols());
    row = (row - row.maxCoeff()).exp();
    row /= row.sum();
  }
}

template Score SoftmaxCrossEntropy(ConstMatrixMap<float>, std::span<const std::uint8_t>,
                                   MatrixMap<float>, std::span<std::uint8_t>);
template Score SoftmaxCrossEntropy(ConstMatrixMap<double>, std::span<const std::uint8_t>,
                                   MatrixMap<double>, std::span<std::uint8_t>);
template void BackwardSoftmaxCrossEntropy(std::span<const std::uint8_t>, float, MatrixMap<float>);
template void BackwardSoftmaxCrossEntropy(std::span<const std::uint8_t>, double, MatrixMap<double>);
template void Softmax(MatrixMap<float>);
template void Softmax(MatrixMap<double>);

}  // namespace inkling
