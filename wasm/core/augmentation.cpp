#include "core/augmentation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace inkling {
namespace {

// The Gaussian is cut off where it has fallen to 1/3000 of its height.
constexpr double kDeviationsOfGaussian = 4;

// A placement takes four uniform numbers of two words each.
constexpr Index kBlocksOfPlacement = 2;
constexpr Index kWordsPerBlock = 4;

// The zeros around an image: one row and column before it and two after it, so that the four
// neighbours of any point that is clamped to [-1, size] exist.
constexpr Index kBorderBefore = 1;
constexpr Index kBorder = 3;

double UniformWithin(double limit, RandomStream& random) {
  return limit * (2 * random.Uniform() - 1);
}

// y <- y + factor x
void AddScaled(float factor, const float* x, float* y, Index size) {
  for (Index i = 0; i < size; ++i) y[i] += factor * x[i];
}

}  // namespace

std::optional<Augmenter> Augmenter::Create(const Augmentation& augmentation, const Shape& image) {
  Augmenter augmenter(augmentation, image);
  if (!augmenter.Allocate()) return std::nullopt;
  return augmenter;
}

Augmenter::Augmenter(const Augmentation& augmentation, const Shape& image)
    : augmentation_(augmentation),
      height_(image.height),
      width_(image.width),
      radius_(static_cast<Index>(std::ceil(kDeviationsOfGaussian * augmentation.elastic_sigma))) {}

bool Augmenter::Allocate() {
  const auto size = static_cast<std::size_t>(pixels());
  if (!bordered_.Allocate(static_cast<std::size_t>((height_ + kBorder) * (width_ + kBorder))) ||
      !displacements_.Allocate(2 * size) || !smoothed_.Allocate(size) ||
      !gaussian_.Allocate(static_cast<std::size_t>(radius_ + 1))) {
    return false;
  }
  const double sigma = augmentation_.elastic_sigma;
  const auto height_at = [sigma](Index distance) {
    const double deviations = static_cast<double>(distance) / sigma;
    return std::exp(-0.5 * deviations * deviations);
  };
  double sum = height_at(0);
  for (Index i = 1; i <= radius_; ++i) sum += 2 * height_at(i);
  for (Index i = 0; i <= radius_; ++i) {
    gaussian_.data()[i] = static_cast<float>(height_at(i) / sum);
  }
  return true;
}

void Augmenter::Augment(std::span<const std::uint8_t> image, std::uint32_t seed, std::int64_t step,
                        Index position, float* out) {
  const bool is_elastic = augmentation_.elastic_alpha != 0;
  const Index words = is_elastic ? 2 * pixels() : 0;
  const Index blocks = kBlocksOfPlacement + (words + kWordsPerBlock - 1) / kWordsPerBlock;
  RandomStream random(seed, Stream::kAugmentation, static_cast<std::uint64_t>(step),
                      static_cast<std::uint64_t>(position * blocks));
  const Placement placement = DrawPlacement(random);
  if (is_elastic) DrawDisplacements(random);
  Warp(image, placement, out);
}

Placement Augmenter::DrawPlacement(RandomStream& random) const {
  Placement placement;
  placement.right = UniformWithin(augmentation_.shift, random);
  placement.down = UniformWithin(augmentation_.shift, random);
  placement.radians = UniformWithin(augmentation_.rotation, random) * std::numbers::pi / 180;
  placement.factor = 1 + UniformWithin(augmentation_.scale, random);
  return placement;
}

void Augmenter::DrawDisplacements(RandomStream& random) {
  for (float& value : displacements_.span()) {
    // All 32 bits as a signed fraction.
    value = static_cast<float>(static_cast<std::int32_t>(random.Bits())) * 0x1p-31F;
  }
  Smooth(displacements_.data());
  Smooth(displacements_.data() + pixels());
  const auto alpha = static_cast<float>(augmentation_.elastic_alpha);
  for (float& value : displacements_.span()) value *= alpha;
}

void Augmenter::Smooth(float* field) {
  std::ranges::fill(smoothed_.span(), 0.0F);
  for (Index row = 0; row < height_; ++row) {
    const float* from = field + row * width_;
    float* to = smoothed_.data() + row * width_;
    AddScaled(gaussian_.data()[0], from, to, width_);
    for (Index distance = 1; distance <= std::min(radius_, width_ - 1); ++distance) {
      const float weight = gaussian_.data()[distance];
      AddScaled(weight, from, to + distance, width_ - distance);
      AddScaled(weight, from + distance, to, width_ - distance);
    }
  }
  std::fill_n(field, pixels(), 0.0F);
  for (Index row = 0; row < height_; ++row) {
    const Index first = std::max<Index>(row - radius_, 0);
    const Index last = std::min(row + radius_, height_ - 1);
    for (Index from = first; from <= last; ++from) {
      AddScaled(gaussian_.data()[std::abs(from - row)], smoothed_.data() + from * width_,
                field + row * width_, width_);
    }
  }
}

void Augmenter::Warp(std::span<const std::uint8_t> image, const Placement& placement, float* out) {
  const Index stride = width_ + kBorder;
  for (Index row = 0; row < height_; ++row) {
    const std::uint8_t* from = image.data() + row * width_;
    float* to = bordered_.data() + (row + kBorderBefore) * stride + kBorderBefore;
    for (Index column = 0; column < width_; ++column) to[column] = static_cast<float>(from[column]);
  }
  // From where the placement takes a point: its inverse.
  const auto cosine = static_cast<float>(std::cos(placement.radians) / placement.factor);
  const auto sine = static_cast<float>(std::sin(placement.radians) / placement.factor);
  const float centre_x = static_cast<float>(width_ - 1) / 2;
  const float centre_y = static_cast<float>(height_ - 1) / 2;
  const float offset_x = centre_x + static_cast<float>(placement.right);
  const float offset_y = centre_y + static_cast<float>(placement.down);
  const float* move_right = displacements_.data();
  const float* move_down = displacements_.data() + pixels();
  for (Index row = 0; row < height_; ++row) {
    for (Index column = 0; column < width_; ++column) {
      const Index pixel = row * width_ + column;
      const float x = static_cast<float>(column) - offset_x + move_right[pixel];
      const float y = static_cast<float>(row) - offset_y + move_down[pixel];
      const float source_x =
          std::clamp(cosine * x + sine * y + centre_x, -1.0F, static_cast<float>(width_));
      const float source_y =
          std::clamp(cosine * y - sine * x + centre_y, -1.0F, static_cast<float>(height_));
      const float left = std::floor(source_x);
      const float top = std::floor(source_y);
      const float along = source_x - left;
      const float below = source_y - top;
      const float* corner = bordered_.data() + (static_cast<Index>(top) + kBorderBefore) * stride +
                            static_cast<Index>(left) + kBorderBefore;
      const float upper = corner[0] + along * (corner[1] - corner[0]);
      const float lower = corner[stride] + along * (corner[stride + 1] - corner[stride]);
      out[pixel] = upper + below * (lower - upper);
    }
  }
}

}  // namespace inkling
