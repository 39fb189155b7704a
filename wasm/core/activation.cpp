#include "core/activation.h"

#include "kernels/f32_map.h"
#include "kernels/f32_sparse.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

// About what one element takes.
constexpr double kNanosecondsOfDerivative = 0.2;

// The activation is copied: what is reached through a reference could change with every value
// written.
template <typename Scalar, typename Function>
void Map(Function f, const Scalar* bias, BlockMap<Scalar> y) {
  const Index columns = y.cols();
  for (Index row = 0; row < y.rows(); ++row) {
    Scalar* values = y.data() + row * y.outerStride();
    if (bias == nullptr) {
      for (Index i = 0; i < columns; ++i) values[i] = f.Value(values[i]);
    } else {
      for (Index i = 0; i < columns; ++i) values[i] = f.Value(values[i] + bias[i]);
    }
  }
}

kernels::F32MapArguments Arguments(const float* bias, BlockMap<float> y, double slope) {
  return {.rows = static_cast<std::size_t>(y.rows()),
          .columns = static_cast<std::size_t>(y.cols()),
          .y = y.data(),
          .stride = static_cast<std::size_t>(y.outerStride()),
          .bias = bias,
          .slope = static_cast<float>(slope)};
}

void Map(const Sigmoid& f, const float* bias, BlockMap<float> y) {
  kernels::kF32Sigmoid(Arguments(bias, y, f.slope));
}

void Map(const Tanh& f, const float* bias, BlockMap<float> y) {
  kernels::kF32Tanh(Arguments(bias, y, f.slope));
}

void Map(const ImprovedSigmoid& f, const float* bias, BlockMap<float> y) {
  kernels::F32MapArguments arguments = Arguments(bias, y, f.kSlope);
  arguments.amplitude = static_cast<float>(f.kAmplitude);
  kernels::kF32Tanh(arguments);
}

}  // namespace

std::optional<float> FloorOf(const Activation& activation) {
  if (std::holds_alternative<Identity>(activation)) return kernels::kF32NoFloor;
  const auto* const relu = std::get_if<Relu>(&activation);
  if (relu == nullptr || relu->slope != 1) return std::nullopt;
  return static_cast<float>(relu->floor);
}

template <typename Scalar>
void AddBiasAndActivate(const Activation& activation, const Scalar* bias, BlockMap<Scalar> y) {
  std::visit([&](const auto& f) { Map(f, bias, y); }, activation);
}

template <typename Scalar>
void BackwardActivation(const Activation& activation, ConstMatrixMap<Scalar> y,
                        MatrixMap<Scalar> grad) {
  // Element-wise, so the matrices are walked as one long row. The activation is copied, as above.
  const auto apply = [&](auto f) {
    kernels::ParallelForRange(
        static_cast<std::size_t>(grad.size()), kNanosecondsOfDerivative,
        [f, outputs = y.data(), gradients = grad.data()](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) gradients[i] *= f.Derivative(outputs[i]);
        });
  };
  std::visit(apply, activation);
}

template void AddBiasAndActivate(const Activation&, const float*, BlockMap<float>);
template void AddBiasAndActivate(const Activation&, const double*, BlockMap<double>);
template void BackwardActivation(const Activation&, ConstMatrixMap<float>, MatrixMap<float>);
template void BackwardActivation(const Activation&, ConstMatrixMap<double>, MatrixMap<double>);

}  // namespace inkling
