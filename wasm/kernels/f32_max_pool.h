#ifndef INKLING_KERNELS_F32_MAX_POOL_H_
#define INKLING_KERNELS_F32_MAX_POOL_H_

#include <cstddef>
#include <cstdint>

namespace inkling::kernels {

// The largest value of each window of size x size, and where it is; windows begin `stride` apart
// and lie within the image. Among equals it is the first in row-major order; a NaN is larger than
// any number, and of several it is the last.
template <typename Scalar>
struct MaxPoolArguments {
  std::size_t channels;
  std::size_t height, width;
  std::size_t size, stride;
  std::size_t out_height, out_width;
  const Scalar* x;        // (channels, height, width)
  Scalar* y;              // (channels, out_height, out_width)
  std::uint32_t* argmax;  // as y: positions in x
};

// Requires sizes of at least 1; y and argmax overlap nothing else.
using F32MaxPool = void(const MaxPoolArguments<float>& arguments);

#define INKLING_F32_MAX_POOL_REFERENCE(name) F32MaxPool name;
#define INKLING_F32_MAX_POOL_BLOCKED(name) F32MaxPool name;
#include "kernels/f32_max_pool.inc"

// The fastest kernel of this build; in double, for checks, the reference.
#define INKLING_F32_MAX_POOL_BLOCKED(name) \
  inline void MaxPool(const MaxPoolArguments<float>& arguments) { name(arguments); }
#include "kernels/f32_max_pool.inc"

void MaxPool(const MaxPoolArguments<double>& arguments);

}  // namespace inkling::kernels

#endif  // INKLING_KERNELS_F32_MAX_POOL_H_
