/**
 * What is trained, as a specification of the library. Contestants that do not know
 * specifications read the same fields.
 *
 * @typedef {{ key: string, title: string, specification: object }} Workload
 */

/** The epoch's evaluation is not what is measured: as small as it may be. */
const valid = 1;
const relu = { type: 'relu' };
const initializer = { type: 'glorot-uniform' };
const sgd = { type: 'sgd', learningRate: 0.1, momentum: 0 };
const output = { type: 'dense', units: 10, activation: { type: 'softmax' } };

const dense = (units, type) => ({ type: 'dense', units, activation: { type } });
const conv = (filters) => ({
  type: 'conv2d',
  filters,
  kernel: 5,
  stride: 1,
  padding: 'same',
  activation: relu,
});
const pool = { type: 'max-pool2d', size: 2 };
const flatten = { type: 'flatten' };

/** @type {Record<string, Omit<Workload, 'key'>>} */
export const workloads = {
  W: {
    title: 'dense 784-512-256-10, ReLU, SGD 0.1, batches of 128, 50,000 samples an epoch',
    specification: {
      seed: 1,
      dataset: { name: 'mnist', train: 50_000, valid },
      model: { layers: [dense(512, 'relu'), dense(256, 'relu'), output], initializer },
      training: { optimizer: sgd, batchSize: 128 },
    },
  },
  W2: {
    title:
      'dense 784-64-10, sigmoid, SGD 0.02 with momentum 0.9, batches of 32, 20,000 samples an epoch',
    specification: {
      seed: 1,
      dataset: { name: 'mnist', train: 20_000, valid },
      model: { layers: [dense(64, 'sigmoid'), output], initializer },
      training: {
        optimizer: { type: 'sgd', learningRate: 0.02, momentum: 0.9 },
        batchSize: 32,
      },
    },
  },
  W3: {
    title:
      'conv 5x5x8, ReLU, max-pool 2, conv 5x5x16, ReLU, max-pool 2, dense 10; SGD 0.1, ' +
      'batches of 128, 50,000 samples an epoch',
    specification: {
      seed: 1,
      dataset: { name: 'mnist', train: 50_000, valid },
      model: { layers: [conv(8), pool, conv(16), pool, flatten, output], initializer },
      training: { optimizer: sgd, batchSize: 128 },
    },
  },
};
