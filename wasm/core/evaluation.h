#ifndef INKLING_CORE_EVALUATION_H_
#define INKLING_CORE_EVALUATION_H_

#include "core/confusion_matrix.h"
#include "core/dataset.h"
#include "core/loss.h"
#include "core/network.h"

namespace inkling {

// What it takes to get from pixels to outputs and a loss.
struct Model {
  const Network<float>& network;
  const Loss& loss;
  Scaling scaling;
};

// Scores the model on the data set's samples begin to end - 1, in batches as large as the
// workspace, and adds its answers to the confusion matrix. The workspace's contents are lost.
Score Evaluate(const Model& model, const Dataset& dataset, Index begin, Index end,
               Workspace<float>& workspace, ConfusionMatrix& confusion);

// Outputs for pixels (samples, input_size), in [0, 1], into outputs (samples, kClasses).
void Predict(const Model& model, ConstMatrixMap<float> pixels, Workspace<float>& workspace,
             MatrixMap<float> outputs);

}  // namespace inkling

#endif  // INKLING_CORE_EVALUATION_H_
