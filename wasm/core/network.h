#ifndef INKLING_CORE_NETWORK_H_
#define INKLING_CORE_NETWORK_H_

#include <optional>
#include <span>

#include "core/aligned_buffer.h"
#include "core/architecture.h"
#include "core/initializer.h"
#include "core/workspace.h"

namespace inkling {

// A network's parameters and their gradients, each in one arena, and the passes over its layers.
template <typename Scalar>
class Network {
 public:
  // A network with all parameters zero. Nothing if memory is short.
  static std::optional<Network> Create(Architecture architecture);

  const Architecture& architecture() const { return architecture_; }

  // The arenas, as an optimiser wants them: flat, in one piece, the gaps being zero.
  std::span<Scalar> values() { return values_.span(); }
  std::span<const Scalar> values() const { return values_.span(); }
  std::span<Scalar> gradients() { return gradients_.span(); }
  std::span<const Scalar> gradients() const { return gradients_.span(); }

  // Draws the weights anew, each layer from a position of its own, and zeroes the biases.
  void Initialize(const Initializer& initializer, std::uint32_t seed);

  // Runs the layers over x (samples, input_size); logits and what backward needs are then in
  // the workspace. Returns the logits (samples, output size of the last layer).
  MatrixMap<Scalar> Forward(ConstMatrixMap<Scalar> x, Workspace<Scalar>& workspace,
                            const Pass& pass = {}) const;

  void ClearGradients();

  // Adds the gradient of the loss to gradients(). Forward has run over the same x, and the
  // gradient with respect to the logits is in the workspace's Gradient of the last layer.
  void Backward(ConstMatrixMap<Scalar> x, Workspace<Scalar>& workspace) {
    Backward(x, workspace, gradients());
  }
  // Adds it to another arena of the same shape, which may be values(): if the gradient in the
  // workspace is that of the loss times -a, this is then a step of plain gradient descent at the
  // rate a, which goes over the parameters once: no gradients are cleared, stored and read.
  void Backward(ConstMatrixMap<Scalar> x, Workspace<Scalar>& workspace, std::span<Scalar> target);

  // All tensors, row-major, in the order of architecture().tensors, without gaps. Sizes are
  // architecture().parameter_count().
  void ExportParameters(std::span<Scalar> out) const;
  void ImportParameters(std::span<const Scalar> in);

 private:
  explicit Network(Architecture architecture) : architecture_(std::move(architecture)) {}

  Architecture architecture_;
  AlignedBuffer<Scalar> values_;
  AlignedBuffer<Scalar> gradients_;
};

}  // namespace inkling

#endif  // INKLING_CORE_NETWORK_H_
