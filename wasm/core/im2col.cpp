#include "core/im2col.h"

#include <algorithm>

namespace inkling {
namespace {

Index DivideUp(Index value, Index by) { return (value + by - 1) / by; }

// Along one side: places at which element `offset` of the kernel meets the image, which is
// `side` long and has `before` zeros ahead of it.
struct Range {
  Index begin;
  Index end;
};

Range PlacesWithin(Index side, Index before, Index offset, Index stride, Index places) {
  const Index first = offset >= before ? 0 : DivideUp(before - offset, stride);
  const Index last = side - 1 + before - offset;  // of the padded image, where this still holds
  const Index end = last < 0 ? 0 : last / stride + 1;
  return {std::min(first, places), std::clamp(end, std::min(first, places), places)};
}

// Calls visit(row of columns, row of the image, columns) for each pair that touch; a pair is
//   columns[out_begin + i] and image[in_begin + i * stride], i < count.
template <typename RowBegin, typename Visit>
void ForEachRow(const Windows& w, RowBegin&& row_begin, Visit&& visit) {
  Index row = 0;
  for (Index channel = 0; channel < w.image.channels; ++channel) {
    for (Index i = 0; i < w.kernel; ++i) {
      const Range vertical = PlacesWithin(w.image.height, w.top, i, w.stride, w.out_height);
      for (Index j = 0; j < w.kernel; ++j, ++row) {
        const Range horizontal = PlacesWithin(w.image.width, w.left, j, w.stride, w.out_width);
        const Index out = row * w.columns();
        row_begin(out, vertical, horizontal);
        for (Index y = vertical.begin; y < vertical.end; ++y) {
          const Index in_row = channel * w.image.height + y * w.stride - w.top + i;
          visit(out + y * w.out_width + horizontal.begin,
                in_row * w.image.width + horizontal.begin * w.stride - w.left + j,
                horizontal.end - horizontal.begin);
        }
      }
    }
  }
}

}  // namespace

Windows MakeWindows(const Shape& image, Index kernel, Index stride, Padding padding) {
  Windows windows{.image = image, .kernel = kernel, .stride = stride};
  if (padding == Padding::kValid) {
    windows.out_height = (image.height - kernel) / stride + 1;
    windows.out_width = (image.width - kernel) / stride + 1;
    return windows;
  }
  const auto zeros = [&](Index side, Index places) {
    return std::max<Index>((places - 1) * stride + kernel - side, 0);
  };
  windows.out_height = DivideUp(image.height, stride);
  windows.out_width = DivideUp(image.width, stride);
  windows.top = zeros(image.height, windows.out_height) / 2;
  windows.left = zeros(image.width, windows.out_width) / 2;
  return windows;
}

template <typename Scalar>
void Im2Col(const Windows& windows, const Scalar* image, Scalar* columns) {
  const auto clear = [&](Index out, Range vertical, Range horizontal) {
    const bool has_zeros = vertical.end - vertical.begin < windows.out_height ||
                           horizontal.end - horizontal.begin < windows.out_width;
    if (has_zeros) std::fill_n(columns + out, windows.columns(), Scalar(0));
  };
  if (windows.stride == 1) {
    ForEachRow(windows, clear, [=](Index out, Index in, Index count) {
      std::copy_n(image + in, count, columns + out);
    });
  } else {
    ForEachRow(windows, clear, [=, stride = windows.stride](Index out, Index in, Index count) {
      for (Index i = 0; i < count; ++i) columns[out + i] = image[in + i * stride];
    });
  }
}

template <typename Scalar>
void Col2Im(const Windows& windows, const Scalar* columns, Scalar* image) {
  std::fill_n(image, windows.image.size(), Scalar(0));
  ForEachRow(
      windows, [](Index, Range, Range) {},
      [=, stride = windows.stride](Index out, Index in, Index count) {
        if (stride == 1) {
          for (Index i = 0; i < count; ++i) image[in + i] += columns[out + i];
        } else {
          for (Index i = 0; i < count; ++i) image[in + i * stride] += columns[out + i];
        }
      });
}

template void Im2Col(const Windows&, const float*, float*);
template void Im2Col(const Windows&, const double*, double*);
template void Col2Im(const Windows&, const float*, float*);
template void Col2Im(const Windows&, const double*, double*);

}  // namespace inkling
