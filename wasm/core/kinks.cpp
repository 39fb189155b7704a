#include "core/kinks.h"

#include <bit>

namespace inkling {
namespace {

// Pieces are told apart by the slope.
template <typename Scalar>
void AppendSlopes(const Activation& activation, ConstMatrixMap<Scalar> y,
                  std::vector<std::uint32_t>& pieces) {
  if (!IsPiecewiseLinear(activation)) return;
  Matrix<Scalar> slopes = Matrix<Scalar>::Ones(y.rows(), y.cols());
  BackwardActivation<Scalar>(activation, y, {slopes.data(), slopes.rows(), slopes.cols()});
  for (Index i = 0; i < slopes.size(); ++i) {
    const auto slope = static_cast<float>(slopes.data()[i]);
    pieces.push_back(std::bit_cast<std::uint32_t>(slope));
  }
}

}  // namespace

template <typename Scalar>
std::vector<std::uint32_t> LinearPieces(const Architecture& architecture, const OutputUnit& unit,
                                        const Workspace<Scalar>& workspace, Index samples) {
  std::vector<std::uint32_t> pieces;
  for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
    const auto append = [&](const auto& layer) {
      if constexpr (requires { layer.activation; }) {
        AppendSlopes<Scalar>(layer.activation, workspace.Output(i, samples), pieces);
      } else if constexpr (requires { layer.ArgmaxOf(nullptr); }) {
        const std::uint32_t* argmax = layer.ArgmaxOf(workspace.State(i));
        pieces.insert(pieces.end(), argmax, argmax + samples * layer.output_shape().size());
      }
    };
    std::visit(append, architecture.layers[i]);
  }
  if (const auto* relu = std::get_if<Relu>(&unit)) {
    const auto logits = workspace.Output(architecture.layers.size() - 1, samples);
    for (Index i = 0; i < logits.size(); ++i) {
      pieces.push_back(static_cast<double>(logits.data()[i]) * relu->slope > relu->floor);
    }
  }
  return pieces;
}

template std::vector<std::uint32_t> LinearPieces(const Architecture&, const OutputUnit&,
                                                 const Workspace<float>&, Index);
template std::vector<std::uint32_t> LinearPieces(const Architecture&, const OutputUnit&,
                                                 const Workspace<double>&, Index);

}  // namespace inkling
