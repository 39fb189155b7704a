#include "core/activation.h"

namespace inkling {

template <typename Scalar>
void AddBiasAndActivate(const Activation& activation, const Scalar* bias, MatrixMap<Scalar> y) {
  const Index units = y.cols();
  const auto apply = [&](const auto& f) {
    for (Index sample = 0; sample < y.rows(); ++sample) {
      const RowMap<Scalar> row(y.data() + sample * units, units);
      if (bias != nullptr) {
        f.Forward(row + ConstRowMap<Scalar>(bias, units), row);
      } else {
        f.Forward(row, row);
      }
    }
  };
  std::visit(apply, activation);
}

template <typename Scalar>
void BackwardActivation(const Activation& activation, ConstMatrixMap<Scalar> y,
                        MatrixMap<Scalar> grad) {
  // Element-wise, so the matrices are walked as one long row. The activation is copied: what is
  // reached through a reference could change with every gradient written.
  const Scalar* outputs = y.data();
  Scalar* gradients = grad.data();
  const auto apply = [outputs, gradients, size = grad.size()](auto f) {
    for (Index i = 0; i < size; ++i) gradients[i] *= f.Derivative(outputs[i]);
  };
  std::visit(apply, activation);
}

template void AddBiasAndActivate(const Activation&, const float*, MatrixMap<float>);
template void AddBiasAndActivate(const Activation&, const double*, MatrixMap<double>);
template void BackwardActivation(const Activation&, ConstMatrixMap<float>, MatrixMap<float>);
template void BackwardActivation(const Activation&, ConstMatrixMap<double>, MatrixMap<double>);

}  // namespace inkling
