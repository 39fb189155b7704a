#include "core/conv2d.h"

#include <algorithm>
#include <type_traits>

#include "core/layer_instantiation.h"
#include "kernels/f32_conv.h"
#include "kernels/f32_list.h"
#include "kernels/parallel.h"

namespace inkling {
namespace {

constexpr auto kPanel = static_cast<Index>(kernels::kConvPanel);

WindowLayout Stacked(const Windows& windows) { return {windows, WindowLayout::Order::kStacked}; }
WindowLayout Plain(const Windows& windows) { return {windows, WindowLayout::Order::kPlain}; }

Index PanelSize(const Conv2d& layer) {
  return (layer.filters + kPanel - 1) / kPanel * kPanel * layer.windows.size();
}

// Filters whose weights' gradients are one task: enough tasks for a few threads, and not so many
// that reading the images again for each takes long.
Index FiltersOfTask(const Conv2d& layer) { return std::clamp<Index>(layer.filters / 4, 1, 4); }

// Memory of the layer's scratch, taken bit by bit.
template <typename Scalar>
class Scratch {
 public:
  explicit Scratch(Scalar* memory) : next_(memory) {}
  Scalar* Take(Index size) {
    next_ += size;
    return next_ - size;
  }
  std::uint32_t* TakeWords(Index size) { return reinterpret_cast<std::uint32_t*>(Take(size)); }

 private:
  Scalar* next_;
};

// The part of the scratch memory that all threads read is the front of the first one's: where the
// windows begin, and the weights.
Index SharedSize(const Conv2d& layer) {
  const Index by_window = layer.filters * Plain(layer.windows).filled_size();
  return layer.windows.places() + std::max(PanelSize(layer), by_window);
}

template <typename Scalar>
Scratch<Scalar> OwnScratch(const Conv2d& layer, const LayerContext<Scalar>& context,
                           std::size_t thread) {
  return Scratch<Scalar>(context.ScratchOf(thread) + SharedSize(layer));
}

// The packed x of a sample, in the layer's state.
template <typename Scalar>
Scalar* PackedImage(const LayerContext<Scalar>& context, Index sample, const WindowLayout& layout) {
  return reinterpret_cast<Scalar*>(context.state) + sample * layout.size();
}

// Gradients that are not zero, as terms of a product.
template <typename Scalar>
class Terms {
 public:
  Terms(Scratch<Scalar>& scratch, Index most_rows, Index most_terms, Index longest_plane = 0)
      : begin_(scratch.TakeWords(most_rows + 1)),
        terms_(reinterpret_cast<Term*>(scratch.Take(kScalars * most_terms))),
        plane_(reinterpret_cast<kernels::F32NonZero*>(scratch.Take(kScalars * longest_plane))) {}
  static Index ScratchSize(Index most_rows, Index most_terms, Index longest_plane = 0) {
    return most_rows + 1 + kScalars * (most_terms + longest_plane);
  }

  void Clear() {
    rows_ = 0;
    count_ = 0;
    begin_[0] = 0;
  }
  // Appends a row with the elements of gradients that are not zero, `stride` apart; element i
  // goes with the window at index(i).
  template <typename IndexOf>
  void AddRow(const Scalar* gradients, Index size, Index stride, const IndexOf& index_of) {
    Term* const terms = terms_;
    std::uint32_t count = count_;
    // Without a jump, whose way nobody could predict.
    for (Index i = 0; i < size; ++i) {
      const Scalar gradient = gradients[i * stride];
      terms[count] = {gradient, index_of(i)};
      count += static_cast<std::uint32_t>(gradient != Scalar(0));
    }
    count_ = count;
    begin_[++rows_] = count;
  }

  // The same for a plane of gradients, one at each place and no more than there is room for; they
  // go with the windows there. In float by the kernel that makes lists.
  void AddPlane(const Scalar* gradients, Index places, const std::uint32_t* at) {
    if constexpr (std::is_same_v<Scalar, float>) {
      std::uint32_t begin = 0;
      std::uint32_t count = 0;
      kernels::kF32List({.lists = 1,
                         .length = static_cast<std::size_t>(places),
                         .x = gradients,
                         .stride = static_cast<std::size_t>(places),
                         .begin = &begin,
                         .count = &count,
                         .elements = plane_});
      for (std::uint32_t i = 0; i < count; ++i) {
        const auto [gradient, offset] = plane_[i];
        terms_[count_++] = {gradient, at[offset / kernels::kF32RowBytes]};
      }
      begin_[++rows_] = count_;
    } else {
      AddRow(gradients, places, 1, [&](Index place) { return at[place]; });
    }
  }

