#include "core/evaluation.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>

#include "core/batch_input.h"

namespace inkling {

Score Evaluate(const Model& model, const Dataset& dataset, Index begin, Index end,
               Workspace<float>& workspace, ConfusionMatrix& confusion) {
  assert(workspace.capacity() <= kChunkSamples);
  const std::size_t last = model.network.architecture().layers.size() - 1;
  std::array<std::uint32_t, kChunkSamples> index_storage;
  std::array<std::uint8_t, kChunkSamples> label_storage;
  std::array<std::uint8_t, kChunkSamples> predicted_storage;
  Score score;
  for (Index first = begin; first < end; first += workspace.capacity()) {
    const Index samples = std::min(workspace.capacity(), end - first);
    const auto labels = std::span(label_storage).first(static_cast<std::size_t>(samples));
    const auto predicted = std::span(predicted_storage).first(labels.size());
    const auto indices = std::span(index_storage).first(labels.size());
    std::iota(indices.begin(), indices.end(), static_cast<std::uint32_t>(first));
    const Pass pass{.input_is_listed = ReadInput(dataset, indices, model.scaling,
                                                 model.network.architecture(), workspace, labels)};
    const auto x = workspace.Input(samples);
    const auto logits = model.network.Forward({x.data(), samples, x.cols()}, workspace, pass);
    score += model.loss.Forward<float>({logits.data(), samples, logits.cols()}, labels,
                                       workspace.Gradient(last, samples), predicted);
    for (std::size_t i = 0; i < labels.size(); ++i) confusion.Add(labels[i], predicted[i]);
  }
  return score;
}

void Predict(const Model& model, ConstMatrixMap<float> pixels, Workspace<float>& workspace,
             MatrixMap<float> outputs) {
  for (Index first = 0; first < pixels.rows(); first += workspace.capacity()) {
    const Index samples = std::min(workspace.capacity(), pixels.rows() - first);
    auto x = workspace.Input(samples);
    for (Index i = 0; i < x.size(); ++i) {
      x.data()[i] = model.scaling.FromUnit(pixels.data()[first * pixels.cols() + i]);
    }
    const auto logits = model.network.Forward({x.data(), samples, x.cols()}, workspace);
    outputs.middleRows(first, samples) = logits;
  }
  model.loss.Activate(outputs);
}

}  // namespace inkling
