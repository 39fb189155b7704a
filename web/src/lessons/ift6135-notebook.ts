import { classifier, type Experiment } from './experiment';

/** Another report on the same assignment. */
const source = 'IFT 6135 - W2019 - Assignment 1, Problem 1 (notebook)';

const assumed = ['Pixels are divided by 255.', 'Biases begin at zero.'];

export const wideInitialization: Experiment = {
  id: 'ift6135b-initialization',
  title: 'Initialisation of 784-666-666-10 with ReLU',
  source: { title: source, part: '1.2' },
  assumed,
  runs: [
    {
      name: 'zeros',
      specification: classifier({
        hidden: [666, 666],
        activation: 'relu',
        initializer: 'zeros',
        learningRate: 0.01,
        batchSize: 200,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [2.302, 2.3016, 2.3013, 2.3012, 2.3011, 2.3011, 2.3011, 2.301, 2.301, 2.301],
        trainAccuracy: [
          0.11356, 0.11356, 0.11356, 0.11356, 0.11356, 0.11356, 0.11356, 0.11356, 0.11356, 0.11356,
        ],
      },
      expected: { metric: 'trainAccuracy', value: 0.11356, tolerance: 0.02 },
    },
    {
      name: 'normal',
      specification: classifier({
        hidden: [666, 666],
        activation: 'relu',
        initializer: 'normal',
        learningRate: 0.001,
        batchSize: 200,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [2.9903, 2.288, 1.9726, 1.7698, 1.7337, 1.4338, 1.3586, 1.4147, 1.1905, 1.134],
        trainAccuracy: [
          0.83644, 0.87452, 0.89196, 0.90284, 0.90486, 0.92126, 0.92516, 0.92184, 0.93444, 0.93722,
        ],
      },
      expected: { metric: 'trainAccuracy', value: 0.93722, tolerance: 0.02 },
    },
    {
      name: 'Glorot',
      specification: classifier({
        hidden: [666, 666],
        activation: 'relu',
        initializer: 'glorot-uniform',
        learningRate: 0.01,
        batchSize: 200,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [0.8446, 0.5257, 0.4281, 0.3792, 0.3498, 0.3282, 0.3109, 0.2986, 0.286, 0.2761],
        trainAccuracy: [
          0.82994, 0.87094, 0.8876, 0.8966, 0.90296, 0.90792, 0.9123, 0.91562, 0.91894, 0.92192,
        ],
      },
      expected: { metric: 'trainAccuracy', value: 0.92192, tolerance: 0.01 },
    },
  ],
};

export const over97Percent: Experiment = {
  id: 'ift6135b-97-percent',
  title: 'More than 97% on the validation set: 784-666-666-10 with ReLU and Glorot',
  source: { title: source, part: '1.3' },
  assumed,
  runs: [
    {
      name: '784-666-666-10',
      specification: classifier({
        hidden: [666, 666],
        activation: 'relu',
        initializer: 'glorot-uniform',
        learningRate: 0.1,
        batchSize: 100,
        epochs: 10,
      }),
      epochs: {
        validLoss: [0.2212, 0.1518, 0.1251, 0.1179, 0.0952, 0.0848, 0.084, 0.082, 0.077, 0.073],
        validAccuracy: [0.9359, 0.9578, 0.967, 0.966, 0.9716, 0.9763, 0.976, 0.9758, 0.978, 0.9786],
      },
      expected: { metric: 'validAccuracy', value: 0.9786, tolerance: 0.004 },
    },
  ],
};

export const gradientCheckByN: Experiment = {
  id: 'ift6135b-gradient-check',
  title: 'Finite differences for eight step sizes',
  source: { title: source, part: '1.4' },
  assumed: [...assumed, 'The network is that of the run above 97%.'],
  runs: over97Percent.runs,
  gradientCheck: {
    denominators: [1, 5, 10, 50, 1000, 5000, 100_000, 500_000],
    tensor: 'layers.1.weight',
    parameters: 'the first ten elements of its first column',
    samples: 1,
    outcome:
      'The largest difference falls to about 0 as N grows; it is 0 where the input of the weight is 0.',
  },
};
