#include "core/windows.h"

#include <algorithm>
#include <cassert>

namespace inkling {
namespace {

Index DivideUp(Index value, Index by) { return (value + by - 1) / by; }

// The side of the padded image that windows reach.
Index Reach(Index places, Index stride, Index kernel) { return (places - 1) * stride + kernel; }

}  // namespace

Windows MakeWindows(const Shape& image, Index kernel, Index stride, Padding padding) {
  Windows windows{.image = image, .kernel = kernel, .stride = stride};
  if (padding == Padding::kValid) {
    windows.out_height = (image.height - kernel) / stride + 1;
    windows.out_width = (image.width - kernel) / stride + 1;
    return windows;
  }
  const auto zeros = [&](Index side, Index places) {
    return std::max<Index>(Reach(places, stride, kernel) - side, 0);
  };
  windows.out_height = DivideUp(image.height, stride);
  windows.out_width = DivideUp(image.width, stride);
  windows.top = zeros(image.height, windows.out_height) / 2;
  windows.left = zeros(image.width, windows.out_width) / 2;
  return windows;
}

WindowLayout::WindowLayout(const Windows& windows, Order order)
    : windows_(windows),
      stacked_(order == Order::kStacked && windows.image.channels == 1),
      rows_(stacked_ ? windows.out_height
                     : Reach(windows.out_height, windows.stride, windows.kernel)),
      pixel_(stacked_ ? windows.kernel : windows.image.channels),
      pitch_(Reach(windows.out_width, windows.stride, windows.kernel) * pixel_),
      lines_(stacked_ ? 1 : windows.kernel),
      line_(windows.kernel * pixel_) {}

void WindowLayout::ListPlaces(std::uint32_t* at) const {
  const Index row_stride = stacked_ ? 1 : windows_.stride;
  for (Index row = 0; row < windows_.out_height; ++row) {
    for (Index column = 0; column < windows_.out_width; ++column) {
      *at++ =
          static_cast<std::uint32_t>(row * row_stride * pitch_ + column * windows_.stride * pixel_);
    }
  }
}

template <typename Scalar>
void WindowLayout::Pack(const Scalar* image, Scalar* packed) const {
  const auto& [channels, height, width] = windows_.image;
  const Index first = windows_.left * pixel_;
  const Index count = std::min(width, (pitch_ - first) / pixel_);
  for (Index row = 0; row < rows_; ++row) {
    Scalar* const out = packed + row * pitch_;
    std::fill_n(out, pitch_, Scalar(0));
    for (Index i = 0; i < pixel_; ++i) {
      const Index y = (stacked_ ? row * windows_.stride + i : row) - windows_.top;
      if (y < 0 || y >= height) continue;
      const Scalar* const in = image + ((stacked_ ? 0 : i * height) + y) * width;
      for (Index x = 0; x < count; ++x) out[first + x * pixel_ + i] = in[x];
    }
  }
}

template <typename Scalar>
void WindowLayout::Unpack(const Scalar* packed, Scalar* image) const {
  assert(!stacked_);
  const auto& [channels, height, width] = windows_.image;
  const Index first = windows_.left * pixel_;
  const Index count = std::min(width, (pitch_ - first) / pixel_);
  for (Index channel = 0; channel < channels; ++channel) {
    for (Index y = 0; y < height; ++y, image += width) {
      const Index row = y + windows_.top;
      const Index reached = row < rows_ ? count : 0;
      const Scalar* const in = packed + row * pitch_ + first + channel;
      for (Index x = 0; x < reached; ++x) image[x] = in[x * pixel_];
      std::fill(image + reached, image + width, Scalar(0));
    }
  }
}

template void WindowLayout::Pack(const float*, float*) const;
template void WindowLayout::Pack(const double*, double*) const;
template void WindowLayout::Unpack(const float*, float*) const;
template void WindowLayout::Unpack(const double*, double*) const;

}  // namespace inkling
