import { batchesOf, gather, inRounds, trainingSamples } from './rounds.mjs';
import { startTensorFlow } from './tensorflow-backend.mjs';
import { layersOf } from './tensorflow-layers.mjs';

/** TensorFlow.js with the fastest loop that we could write by hand. */
export async function open({ specification, parameters, part }) {
  const tf = await startTensorFlow();
  const { layers, inputShape } = layersOf(specification, parameters);
  const { batchSize, optimizer } = specification.training;
  const samples = await trainingSamples(specification);

  /** One mini-batch; gives the sum of its losses before the update. */
  const step = (batch) =>
    tf.tidy(() => {
      const { x, y } = gather(samples, batch);
      const labels = tf.tensor2d(y, [batch.length, 10]);
      const input = tf.tensor(x, [batch.length, ...inputShape]);
      const logits = layers.reduce((values, layer) => layer.forward(values), input);
      const probabilities = tf.softmax(logits);
      const loss = probabilities.mul(labels).sum(1).log().sum().neg();
      // The rate is in the gradients from the start: one operation on 10 columns.
      const rate = optimizer.learningRate / batch.length;
      let grad = probabilities.sub(labels).mul(rate);
      for (let i = layers.length - 1; i >= 0; i -= 1) grad = layers[i].backward(grad, i > 0);
      return loss.dataSync()[0];
    });

  return inRounds({ specification, part }, async (order) => {
    let loss = 0;
    for (const batch of batchesOf(order, batchSize)) loss += step(batch);
    return loss / order.length;
  });
}
