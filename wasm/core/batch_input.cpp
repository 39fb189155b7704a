#include "core/batch_input.h"

namespace inkling {

bool ReadInput(const Dataset& dataset, std::span<const std::uint32_t> indices,
               const Scaling& scaling, const Architecture& architecture,
               Workspace<float>& workspace, std::span<std::uint8_t> labels) {
  const auto samples = static_cast<Index>(indices.size());
  const Dense* const dense = std::get_if<Dense>(&architecture.layers.front());
  // Only without a shift is a black pixel zero.
  if (dense != nullptr && dense->SkipsZeros<float>() && scaling.shift == 0) {
    NonZeros lists(workspace.State(0), samples, dense->inputs, dense->outputs);
    if (lists.ListInput(dataset.images(), indices, static_cast<float>(scaling.divisor))) {
      dataset.ReadLabels(indices, labels);
      return true;
    }
  }
  dataset.Gather(indices, scaling, workspace.Input(samples), labels);
  return false;
}

}  // namespace inkling
