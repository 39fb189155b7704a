/**
 * What is trained, as a specification of the library. Contestants that do not know
 * specifications read the same fields.
 *
 * @typedef {{ title: string, specification: object }} Workload
 */

/** @type {Record<string, Workload>} */
export const workloads = {
  W: {
    title: '784-512-256-10, ReLU, Glorot, SGD 0.1, batch 128, 50,000 samples an epoch',
    specification: {
      seed: 1,
      // The epoch's evaluation is not what is measured: as small as it may be.
      dataset: { name: 'mnist', train: 50_000, valid: 1 },
      model: {
        layers: [
          { type: 'dense', units: 512, activation: { type: 'relu' } },
          { type: 'dense', units: 256, activation: { type: 'relu' } },
          { type: 'dense', units: 10, activation: { type: 'softmax' } },
        ],
        initializer: { type: 'glorot-uniform' },
      },
      training: { optimizer: { type: 'sgd', learningRate: 0.1 }, batchSize: 128 },
    },
  },
};
