#ifndef INKLING_CORE_VALIDATE_LAYERS_H_
#define INKLING_CORE_VALIDATE_LAYERS_H_

#include <span>

#include "core/config.h"
#include "core/shape.h"

namespace inkling {

// The part of Validate that looks at the layers: each one's settings, what comes after what, and
// the memory that the network would need.
Outcome ValidateLayers(std::span<const LayerConfig> layers, const Shape& input);

}  // namespace inkling

#endif  // INKLING_CORE_VALIDATE_LAYERS_H_
