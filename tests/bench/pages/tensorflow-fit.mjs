import * as layers from '@tensorflow/tfjs-layers';
import { gather, inRounds, trainingSamples } from './rounds.mjs';
import { startTensorFlow } from './tensorflow-backend.mjs';

/** TensorFlow.js as its guides have it: a sequential model and `fit`. */
export async function open({ specification, part }) {
  const tf = await startTensorFlow();
  const { model, training } = specification;
  if (model.layers.some(({ type }) => type !== 'dense')) {
    return {
      unavailable: "TensorFlow.js's wasm backend has no gradient of a convolution's filter",
    };
  }
  const network = layers.sequential();
  for (const [i, { units, activation }] of model.layers.entries()) {
    network.add(
      layers.layers.dense({
        units,
        activation: activation.type,
        kernelInitializer: 'glorotUniform',
        ...(i === 0 && { inputShape: [784] }),
      }),
    );
  }
  const { learningRate, momentum } = training.optimizer;
  const optimizer =
    momentum === 0 ? tf.train.sgd(learningRate) : tf.train.momentum(learningRate, momentum);
  network.compile({ optimizer, loss: 'categoricalCrossentropy' });

  const samples = await trainingSamples(specification);
  const all = gather(
    samples,
    Uint32Array.from(samples.labels, (_, i) => i),
  );
  const images = tf.tensor2d(all.x, [samples.labels.length, 784]);
  const labels = tf.tensor2d(all.y, [samples.labels.length, 10]);

  const fit = async (x, y) => {
    const { batchSize } = training;
    const { history } = await network.fit(x, y, { batchSize, epochs: 1, yieldEvery: 'never' });
    return history.loss[0];
  };
  return inRounds({ specification, part }, async (order) => {
    if (part === 1) return fit(images, labels); // shuffles by itself
    const indices = tf.tensor1d(Int32Array.from(order), 'int32');
    const [x, y] = [tf.gather(images, indices), tf.gather(labels, indices)];
    const loss = await fit(x, y);
    tf.dispose([indices, x, y]);
    return loss;
  });
}
