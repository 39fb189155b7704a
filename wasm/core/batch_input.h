#ifndef INKLING_CORE_BATCH_INPUT_H_
#define INKLING_CORE_BATCH_INPUT_H_

#include <cstdint>
#include <span>

#include "core/dataset.h"
#include "core/network.h"
#include "core/scaling.h"
#include "core/workspace.h"

namespace inkling {

// Reads the samples at `indices` into the workspace as the input of the network, and their labels.
//
// Returns whether the pass has to say that its input is listed: if the first layer leaves out zeros
// and there are many, only the other pixels are read, and those into the layer's lists.
bool ReadInput(const Dataset& dataset, std::span<const std::uint32_t> indices,
               const Scaling& scaling, const Architecture& architecture,
               Workspace<float>& workspace, std::span<std::uint8_t> labels);

}  // namespace inkling

#endif  // INKLING_CORE_BATCH_INPUT_H_
