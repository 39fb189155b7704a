#ifndef INKLING_TESTS_NATIVE_CORE_TEST_MODEL_H_
#define INKLING_TESTS_NATIVE_CORE_TEST_MODEL_H_

// Small networks and data for tests.

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/loss.h"
#include "core/network.h"
#include "core/optimizer.h"

namespace inkling {

inline LayerConfig DenseConfig(Index units, ActivationConfig activation, bool bias = true) {
  return {.type = "dense", .units = units, .bias = bias, .activation = std::move(activation)};
}

inline LayerConfig DenseConfig(Index units, const char* activation, bool bias = true) {
  return DenseConfig(units, ActivationConfig{activation}, bias);
}

inline LayerConfig ConvConfig(Index filters, Index kernel, std::string padding,
                              ActivationConfig activation, Index stride = 1, bool bias = true) {
  return {.type = "conv2d",
          .bias = bias,
          .activation = std::move(activation),
          .filters = filters,
          .kernel = kernel,
          .stride = stride,
          .padding = std::move(padding)};
}

inline LayerConfig ConvConfig(Index filters, Index kernel, std::string padding,
                              const char* activation, Index stride = 1, bool bias = true) {
  return ConvConfig(filters, kernel, std::move(padding), ActivationConfig{activation}, stride,
                    bias);
}

inline LayerConfig PoolConfig(Index size) {
  return {.type = "max-pool2d", .stride = size, .size = size};
}

template <typename Scalar>
ConstMatrixMap<Scalar> ConstView(const Matrix<Scalar>& matrix) {
  return {matrix.data(), matrix.rows(), matrix.cols()};
}

template <typename Scalar>
MatrixMap<Scalar> View(Matrix<Scalar>& matrix) {
  return {matrix.data(), matrix.rows(), matrix.cols()};
}

// Standard normal entries, drawn in double and rounded once.
template <typename Scalar>
Matrix<Scalar> RandomMatrix(Index rows, Index columns, RandomStream& random) {
  Matrix<Scalar> matrix(rows, columns);
  for (Index i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = static_cast<Scalar>(random.Normal());
  }
  return matrix;
}

// Normal entries, of which about that share is not zero.
inline Matrix<float> SparseMatrix(Index rows, Index columns, double density, RandomStream& random) {
  Matrix<float> matrix = RandomMatrix<float>(rows, columns, random);
  for (Index i = 0; i < matrix.size(); ++i) {
    if (random.Uniform() >= density) matrix.data()[i] = 0;
  }
  return matrix;
}

inline std::vector<std::uint8_t> RandomLabels(Index samples, Index classes, RandomStream& random) {
  std::vector<std::uint8_t> labels(static_cast<std::size_t>(samples));
  std::ranges::generate(labels, [&] {
    return static_cast<std::uint8_t>(random.Below(static_cast<std::uint32_t>(classes)));
  });
  return labels;
}

// A network and its workspace, with every parameter, biases too, drawn from a normal
// distribution whose deviation keeps activations of order one.
template <typename Scalar>
struct TestModel {
  Network<Scalar> network;
  Workspace<Scalar> workspace;
  Loss loss;
  Pass pass = {};  // of every forward pass

  static TestModel Create(Index input_size, const std::vector<LayerConfig>& layers, Index samples,
                          std::uint32_t seed, LossType loss = LossType::kCrossEntropy) {
    return Create(VectorShape(input_size), layers, samples, seed, loss);
  }
  static TestModel Create(const Shape& input, const std::vector<LayerConfig>& layers, Index samples,
                          std::uint32_t seed, LossType loss = LossType::kCrossEntropy) {
    TestModel model{.network = Network<Scalar>::Create(BuildArchitecture(input, layers)).value(),
                    .workspace = {},
                    .loss = {loss, ParseOutputUnit(layers.back().activation).value()}};
    if (!model.workspace.Allocate(model.network.architecture(), samples)) std::abort();
    RandomStream random(seed, Stream::kInitialization, 1000);
    for (const TensorInfo& tensor : model.network.architecture().tensors) {
      // A dense weight is (inputs, outputs), that of a convolution (filters, what one sees).
      const Index terms = tensor.is_bias         ? 4
                          : tensor.shape[2] == 0 ? tensor.shape[0]
                                                 : tensor.size / tensor.shape[0];
      const double deviation = 1 / std::sqrt(static_cast<double>(terms));
      for (Index i = 0; i < tensor.size; ++i) {
        model.network.values()[static_cast<std::size_t>(tensor.offset + i)] =
            static_cast<Scalar>(deviation * random.Normal());
      }
    }
    return model;
  }

  std::size_t last() const { return network.architecture().layers.size() - 1; }

  // The mean loss over the batch; the outputs are then in the last layer's gradient.
  double MeanLoss(const Matrix<Scalar>& x, std::span<const std::uint8_t> labels) {
    std::vector<std::uint8_t> predicted(labels.size());
    const auto logits = network.Forward(ConstView(x), workspace, pass);
    const Score score =
        loss.template Forward<Scalar>({logits.data(), logits.rows(), logits.cols()}, labels,
                                      workspace.Gradient(last(), x.rows()), predicted);
    return score.loss_sum / static_cast<double>(x.rows());
  }

  // One step of plain gradient descent along network.gradients(), which are zero afterwards.
  void Descend(double learning_rate) {
    auto optimizer = Optimizer<Scalar>::Create(Sgd{}, {}, network.architecture().arena_size);
    optimizer->Update(1, learning_rate, network.architecture().tensors, network.values(),
                      network.gradients());
  }

  // The gradient of MeanLoss, into network.gradients().
  void ComputeGradients(const Matrix<Scalar>& x, std::span<const std::uint8_t> labels) {
    MeanLoss(x, labels);
    loss.Backward(labels, Scalar(1) / static_cast<Scalar>(x.rows()),
                  workspace.Gradient(last(), x.rows()));
    network.ClearGradients();
    network.Backward(ConstView(x), workspace);
  }
};

// The parameters of a network, or its gradients, as they are exported: an arena of floats has
// another order than one of doubles.
template <typename Scalar>
std::vector<Scalar> Packed(const Architecture& architecture, std::span<const Scalar> arena) {
  std::vector<Scalar> packed(static_cast<std::size_t>(architecture.parameter_count()));
  PackTensors<Scalar>(architecture.tensors, arena, packed);
  return packed;
}

inline void CopyParameters(const Network<float>& from, Network<double>& to) {
  const std::vector<float> parameters = Packed(from.architecture(), from.values());
  to.ImportParameters(std::vector<double>(parameters.begin(), parameters.end()));
}

// Of the gradients of the same network in float and in double: calls compare(tensor, norm of the
// difference, norm) for each tensor.
template <typename Compare>
void CompareGradients(const Network<float>& single, const Network<double>& twice,
                      const Compare& compare) {
  const Architecture& architecture = twice.architecture();
  const std::vector<float> a = Packed(architecture, single.gradients());
  const std::vector<double> b = Packed(architecture, twice.gradients());
  Index position = 0;
  for (const TensorInfo& tensor : architecture.tensors) {
    const ConstRowMap<float> float_part(a.data() + position, tensor.size);
    const ConstRowMap<double> double_part(b.data() + position, tensor.size);
    compare(tensor, (float_part.cast<double>() - double_part).matrix().norm(),
            double_part.matrix().norm());
    position += tensor.size;
  }
}

}  // namespace inkling

#endif  // INKLING_TESTS_NATIVE_CORE_TEST_MODEL_H_
