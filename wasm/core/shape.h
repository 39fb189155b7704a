#ifndef INKLING_CORE_SHAPE_H_
#define INKLING_CORE_SHAPE_H_

#include "core/matrix.h"

namespace inkling {

// What a layer gets or gives for one sample: an image (channels, height, width), row-major. A
// vector of n values is (n, 1, 1). A batch of them is a matrix with one sample a row.
struct Shape {
  Index channels = 1;
  Index height = 1;
  Index width = 1;

  Index size() const { return channels * height * width; }
  bool operator==(const Shape&) const = default;
};

inline Shape VectorShape(Index size) { return {size, 1, 1}; }

}  // namespace inkling

#endif  // INKLING_CORE_SHAPE_H_
