#include "kernels/f32_list.h"

namespace inkling::kernels {

void f32_list_1x1__scalar(const F32ListArguments& arguments) {
  for (std::size_t list = 0; list < arguments.lists; ++list) {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < arguments.length; ++i) {
      const float value = arguments.transposed ? arguments.x[i * arguments.stride + list]
                                               : arguments.x[list * arguments.stride + i];
      if (value == 0) continue;
      arguments.index[list * arguments.length + count] = static_cast<std::uint16_t>(i);
      arguments.value[list * arguments.length + count] = value;
      ++count;
    }
    arguments.count[list] = count;
  }
}

std::uint32_t f32_list_bytes_1x1__scalar(const F32ListBytesArguments& arguments) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < arguments.length; ++i) {
    if (arguments.x[i] == 0) continue;
    arguments.index[count] = static_cast<std::uint16_t>(i);
    arguments.value[count] = static_cast<float>(arguments.x[i]) / arguments.divisor;
    ++count;
  }
  return count;
}

}  // namespace inkling::kernels
