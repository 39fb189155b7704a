#ifndef INKLING_TESTS_NATIVE_KERNELS_SPARSE_BACKWARD_CASE_H_
#define INKLING_TESTS_NATIVE_KERNELS_SPARSE_BACKWARD_CASE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "kernels/f32_sparse_backward.h"
#include "noise.h"
#include "sparse_case.h"

// Backward products of a layer whose input is sparse, to check a kernel with.
namespace inkling::kernels {

struct SparseBackwardCase {
  std::size_t samples, inputs, outputs;
  // Of the input, of 256.
  std::uint32_t density = 0;
  std::size_t blocks = 1;
  // The gradient is added to the weight itself.
  bool in_place = false;

  std::string Name() const {
    return std::to_string(samples) + " x " + std::to_string(inputs) + " x " +
           std::to_string(outputs) + ", density " + std::to_string(density) + "/256, blocks " +
           std::to_string(blocks) + (in_place ? ", in place" : "");
  }
};

// A matrix (rows, columns) in tiles, as f32_tiles.h has them.
struct TiledMatrix {
  TiledMatrix(std::size_t row_count, std::size_t column_count, Noise& noise)
      : rows(row_count), columns(column_count), data(rows * columns) {
    for (float& value : data) value = noise.Value();
  }
  float At(std::size_t row, std::size_t column) const {
    const std::size_t tile = column / kF32Tile * kF32Tile;
    return data[TileOffset(rows, column) + row * TileWidth(columns, tile)];
  }

  std::size_t rows, columns;
  std::vector<float> data;
};

// Multiplies by `backward`, some inputs at a time, and by sums in double; returns what is wrong, or
// nothing.
inline std::string FindFault(F32SparseBackward& backward, const SparseBackwardCase& the_case,
                             Noise& noise) {
  const auto& [samples, inputs, outputs, density, blocks, in_place] = the_case;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const SparseMatrix x(inputs, samples, density, blocks, noise);
  const GappedMatrix grad_y(samples, outputs, 0, noise);
  const TiledMatrix w(inputs, outputs, noise);
  const TiledMatrix before = in_place ? w : TiledMatrix(inputs, outputs, noise);
  TiledMatrix grad_w = before;

  // What lies behind the zeros does not matter.
  std::vector<float> tiles(TileCount(outputs) * samples * kF32Tile, nan);
  const std::size_t padded =
      (outputs + kF32SparseBackwardStrip - 1) / kF32SparseBackwardStrip * kF32SparseBackwardStrip;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    for (std::size_t column = 0; column < padded; ++column) {
      const std::size_t tile = column / kF32Tile;
      tiles[(tile * samples + sample) * kF32Tile + column % kF32Tile] =
          column < outputs ? grad_y.At(sample, column) : 0.0F;
    }
  }

  std::vector<float> scratch(F32SparseBackwardScratch(samples), nan);
  for (std::size_t first = 0; first < inputs; first += kF32SparseBackwardInputs) {
    const std::size_t count = std::min(kF32SparseBackwardInputs, inputs - first);
    std::vector<float> grad_x(samples * kF32Tile, nan);
    backward({.inputs = inputs,
              .first = first,
              .count = count,
              .samples = samples,
              .outputs = outputs,
              .x = x.View(),
              .grad_y = tiles.data(),
              .w = in_place ? grad_w.data.data() : w.data.data(),
              .grad_w = grad_w.data.data(),
              .grad_x = grad_x.data(),
              .scratch = scratch.data()});
    for (std::size_t row = 0; row < count; ++row) {
      std::string fault;
      x.ForEachIn(first + row, [&](std::size_t sample, float) {
        ExactSum sum(0);
        for (std::size_t column = 0; column < outputs; ++column) {
          sum.Add(static_cast<double>(grad_y.At(sample, column)) * w.At(first + row, column));
        }
        float& result = grad_x[sample * kF32Tile + row];
        // Written so that NaN fails.
        if (!(std::abs(result - sum.value()) <= sum.bound())) {
          fault = "the gradient with respect to input " + std::to_string(first + row) +
                  " of sample " + std::to_string(sample) + " is " + std::to_string(result) +
                  ", not " + std::to_string(sum.value());
        }
        result = nan;
      });
      if (!fault.empty()) return the_case.Name() + ": " + fault;
    }
    if (!std::all_of(grad_x.begin(), grad_x.end(), [](float value) { return std::isnan(value); })) {
      return the_case.Name() + ": wrote where the input is zero";
    }
  }
  for (std::size_t input = 0; input < inputs; ++input) {
    for (std::size_t column = 0; column < outputs; ++column) {
      ExactSum sum(before.At(input, column));
      x.ForEachIn(input, [&](std::size_t sample, float value) {
        sum.Add(static_cast<double>(value) * grad_y.At(sample, column));
      });
      if (!(std::abs(grad_w.At(input, column) - sum.value()) <= sum.bound())) {
        return the_case.Name() + ": the gradient with respect to weight (" + std::to_string(input) +
               ", " + std::to_string(column) + ") is " + std::to_string(grad_w.At(input, column)) +
               ", not " + std::to_string(sum.value());
      }
    }
  }
  return "";
}

// Every width of the last tile, alone and behind others; samples and inputs of 1 to 40; from empty
// lists to full ones.
inline std::vector<SparseBackwardCase> SparseBackwardCases() {
  std::vector<SparseBackwardCase> cases;
  Noise noise(1);
  for (std::size_t outputs = 1; outputs <= 40; ++outputs) {
    for (const std::uint32_t density : {0U, 3U, 150U, 256U}) {
      const bool in_place = outputs % 2 == 0;
      cases.push_back({1, 1, outputs, density, 1, in_place});
      cases.push_back({noise.Size(40), noise.Size(40), outputs, density, 1, in_place});
      cases.push_back({23, 17, outputs + 2 * kF32Tile, density, 1 + outputs % 3, !in_place});
    }
  }
  return cases;
}

}  // namespace inkling::kernels

#endif  // INKLING_TESTS_NATIVE_KERNELS_SPARSE_BACKWARD_CASE_H_
