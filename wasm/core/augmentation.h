#ifndef INKLING_CORE_AUGMENTATION_H_
#define INKLING_CORE_AUGMENTATION_H_

#include <cstdint>
#include <optional>
#include <span>

#include "core/aligned_buffer.h"
#include "core/random.h"
#include "core/shape.h"

namespace inkling {

// How far a training image may be changed at random. All zero: not at all. U(a) is uniform in
// [-a, a].
struct Augmentation {
  double shift = 0;     // pixels: moved by U(shift) to the right, and by another down
  double rotation = 0;  // degrees: turned clockwise by U(rotation) about the centre
  double scale = 0;     // below 1: enlarged about the centre by the factor 1 + U(scale)
  // Elastic distortion: every pixel is displaced by elastic_alpha times a field of U(1), smoothed
  // by a Gaussian of the deviation elastic_sigma, in pixels; beyond the image the field is zero.
  // Simard, Steinkraus & Platt 2003, 'Best practices for convolutional neural networks applied to
  // visual document analysis', section 2.
  double elastic_alpha = 0;
  double elastic_sigma = 4;

  bool changes_images() const {
    return shift != 0 || rotation != 0 || scale != 0 || elastic_alpha != 0;
  }
};

// One such change, drawn: a point p about the centre of the image goes to factor R(radians) p +
// (right, down).
struct Placement {
  double right = 0;    // pixels
  double down = 0;     // pixels
  double radians = 0;  // clockwise, as it looks with rows going down
  double factor = 1;   // > 0
};

// Changes images of one size; owns the memory that it works in, so that a training step allocates
// nothing.
class Augmenter {
 public:
  // For images of one channel. Nothing if memory is short.
  static std::optional<Augmenter> Create(const Augmentation& augmentation, const Shape& image);

  const Augmentation& augmentation() const { return augmentation_; }

  // Writes to `out` (height, width) the grey levels, 0 to 255, of a changed image (height, width).
  // What is drawn depends on (seed, step, position in the mini-batch) alone, and that of a
  // placement does not depend on whether there is a distortion.
  void Augment(std::span<const std::uint8_t> image, std::uint32_t seed, std::int64_t step,
               Index position, float* out);

  // The parts of Augment.
  Placement DrawPlacement(RandomStream& random) const;
  // displacements() becomes a new random field.
  void DrawDisplacements(RandomStream& random);
  // Reads the image where `placement` and displacements() take each pixel from, with bilinear
  // interpolation; beyond the image is 0.
  void Warp(std::span<const std::uint8_t> image, const Placement& placement, float* out);

  // (2, height, width): to the right, down; in pixels. All zero until drawn.
  std::span<const float> displacements() const { return displacements_.span(); }

 private:
  Augmenter(const Augmentation& augmentation, const Shape& image);

  Index pixels() const { return height_ * width_; }
  bool Allocate();
  // Convolves a field (height, width) with the Gaussian, along rows and then along columns.
  void Smooth(float* field);

  Augmentation augmentation_;
  Index height_;
  Index width_;
  Index radius_;                        // of the Gaussian
  AlignedBuffer<float> gaussian_;       // (radius + 1), one side; the whole sums to 1
  AlignedBuffer<float> displacements_;  // (2, height, width)
  AlignedBuffer<float> smoothed_;       // (height, width)
  AlignedBuffer<float> bordered_;       // (height + 3, width + 3), the image from (1, 1) on
};

}  // namespace inkling

#endif  // INKLING_CORE_AUGMENTATION_H_
