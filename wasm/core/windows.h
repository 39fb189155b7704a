#ifndef INKLING_CORE_WINDOWS_H_
#define INKLING_CORE_WINDOWS_H_

#include <cstdint>

#include "core/shape.h"
#include "kernels/f32_conv.h"

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

  Index places() const { return out_height * out_width; }
  // Pixels in a window, in all channels.
  Index size() const { return image.channels * kernel * kernel; }
};

// Requires, with kValid, a kernel that is not larger than the image.
Windows MakeWindows(const Shape& image, Index kernel, Index stride, Padding padding);

// How the products of convolution (kernels/f32_conv.h) want an image: pixel by pixel and with its
// zeros around it, as far as there are windows.
//
// Of an image with one channel a window's line would be as short as the kernel is wide. There the
// kernel's rows may be `stacked` instead: at each pixel of a row of places lie together the values
// that the rows of the kernel meet in its column, and the window is a single line. This costs more
// memory, and its transpose would have to add up the copies.
class WindowLayout {
 public:
  enum class Order {
    kPlain,    // (height, width, channels)
    kStacked,  // (out_height, width, kernel) of an image with one channel, else as kPlain
  };
  WindowLayout(const Windows& windows, Order order);

  // Elements, with those behind the last line that a kernel may read.
  Index size() const { return rows_ * pitch_ + static_cast<Index>(kernels::kConvOctet) - 1; }
  kernels::ConvWindow window() const {
    return {static_cast<std::size_t>(lines_), static_cast<std::size_t>(line_)};
  }
  Index line() const { return line_; }
  // From one line of a window to the next.
  std::size_t line_stride() const { return static_cast<std::size_t>(pitch_); }
  // Elements of a line, and of a window's lines, filled up to whole octets.
  Index filled_line() const {
    return static_cast<Index>(kernels::ConvOctets(static_cast<std::size_t>(line_)) *
                              kernels::kConvOctet);
  }
  Index filled_size() const { return lines_ * filled_line(); }
  // Where element (channel, row, column) of the kernel is in a window whose lines are
  // `line_stride` apart.
  Index Position(Index channel, Index row, Index column, Index line_stride) const {
    return stacked_ ? column * pixel_ + row : row * line_stride + column * pixel_ + channel;
  }

  // Where the window of each place begins.
  void ListPlaces(std::uint32_t* at) const;

  template <typename Scalar>
  void Pack(const Scalar* image, Scalar* packed) const;
  // The image of a plain layout; pixels that are in no window become zero.
  template <typename Scalar>
  void Unpack(const Scalar* packed, Scalar* image) const;

 private:
  Windows windows_;
  bool stacked_;
  Index rows_;   // of pixels
  Index pixel_;  // elements from one pixel to the next
  Index pitch_;  // from one row of pixels to the next
  Index lines_;
  Index line_;
};

}  // namespace inkling

#endif  // INKLING_CORE_WINDOWS_H_
