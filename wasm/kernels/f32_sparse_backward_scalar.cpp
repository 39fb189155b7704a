#include "kernels/f32_sparse_backward.h"
#include "kernels/f32_tiles.h"

namespace inkling::kernels {

// The definition of the right answer: each sum is taken in double and rounded once.
void f32_sparse_backward_1x1__scalar(const F32SparseBackwardArguments& arguments) {
  const std::size_t inputs = arguments.inputs;
  const std::size_t samples = arguments.samples;
  const std::size_t outputs = arguments.outputs;
  const F32NonZeros& x = arguments.x;
  const float* const w = arguments.w;
  float* const grad_w = arguments.grad_w;
  for (std::size_t row = 0; row < arguments.count; ++row) {
    const std::size_t input = arguments.first + row;
    const auto at = [&](std::size_t column) {
      const std::size_t tile = column / kF32Tile * kF32Tile;
      return TileOffset(inputs, column) + input * TileWidth(outputs, tile);
    };
    const auto grad = [&](std::size_t sample, std::size_t column) {
      const std::size_t tile = column / kF32Tile;
      return static_cast<double>(
          arguments.grad_y[(tile * samples + sample) * kF32Tile + column % kF32Tile]);
    };
    const auto for_each_element = [&](const auto& visit) {
      for (std::size_t list = input; list < x.blocks * inputs; list += inputs) {
        for (std::size_t q = x.begin[list]; q < x.begin[list] + x.count[list]; ++q) {
          visit(x.elements[q].offset / kF32RowBytes, static_cast<double>(x.elements[q].value));
        }
      }
    };
    for_each_element([&](std::size_t sample, double) {
      double sum = 0;
      for (std::size_t column = 0; column < outputs; ++column) {
        sum += grad(sample, column) * static_cast<double>(w[at(column)]);
      }
      arguments.grad_x[sample * kF32Tile + row] = static_cast<float>(sum);
    });
    for (std::size_t column = 0; column < outputs; ++column) {
      double sum = grad_w[at(column)];
      for_each_element(
          [&](std::size_t sample, double value) { sum += value * grad(sample, column); });
      grad_w[at(column)] = static_cast<float>(sum);
    }
  }
}

}  // namespace inkling::kernels
