#include "kernels/f32_list.h"

namespace inkling::kernels {
namespace {

F32NonZero Element(float value, std::size_t column) {
  return {value, static_cast<std::uint32_t>(column * kF32RowBytes)};
}

}  // namespace

void f32_list_1x1__scalar(const F32ListArguments& arguments) {
  std::uint32_t end = arguments.position;
  for (std::size_t list = 0; list < arguments.lists; ++list) {
    arguments.begin[list] = end;
    for (std::size_t i = 0; i < arguments.length; ++i) {
      const float value = arguments.transposed ? arguments.x[i * arguments.stride + list]
                                               : arguments.x[list * arguments.stride + i];
      if (value != 0) arguments.elements[end++] = Element(value, arguments.first + i);
    }
    arguments.count[list] = end - arguments.begin[list];
  }
}

std::uint32_t f32_list_bytes_1x1__scalar(const F32ListBytesArguments& arguments) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < arguments.length; ++i) {
    if (arguments.x[i] == 0) continue;
    const float value = static_cast<float>(arguments.x[i]) / arguments.divisor;
    arguments.elements[count++] = Element(value, arguments.first + i);
  }
  return count;
}

}  // namespace inkling::kernels
