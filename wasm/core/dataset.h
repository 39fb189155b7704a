#ifndef INKLING_CORE_DATASET_H_
#define INKLING_CORE_DATASET_H_

#include <cstdint>
#include <optional>
#include <span>

#include "core/aligned_buffer.h"
#include "core/matrix.h"
#include "core/outcome.h"
#include "core/scaling.h"
#include "core/shape.h"

namespace inkling {

struct DatasetShape {
  Index samples = 0;       // of the pool that training and validation share
  Index test_samples = 0;  // kept apart
  Index width = 0;         // pixels
  Index height = 0;        // pixels
};

// Refuses shapes that are empty, negative or too large for memory, with 'invalid-data'.
Outcome Validate(const DatasetShape& shape);

// Grey-scale images and their labels, one byte a pixel: the pool's samples first, then the test
// samples. Only the batch at hand is ever turned into floats. Samples arrive in that order, all at
// once or in parts.
class Dataset {
 public:
  // A blank data set of a shape that Validate has accepted. Nothing if memory is short.
  static std::optional<Dataset> Create(const DatasetShape& shape);

  const DatasetShape& shape() const { return shape_; }
  Index pixels() const { return shape_.width * shape_.height; }
  // Of what a network gets.
  Shape image_shape() const { return {1, shape_.height, shape_.width}; }
  Index total() const { return shape_.samples + shape_.test_samples; }

  // (total, height, width)
  std::span<std::uint8_t> images() { return images_.span(); }
  std::span<const std::uint8_t> images() const { return images_.span(); }
  // (total)
  std::span<std::uint8_t> labels() { return labels_.span(); }
  std::span<const std::uint8_t> labels() const { return labels_.span(); }
  std::span<const std::uint8_t> image(Index sample) const;
  std::uint8_t label(Index sample) const {
    return labels_.span()[static_cast<std::size_t>(sample)];
  }

  // Samples that are there, from the first one on.
  Index arrived() const { return arrived_; }
  // The next `count` samples have been written. Refuses them, with 'invalid-data', if there is no
  // room for so many or one has a label of kClasses or more.
  Outcome Add(Index count);

  // Writes the scaled pixels of a sample to a row.
  template <typename Scalar>
  void Read(Index sample, const Scaling& scaling, Scalar* row) const;

  void ReadLabels(std::span<const std::uint32_t> indices, std::span<std::uint8_t> labels) const;

  // Reads the samples at `indices` into the rows of x (indices, pixels), and their labels.
  template <typename Scalar>
  void Gather(std::span<const std::uint32_t> indices, const Scaling& scaling, MatrixMap<Scalar> x,
              std::span<std::uint8_t> labels) const;

 private:
  explicit Dataset(const DatasetShape& shape) : shape_(shape) {}

  DatasetShape shape_;
  Index arrived_ = 0;
  AlignedBuffer<std::uint8_t> images_;
  AlignedBuffer<std::uint8_t> labels_;
};

}  // namespace inkling

#endif  // INKLING_CORE_DATASET_H_