  kernels::ConvTerms<Scalar> list() const { return {rows_, begin_, terms_}; }

 private:
  using Term = kernels::ConvTerm<Scalar>;
  static constexpr Index kScalars = sizeof(Term) / sizeof(Scalar);

  std::size_t rows_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t* begin_;
  Term* terms_;
  kernels::F32NonZero* plane_;
};

// Calls visit(i, channel, row, column) for each weight i of a filter.
template <typename Visit>
void ForEachWeight(const Windows& windows, const Visit& visit) {
  Index i = 0;
  for (Index channel = 0; channel < windows.image.channels; ++channel) {
    for (Index row = 0; row < windows.kernel; ++row) {
      for (Index column = 0; column < windows.kernel; ++column) visit(i++, channel, row, column);
    }
  }
}

}  // namespace

Index Conv2d::ScratchSize() const {
  const Index places = windows.places();
  const Index forward = static_cast<Index>(kernels::ConvScratch(static_cast<std::size_t>(places)));
  const Index backward_input =
      Plain(windows).size() +
      Terms<float>::ScratchSize(windows.out_width, windows.out_width * filters + 1);
  const Index of_task = FiltersOfTask(*this);
  const Index backward_parameters =
      of_task * (Stacked(windows).filled_size() + 1) +
      Terms<float>::ScratchSize(of_task, of_task * places + 1, places);
  return SharedSize(*this) + std::max({forward, backward_input, backward_parameters});
}

template <typename Scalar>
void Conv2d::Forward(const Scalar* params, const LayerContext<Scalar>& context,
                     ConstMatrixMap<Scalar> x, MatrixMap<Scalar> y) const {
  const WindowLayout layout = Stacked(windows);
  const Index places = windows.places();
  Scratch<Scalar> shared(context.scratch);
  std::uint32_t* const at = shared.TakeWords(places);
  layout.ListPlaces(at);
  Scalar* const panels = shared.Take(PanelSize(*this));
  for (Index filter = 0; filter < filters; ++filter) {
    const Scalar* const from = params + weight_offset + filter * windows.size();
    Scalar* const to = panels + filter / kPanel * kPanel * windows.size() + filter % kPanel;
    ForEachWeight(windows, [&](Index i, Index channel, Index row, Index column) {
      to[layout.Position(channel, row, column, layout.line()) * kPanel] = from[i];
    });
  }
  const auto convolve = [&](std::size_t task, std::size_t thread) {
    const auto sample = static_cast<Index>(task);
    Scalar* const packed = PackedImage(context, sample, layout);
    layout.Pack(x.data() + sample * x.cols(), packed);
    Scalar* const out = y.data() + sample * y.cols();
    kernels::Convolve(kernels::ConvArguments<Scalar>{
        .filters = static_cast<std::size_t>(filters),
        .places = static_cast<std::size_t>(places),
        .window = layout.window(),
        .x = packed,
        .x_stride = layout.line_stride(),
        .at = at,
        .w = panels,
        .bias = has_bias ? params + bias_offset : nullptr,
        .y = out,
        .scratch =
            OwnScratch(*this, context, thread)
                .Take(static_cast<Index>(kernels::ConvScratch(static_cast<std::size_t>(places))))});
    AddBiasAndActivate<Scalar>(activation, nullptr, MatrixMap<Scalar>(out, 1, y.cols()));
  };
  kernels::ParallelFor(static_cast<std::size_t>(x.rows()), convolve);
}

template <typename Scalar>
void Conv2d::BackwardParameters(const LayerContext<Scalar>& context, ConstMatrixMap<Scalar> x,
                                ConstMatrixMap<Scalar> grad_z, Scalar* grads) const {
  const WindowLayout layout = Stacked(windows);
  const Index places = windows.places();
  std::uint32_t* const at = Scratch<Scalar>(context.scratch).TakeWords(places);
  layout.ListPlaces(at);
  const Index size = layout.filled_size();
  const Index of_task = FiltersOfTask(*this);
  const auto differentiate = [&](std::size_t task, std::size_t thread) {
    const Index first = static_cast<Index>(task) * of_task;
    const Index count = std::min(of_task, filters - first);
    Scratch<Scalar> scratch = OwnScratch(*this, context, thread);
    Scalar* const grad_weight = scratch.Take(count * size);
    std::fill_n(grad_weight, count * size, Scalar(0));
    std::uint32_t* const grad_at = scratch.TakeWords(count);
    for (Index i = 0; i < count; ++i) grad_at[i] = static_cast<std::uint32_t>(i * size);
    // One more than there may be, since a zero is written before it is passed over.
    Terms<Scalar> terms(scratch, count, count * places + 1, places);
    for (Index sample = 0; sample < x.rows(); ++sample) {
      terms.Clear();
      for (Index i = 0; i < count; ++i) {
        const Scalar* const grad = grad_z.data() + sample * grad_z.cols() + (first + i) * places;
        terms.AddPlane(grad, places, at);
        if (has_bias) {
          grads[bias_offset + first + i] += ConstRowMap<Scalar>(grad, places).sum();
        }
      }
      kernels::AddConvTerms(kernels::ConvTermsArguments<Scalar>{
          .terms = terms.list(),
          .window = layout.window(),
          .b = PackedImage(context, sample, layout),
          .b_stride = layout.line_stride(),
          .c = grad_weight,
          .c_stride = static_cast<std::size_t>(layout.filled_line()),
          .c_at = grad_at});
    }
    for (Index i = 0; i < count; ++i) {
      const Scalar* const from = grad_weight + i * size;
      Scalar* const to = grads + weight_offset + (first + i) * windows.size();
      ForEachWeight(windows, [&](Index j, Index channel, Index row, Index column) {
        to[j] += from[layout.Position(channel, row, column, layout.filled_line())];
      });
    }
  };
  kernels::ParallelFor(static_cast<std::size_t>((filters + of_task - 1) / of_task), differentiate);
}

template <typename Scalar>
void Conv2d::BackwardInput(const Scalar* params, const LayerContext<Scalar>& context,
                           ConstMatrixMap<Scalar> grad_z, MatrixMap<Scalar> grad_x) const {
  const WindowLayout layout = Plain(windows);
  const Index places = windows.places();
  const Index size = layout.filled_size();
  Scratch<Scalar> shared(context.scratch);
  std::uint32_t* const at = shared.TakeWords(places);
  layout.ListPlaces(at);
  Scalar* const weight = shared.Take(filters * size);
  std::fill_n(weight, filters * size, Scalar(0));
  for (Index filter = 0; filter < filters; ++filter) {
    const Scalar* const from = params + weight_offset + filter * windows.size();
    ForEachWeight(windows, [&](Index i, Index channel, Index row, Index column) {
      weight[filter * size + layout.Position(channel, row, column, layout.filled_line())] = from[i];
    });
  }
  const auto differentiate = [&](std::size_t task, std::size_t thread) {
    const auto sample = static_cast<Index>(task);
    Scratch<Scalar> scratch = OwnScratch(*this, context, thread);
    Scalar* const packed = scratch.Take(layout.size());
    std::fill_n(packed, layout.size(), Scalar(0));
    Terms<Scalar> terms(scratch, windows.out_width, windows.out_width * filters + 1);
    for (Index first = 0; first < places; first += windows.out_width) {
      terms.Clear();
      for (Index place = first; place < first + windows.out_width; ++place) {
        terms.AddRow(grad_z.data() + sample * grad_z.cols() + place, filters, places,
                     [&](Index filter) { return static_cast<std::uint32_t>(filter * size); });
      }
      kernels::AddConvTerms(kernels::ConvTermsArguments<Scalar>{
          .terms = terms.list(),
          .window = layout.window(),
          .b = weight,
          .b_stride = static_cast<std::size_t>(layout.filled_line()),
          .c = packed,
          .c_stride = layout.line_stride(),
          .c_at = at + first});
    }
    layout.Unpack(packed, grad_x.data() + sample * grad_x.cols());
  };
  kernels::ParallelFor(static_cast<std::size_t>(grad_z.rows()), differentiate);
}

INKLING_INSTANTIATE_LAYER(Conv2d, float);
INKLING_INSTANTIATE_LAYER(Conv2d, double);

}  // namespace inkling
