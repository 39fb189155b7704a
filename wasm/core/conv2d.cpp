#include "core/conv2d.h"

#include "core/layer_instantiation.h"
#include "core/matmul.h"

namespace inkling {

template <typename Scalar>
void Conv2d::Forward(const Scalar* params, const LayerContext<Scalar>& context,
                     ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  const Index rows = windows.rows();
  const Index places = windows.columns();
  Scalar* const columns = context.scratch;
  const ConstMatrixMap<Scalar> weight(params + weight_offset, filters, rows);
  for (Index sample = 0; sample < x.rows(); ++sample) {
    Im2Col(windows, x.data() + sample * x.cols(), columns);
    Scalar* const out = y.data() + sample * y.cols();
    MatmulForward(weight, ConstMatrixMap<Scalar>(columns, rows, places),
                  MatrixMap<Scalar>(out, filters, places));
    if (!has_bias) continue;
    for (Index filter = 0; filter < filters; ++filter) {
      RowMap<Scalar>(out + filter * places, places) += params[bias_offset + filter];
    }
  }
  AddBiasAndActivate<Scalar>(activation, nullptr, y);
}

template <typename Scalar>
void Conv2d::BackwardOutput(ConstMatrixMap<Scalar> y, MatrixMap<Scalar> grad) const {
  BackwardActivation(activation, y, grad);
}

template <typename Scalar>
void Conv2d::BackwardParameters(const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
                                ConstMatrixMap<Scalar> grad_z, Scalar* grads) const {
  const Index rows = windows.rows();
  const Index places = windows.columns();
  Scalar* const columns = context.scratch;
  Scalar* const grad_of_sample = columns + rows * places;
  for (Index sample = 0; sample < x.rows(); ++sample) {
    const Scalar* const grad = grad_z.data() + sample * grad_z.cols();
    Im2Col(windows, x.data() + sample * x.cols(), columns);
    // grad_W += grad_z columnsᵀ
    MatmulBackwardInput(ConstMatrixMap<Scalar>(grad, filters, places),
                        ConstMatrixMap<Scalar>(columns, rows, places),
                        MatrixMap<Scalar>(grad_of_sample, filters, rows));
    RowMap<Scalar>(grads + weight_offset, weight_size()) +=
        ConstRowMap<Scalar>(grad_of_sample, weight_size());
    if (!has_bias) continue;
    for (Index filter = 0; filter < filters; ++filter) {
      grads[bias_offset + filter] += ConstRowMap<Scalar>(grad + filter * places, places).sum();
    }
  }
}

template <typename Scalar>
void Conv2d::BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                           ConstMatrixMap<Scalar> grad_z, MatrixMap<Scalar> grad_x) const {
  const Index rows = windows.rows();
  const Index places = windows.columns();
  const ConstMatrixMap<Scalar> weight(params + weight_offset, filters, rows);
  Scalar* const columns = context.scratch;
  for (Index sample = 0; sample < grad_z.rows(); ++sample) {
    // grad_columns = Wᵀ grad_z
    RowMap<Scalar>(columns, rows * places).setZero();
    const Scalar* const grad = grad_z.data() + sample * grad_z.cols();
    MatmulBackwardWeight(weight, ConstMatrixMap<Scalar>(grad, filters, places),
                         MatrixMap<Scalar>(columns, rows, places));
    Col2Im<Scalar>(windows, columns, grad_x.data() + sample * grad_x.cols());
  }
}

INKLING_INSTANTIATE_LAYER(Conv2d, float);
INKLING_INSTANTIATE_LAYER(Conv2d, double);

}  // namespace inkling
