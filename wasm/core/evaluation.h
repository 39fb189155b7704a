#ifndef INKLING_CORE_EVALUATION_H_
#define INKLING_CORE_EVALUATION_H_

#include "core/confusion_matrix.h"
#include "core/dataset.h"
#include "core/loss.h"
#include "core/network.h"

namespace inkling {

// Scores the network on the data set's samples begin to end - 1, in batches as large as the
// workspace, and adds its answers to the confusion matrix. The workspace's contents are lost.
Score Evaluate(const Network<float>& network, const Loss& loss, const Dataset& dataset, Index begin,
               Index end, Workspace<float>& workspace, ConfusionMatrix& confusion);

// Outputs for pixels (samples, input_size) into outputs (samples, kClasses).
void Predict(const Network<float>& network, const Loss& loss, ConstMatrixMap<float> pixels,
             Workspace<float>& workspace, MatrixMap<float> outputs);

}  // namespace inkling

#endif  // INKLING_CORE_EVALUATION_H_
