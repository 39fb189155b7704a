#include "core/max_pool2d.h"

#include <algorithm>

#include "kernels/f32_max_pool.h"
#include "kernels/parallel.h"

namespace inkling {

template <typename Scalar>
void MaxPool2d::Forward(const Scalar* /*params*/, const LayerContext<Scalar>& context,
                        ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  auto* const argmax = reinterpret_cast<std::uint32_t*>(context.state);
  const Shape output = output_shape();
  const auto pool = [&](std::size_t task, std::size_t /*thread*/) {
    const auto sample = static_cast<Index>(task);
    kernels::MaxPool(
        kernels::MaxPoolArguments<Scalar>{.channels = static_cast<std::size_t>(input.channels),
                                          .height = static_cast<std::size_t>(input.height),
                                          .width = static_cast<std::size_t>(input.width),
                                          .size = static_cast<std::size_t>(size),
                                          .stride = static_cast<std::size_t>(stride),
                                          .out_height = static_cast<std::size_t>(output.height),
                                          .out_width = static_cast<std::size_t>(output.width),
                                          .x = x.data() + sample * x.cols(),
                                          .y = y.data() + sample * y.cols(),
                                          .argmax = argmax + sample * y.cols()});
  };
  kernels::ParallelFor(static_cast<std::size_t>(x.rows()), pool);
}

template <typename Scalar>
void MaxPool2d::BackwardInput(const Scalar* /*params*/, const LayerContext<Scalar>& context,
                              ConstMatrixMap<Scalar> grad_y, MatrixMap<Scalar> grad_x) const {
  const std::uint32_t* const argmax = ArgmaxOf(context.state);
  const auto differentiate = [&](std::size_t task, std::size_t /*thread*/) {
    const auto sample = static_cast<Index>(task);
    const Scalar* const from = grad_y.data() + sample * grad_y.cols();
    const std::uint32_t* const at = argmax + sample * grad_y.cols();
    Scalar* const to = grad_x.data() + sample * grad_x.cols();
    std::fill_n(to, grad_x.cols(), Scalar(0));
    for (Index i = 0; i < grad_y.cols(); ++i) to[at[i]] += from[i];
  };
  kernels::ParallelFor(static_cast<std::size_t>(grad_y.rows()), differentiate);
}

#define INKLING_INSTANTIATE(Scalar)                                                  \
  template void MaxPool2d::Forward(const Scalar*, const LayerContext<Scalar>&,       \
                                   ConstMatrixMap<Scalar>, MatrixMap<Scalar>) const; \
  template void MaxPool2d::BackwardInput(const Scalar*, const LayerContext<Scalar>&, \
                                         ConstMatrixMap<Scalar>, MatrixMap<Scalar>) const;
INKLING_INSTANTIATE(float)
INKLING_INSTANTIATE(double)
#undef INKLING_INSTANTIATE

}  // namespace inkling
