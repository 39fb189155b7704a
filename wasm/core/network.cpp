#include "core/network.h"

#include <algorithm>
#include <cassert>
#include <type_traits>
#include <utility>

namespace inkling {
namespace {

template <typename Scalar>
ConstMatrixMap<Scalar> Const(const MatrixMap<Scalar>& view) {
  return {view.data(), view.rows(), view.cols()};
}

}  // namespace

template <typename Scalar>
std::optional<Network<Scalar>> Network<Scalar>::Create(Architecture architecture) {
  Network network(std::move(architecture));
  const auto size = static_cast<std::size_t>(network.architecture_.arena_size);
  if (!network.values_.Allocate(size) || !network.gradients_.Allocate(size)) return std::nullopt;
  return network;
}

template <typename Scalar>
void Network<Scalar>::Initialize(const Initializer& initializer, std::uint32_t seed) {
  // Drawn row by row, in the memory of the gradients, and then put where they belong.
  ClearGradients();
  std::size_t position = 0;
  for (const TensorInfo& tensor : architecture_.tensors) {
    const auto size = static_cast<std::size_t>(tensor.size);
    const auto initialize = [&](const auto& layer) {
      if constexpr (Weighted<std::decay_t<decltype(layer)>>) {
        RandomStream random(seed, Stream::kInitialization, tensor.layer);
        inkling::Initialize(initializer, layer.fan_in(), layer.fan_out(), random,
                            gradients().subspan(position, size));
      }
    };
    if (!tensor.is_bias) std::visit(initialize, architecture_.layers[tensor.layer]);
    position += size;
  }
  UnpackTensors<Scalar>(architecture_.tensors, gradients(), values());
  ClearGradients();
}

template <typename Scalar>
MatrixMap<Scalar> Network<Scalar>::Forward(ConstMatrixMap<Scalar> x, Workspace<Scalar>& workspace,
                                           const Pass& pass) const {
  assert(x.rows() <= workspace.capacity());
  assert(x.cols() == architecture_.input_size);
  workspace.Begin(pass);
  const std::size_t count = architecture_.layers.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto input = i == 0 ? x : Const(workspace.Output(i - 1, x.rows()));
    const auto output = workspace.Output(i, x.rows());
    const auto context = workspace.Context(i);
    const auto forward = [&](const auto& layer) {
      layer.Forward(values_.data(), context, input, output);
    };
    std::visit(forward, architecture_.layers[i]);
  }
  return workspace.Output(count - 1, x.rows());
}

template <typename Scalar>
void Network<Scalar>::ClearGradients() {
  std::ranges::fill(gradients(), Scalar(0));
}

template <typename Scalar>
void Network<Scalar>::Backward(ConstMatrixMap<Scalar> x, Workspace<Scalar>& workspace,
                               std::span<Scalar> target) {
  const Index samples = x.rows();
  const std::size_t count = architecture_.layers.size();
  // Below the first layer with parameters nobody needs a gradient.
  const std::size_t first = architecture_.tensors.front().layer;
  // Whether the gradient is zero where the output of the next activation below is zero, and whether
  // it has been multiplied with that activation's derivative.
  bool is_stopped = false;
  bool is_differentiated = false;
  const auto differentiate = [&](const Activation& activation, std::size_t layer) {
    if (is_differentiated || (is_stopped && OnlyStopsGradientAtZero(activation))) return;
    BackwardActivation(activation, Const(workspace.Output(layer, samples)),
                       workspace.Gradient(layer, samples));
  };
  for (std::size_t i = count; i-- > first;) {
    const auto context = workspace.Context(i);
    const auto backward = [&](const auto& layer) {
      const auto grad = workspace.Gradient(i, samples);
      if constexpr (Weighted<std::decay_t<decltype(layer)>>) {
        // The last one's activation is fused with the loss.
        if (i + 1 < count) differentiate(layer.activation, i);
        is_stopped = is_differentiated = false;
      } else if constexpr (std::is_same_v<std::decay_t<decltype(layer)>, MaxPool2d>) {
        // Below, only the maxima get a gradient. They are the output here, and lie together.
        if (const Activation* below = ActivationOf(architecture_.layers[i - 1])) {
          differentiate(*below, i);
          is_differentiated = true;
        }
      }
      const auto input = i == 0 ? x : Const(workspace.Output(i - 1, samples));
      if (i > first) {
        const auto grad_input = workspace.Gradient(i - 1, samples);
        if constexpr (std::is_same_v<std::decay_t<decltype(layer)>, Dense>) {
          if (architecture_.StopsGradientAtZeroBelow(i) &&
              layer.BackwardAtNonZeros(values_.data(), context, input, Const(grad), grad_input,
                                       target.data())) {
            is_stopped = true;
            return;
          }
        }
        // First, while the values are those of the forward pass.
        layer.BackwardInput(values_.data(), context, Const(grad), grad_input);
      }
      layer.BackwardParameters(context, input, Const(grad), target.data());
    };
    std::visit(backward, architecture_.layers[i]);
  }
}

template <typename Scalar>
void Network<Scalar>::ExportParameters(std::span<Scalar> out) const {
  assert(static_cast<Index>(out.size()) == architecture_.parameter_count());
  PackTensors<Scalar>(architecture_.tensors, values(), out);
}

template <typename Scalar>
void Network<Scalar>::ImportParameters(std::span<const Scalar> in) {
  assert(static_cast<Index>(in.size()) == architecture_.parameter_count());
  UnpackTensors<Scalar>(architecture_.tensors, in, values());
}

template class Network<float>;
template class Network<double>;

}  // namespace inkling
