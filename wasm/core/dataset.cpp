#include "core/dataset.h"

#include <string>
#include <utility>

#include "core/limits.h"
#include "core/prefetch.h"

namespace inkling {
namespace {

Outcome InvalidData(std::string message) { return {"invalid-data", "", std::move(message)}; }

}  // namespace

Outcome Validate(const DatasetShape& shape) {
  if (shape.width < 1 || shape.width > kMaxImageSide || shape.height < 1 ||
      shape.height > kMaxImageSide) {
    return InvalidData("Images are 1 to " + std::to_string(kMaxImageSide) +
                       " pixels wide and high, not " + std::to_string(shape.width) + " x " +
                       std::to_string(shape.height) + ".");
  }
  if (shape.samples < 1) return InvalidData("A data set has at least one sample to train on.");
  if (shape.test_samples < 0) return InvalidData("The number of test samples is negative.");
  const std::int64_t total = std::int64_t{shape.samples} + std::int64_t{shape.test_samples};
  if (total > kMaxDatasetBytes / (shape.width * shape.height)) {
    return InvalidData("The data set has more than " + std::to_string(kMaxDatasetBytes >> 20) +
                       " MiB of pixels, too many for memory.");
  }
  return {};
}

std::optional<Dataset> Dataset::Create(const DatasetShape& shape) {
  Dataset dataset(shape);
  const auto total = static_cast<std::size_t>(dataset.total());
  const auto pixels = static_cast<std::size_t>(dataset.pixels());
  if (!dataset.images_.Allocate(total * pixels) || !dataset.labels_.Allocate(total)) {
    return std::nullopt;
  }
  return dataset;
}

std::span<const std::uint8_t> Dataset::image(Index sample) const {
  return images_.span().subspan(static_cast<std::size_t>(sample * pixels()),
                                static_cast<std::size_t>(pixels()));
}

Outcome Dataset::Add(Index count) {
  if (count < 0 || count > total() - arrived_) {
    return InvalidData("There is room for " + std::to_string(total() - arrived_) +
                       " more samples, not for " + std::to_string(count) + ".");
  }
  for (Index sample = arrived_; sample < arrived_ + count; ++sample) {
    if (label(sample) >= kClasses) {
      return InvalidData("Label " + std::to_string(sample) + " is " +
                         std::to_string(label(sample)) + "; labels are 0 to " +
                         std::to_string(kClasses - 1) + ".");
    }
  }
  arrived_ += count;
  return {};
}

template <typename Scalar>
void Dataset::Read(Index sample, const Scaling& scaling, Scalar* row) const {
  const auto shift = static_cast<Scalar>(scaling.shift);
  const auto divisor = static_cast<Scalar>(scaling.divisor);
  const Index count = pixels();
  const std::uint8_t* bytes = images_.data() + sample * count;
  for (Index pixel = 0; pixel < count; ++pixel) {
    row[pixel] = (static_cast<Scalar>(bytes[pixel]) - shift) / divisor;
  }
}

void Dataset::ReadLabels(std::span<const std::uint32_t> indices,
                         std::span<std::uint8_t> labels) const {
  for (std::size_t i = 0; i < indices.size(); ++i)
    labels[i] = label(static_cast<Index>(indices[i]));
}

template <typename Scalar>
void Dataset::Gather(std::span<const std::uint32_t> indices, const Scaling& scaling,
                     MatrixMap<Scalar> x, std::span<std::uint8_t> labels) const {
  // Shuffled samples are in no cache.
  for (const std::uint32_t sample : indices) Prefetch(image(static_cast<Index>(sample)));
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const auto sample = static_cast<Index>(indices[i]);
    Read(sample, scaling, x.data() + static_cast<Index>(i) * pixels());
  }
  ReadLabels(indices, labels);
}

template void Dataset::Read(Index, const Scaling&, float*) const;
template void Dataset::Read(Index, const Scaling&, double*) const;
template void Dataset::Gather(std::span<const std::uint32_t>, const Scaling&, MatrixMap<float>,
                              std::span<std::uint8_t>) const;
template void Dataset::Gather(std::span<const std::uint32_t>, const Scaling&, MatrixMap<double>,
                              std::span<std::uint8_t>) const;

}  // namespace inkling
