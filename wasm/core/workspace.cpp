#include "core/workspace.h"

#include <algorithm>

#include "core/limits.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

// What every sample of a float workspace needs: for what passes between layers, and for what they
// keep.
struct BytesPerSample {
  std::int64_t activations = 0;
  std::int64_t states = 0;

  explicit BytesPerSample(const Architecture& architecture) {
    std::int64_t elements = architecture.input_size;
    std::int64_t widest = 0;
    for (const Layer& layer : architecture.layers) {
      const std::int64_t columns = OutputSize(layer);
      elements += columns;
      widest = std::max(widest, columns);
      states += StateBytes<float>(layer, 1);
    }
    activations = (elements + 2 * widest) * std::int64_t{sizeof(float)};
  }
};

Index RoundUp(std::size_t size, std::size_t to) {
  return static_cast<Index>((size + to - 1) / to * to);
}

}  // namespace

Index MostSamples(const Architecture& architecture) {
  const BytesPerSample bytes(architecture);
  const std::int64_t work = architecture.multiply_adds();
  Index samples = kChunkSamples;
  while (samples > kLeastChunkSamples && work * samples > kChunkMultiplyAdds) samples /= 2;
  while (samples > 1 && (bytes.activations + bytes.states) * samples > kWorkspaceBytes) {
    samples /= 2;
  }
  return samples;
}

Index ChunkSamples(const Architecture& architecture) {
  const BytesPerSample bytes(architecture);
  const std::int64_t weights = architecture.parameter_count() * std::int64_t{sizeof(float)};
  const std::int64_t cached = std::max(kCachedBytes, kCachedBytesOfWeights * weights);
  Index samples = MostSamples(architecture);
  while (samples > kLeastCachedSamples && bytes.activations * samples > cached) samples /= 2;
  return samples;
}

template <typename Scalar>
bool Workspace<Scalar>::Allocate(const Architecture& architecture, Index capacity) {
  constexpr std::size_t kElements = kAlignment / sizeof(Scalar);
  const auto samples = static_cast<std::size_t>(capacity);
  Index size = 0;
  const auto reserve = [&](std::size_t elements) {
    const Index offset = size;
    size += RoundUp(elements, kElements);
    return offset;
  };
  const auto reserve_columns = [&](Index columns) {
    return reserve(samples * static_cast<std::size_t>(columns));
  };
  input_ = {reserve_columns(architecture.input_size), architecture.input_size};
  outputs_.clear();
  states_.clear();
  Index state_size = 0;
  Index widest = 0;
  Index scratch = 0;
  for (const Layer& layer : architecture.layers) {
    const Index columns = OutputSize(layer);
    outputs_.push_back({reserve_columns(columns), columns});
    widest = std::max(widest, columns);
    scratch = std::max(scratch, ScratchSize(layer));
    states_.push_back(state_size);
    state_size +=
        RoundUp(static_cast<std::size_t>(StateBytes<Scalar>(layer, capacity)), kAlignment);
  }
  for (Index& gradient : gradients_) gradient = reserve_columns(widest);
  scratch_stride_ = RoundUp(static_cast<std::size_t>(scratch), kElements);
  scratch_ = reserve(static_cast<std::size_t>(scratch_stride_) * kernels::ThreadCount());
  capacity_ = capacity;
  return buffer_.Allocate(static_cast<std::size_t>(size)) &&
         state_.Allocate(static_cast<std::size_t>(state_size));
}

template class Workspace<float>;
template class Workspace<double>;

}  // namespace inkling
