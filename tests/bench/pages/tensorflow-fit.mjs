import * as layers from '@tensorflow/tfjs-layers';
import { gather, inRounds, trainingSamples } from './rounds.mjs';
import { startTensorFlow } from './tensorflow-backend.mjs';

/** TensorFlow.js as its guides have it: a sequential model and `fit`. */
export async function open({ specification, parameters, part }) {
  const tf = await startTensorFlow();
  const { model, training } = specification;
  if (model.layers.some(({ type }) => type !== 'dense')) {
    return {
      unavailable: "TensorFlow.js's wasm backend has no gradient of a convolution's filter",
    };
  }
  const tensorOf = ({ data, shape }) => tf.tensor(data, shape);
  const network = layers.sequential();
  for (const [i, { units, activation }] of model.layers.entries()) {
    network.add(
      layers.layers.dense({
        units,
        activation: activation.type,
        weights: [tensorOf(parameters[i].weight), tensorOf(parameters[i].bias)],
        ...(i === 0 && { inputShape: [784] }),
      }),
    );
  }
  const { learningRate, momentum } = training.optimizer;
  const optimizer =
    momentum === 0 ? tf.train.sgd(learningRate) : tf.train.momentum(learningRate, momentum);
  network.compile({ optimizer, loss: 'categoricalCrossentropy' });

  const samples = await trainingSamples(specification);
  return inRounds({ specification, part }, async (order) => {
    // In this order instead of one that `fit` draws, from a generator without a seed. To put it
    // together takes 2% of the time at most, in W2.
    const { x, y } = gather(samples, order);
    const images = tf.tensor2d(x, [order.length, 784]);
    const labels = tf.tensor2d(y, [order.length, 10]);
    const { history } = await network.fit(images, labels, {
      batchSize: training.batchSize,
      epochs: 1,
      shuffle: false,
      yieldEvery: 'never',
    });
    tf.dispose([images, labels]);
    return history.loss[0];
  });
}
