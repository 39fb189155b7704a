#ifndef INKLING_CORE_WORKSPACE_H_
#define INKLING_CORE_WORKSPACE_H_

#include "core/aligned_buffer.h"
#include "core/architecture.h"

namespace inkling {

// The most samples that may pass through a network at once: kChunkSamples, or for networks that
// need much memory or time for each sample a smaller power of two, so that a workspace stays small
// and no call is long.
Index MostSamples(const Architecture& architecture);

// The samples that do so in training and evaluation: as many, or fewer where what passes between
// the layers would not fit a cache. A function of the network alone, so that results are, too.
Index ChunkSamples(const Architecture& architecture);

// The memory that forward and backward passes write to, sized once for an architecture and a
// number of samples, so that a training step allocates nothing.
//
// Views are for the `samples` of the pass under way, at most `capacity`.
template <typename Scalar>
class Workspace {
 public:
  // Returns false if memory is short.
  [[nodiscard]] bool Allocate(const Architecture& architecture, Index capacity);

  Index capacity() const { return capacity_; }

  // Notes what the pass is for; layers find it in their context, backward as well as forward.
  void Begin(const Pass& pass) { pass_ = pass; }
  LayerContext<Scalar> Context(std::size_t layer) {
    return {pass_, layer, state_.data() + states_[layer], buffer_.data() + scratch_,
            scratch_stride_};
  }

  // (samples, input_size): where the caller gathers a batch. A pass may also read its input
  // from elsewhere.
  MatrixMap<Scalar> Input(Index samples) { return View(input_, samples); }

  // (samples, output size of the layer); logits for the last layer.
  MatrixMap<Scalar> Output(std::size_t layer, Index samples) {
    return View(outputs_[layer], samples);
  }
  ConstMatrixMap<Scalar> Output(std::size_t layer, Index samples) const {
    const Slice& slice = outputs_[layer];
    return {buffer_.data() + slice.offset, samples, slice.columns};
  }

  // What the layer keeps from forward to backward; its header says what that is.
  std::byte* State(std::size_t layer) { return state_.data() + states_[layer]; }
  const std::byte* State(std::size_t layer) const { return state_.data() + states_[layer]; }

  // Of the loss, with respect to the layer's output or, after BackwardActivation, to its input
  // to the activation. Shape as Output. Two buffers take turns: the gradient of layer i is lost
  // when that of layer i - 2 is written.
  MatrixMap<Scalar> Gradient(std::size_t layer, Index samples) {
    return {buffer_.data() + gradients_[layer % 2], samples, outputs_[layer].columns};
  }

 private:
  struct Slice {
    Index offset = 0;
    Index columns = 0;
  };

  MatrixMap<Scalar> View(const Slice& slice, Index samples) {
    return {buffer_.data() + slice.offset, samples, slice.columns};
  }

  Index capacity_ = 0;
  Pass pass_;
  Slice input_;
  std::vector<Slice> outputs_;
  Index gradients_[2] = {0, 0};  // offsets
  Index scratch_ = 0;            // offset, for the first thread
  Index scratch_stride_ = 0;     // to the next
  std::vector<Index> states_;    // offsets in state_
  AlignedBuffer<Scalar> buffer_;
  AlignedBuffer<std::byte> state_;
};

}  // namespace inkling

#endif  // INKLING_CORE_WORKSPACE_H_
