#ifndef INKLING_CORE_IM2COL_H_
#define INKLING_CORE_IM2COL_H_

#include "core/shape.h"

namespace inkling {

enum class Padding {
  // No padding: the kernel stays within the image.
  kValid,
  // Zeros around the image, such that there are ceil(side / stride) places along each side. An
  // odd number of them has the extra one at the end (right, bottom), as in TensorFlow and
  // PyTorch: even kernels see one more row after their place than before it.
  kSame,
};

// The places at which a square kernel looks at an image.
struct Windows {
  Shape image;
  Index kernel = 1;
  Index stride = 1;
  Index top = 0;   // rows of zeros above the image
  Index left = 0;  // columns of zeros before it
  Index out_height = 0;
  Index out_width = 0;

  // Of the matrix of columns: what the kernel sees, at each place.
  Index rows() const { return image.channels * kernel * kernel; }
  Index columns() const { return out_height * out_width; }
};

// Requires, with kValid, a kernel that is not larger than the image.
Windows MakeWindows(const Shape& image, Index kernel, Index stride, Padding padding);

// columns (channels kernel kernel, out_height out_width): row (c, i, j) holds for each place the
// pixel of channel c that the kernel's element (i, j) meets there, or 0 beyond the image.
template <typename Scalar>
void Im2Col(const Windows& windows, const Scalar* image, Scalar* columns);

// The transpose of Im2Col: each pixel becomes the sum over all its copies.
template <typename Scalar>
void Col2Im(const Windows& windows, const Scalar* columns, Scalar* image);

}  // namespace inkling

#endif  // INKLING_CORE_IM2COL_H_
