import { classifier, type Experiment } from './experiment';

/** A report on the first assignment of IFT 6135 at the Université de Montréal, winter 2019. */
const source = 'IFT 6135 - W2019 - Assignment 1, Question 1: Multilayer Perceptron for MNIST';

const assumed = ['Pixels are divided by 255.', 'Biases begin at zero.'];

export const sampleTraining: Experiment = {
  id: 'ift6135-sample-training',
  title: 'Sample training: tanh, standard-normal initialisation',
  source: { title: source, part: 'Part 1' },
  assumed,
  runs: [
    {
      name: 'tanh, normal',
      specification: classifier({
        hidden: [512, 256],
        activation: 'tanh',
        initializer: 'normal',
        learningRate: 0.1,
        batchSize: 128,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [
          2.127284, 1.384241, 1.012352, 0.7782, 0.60504, 0.445588, 0.354145, 0.258702, 0.193244,
          0.150637,
        ],
        trainAccuracy: [
          0.77492, 0.8275, 0.85964, 0.88302, 0.89994, 0.9175, 0.92852, 0.94602, 0.9589, 0.96784,
        ],
        validLoss: [
          2.196374, 1.565976, 1.294797, 1.135239, 1.053738, 0.976493, 0.959031, 0.910475, 0.903415,
          0.878393,
        ],
        validAccuracy: [
          0.7762, 0.8203, 0.8437, 0.8577, 0.865, 0.8692, 0.8686, 0.8743, 0.8747, 0.8785,
        ],
      },
      expected: { metric: 'validAccuracy', value: 0.8785, tolerance: 0.015 },
    },
  ],
};

export const initialization: Experiment = {
  id: 'ift6135-initialization',
  title: 'Weight initialisation: zeros, normal, Glorot',
  source: { title: source, part: 'Part 2' },
  assumed,
  runs: [
    {
      name: 'zeros',
      specification: classifier({
        hidden: [512, 256],
        activation: 'sigmoid',
        initializer: 'zeros',
        learningRate: 0.1,
        batchSize: 256,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [
          2.337794, 2.306142, 2.31348, 2.316895, 2.311022, 2.313465, 2.312609, 2.311059, 2.313262,
          2.309388,
        ],
        trainAccuracy: [
          0.09864, 0.1035, 0.09902, 0.11356, 0.10202, 0.09976, 0.09976, 0.09976, 0.11356, 0.11356,
        ],
        validLoss: [
          2.335217, 2.305279, 2.313204, 2.31864, 2.31138, 2.315412, 2.315774, 2.310917, 2.315789,
          2.311756,
        ],
        validAccuracy: [
          0.0991, 0.109, 0.0967, 0.1064, 0.103, 0.0961, 0.0961, 0.0961, 0.1064, 0.1064,
        ],
      },
      // What is left to zeros is chance; which class is guessed differs from run to run.
      expected: { metric: 'validAccuracy', value: 0.1, tolerance: 0.02 },
    },
    {
      name: 'normal',
      specification: classifier({
        hidden: [512, 256],
        activation: 'sigmoid',
        initializer: 'normal',
        learningRate: 0.1,
        batchSize: 256,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [
          1.655491, 1.15783, 0.90971, 0.781428, 0.707129, 0.630673, 0.582187, 0.541821, 0.507923,
          0.479925,
        ],
        trainAccuracy: [
          0.62322, 0.7131, 0.76584, 0.79212, 0.81068, 0.82746, 0.83838, 0.84836, 0.85728, 0.86428,
        ],
        validLoss: [
          1.576994, 1.119534, 0.891969, 0.778922, 0.723576, 0.655415, 0.622224, 0.589698, 0.560104,
          0.538935,
        ],
        validAccuracy: [
          0.6392, 0.7246, 0.7695, 0.7945, 0.808, 0.8226, 0.8319, 0.8397, 0.8461, 0.8512,
        ],
      },
      expected: { metric: 'validAccuracy', value: 0.8512, tolerance: 0.01 },
    },
    {
      name: 'Glorot',
      specification: classifier({
        hidden: [512, 256],
        activation: 'sigmoid',
        initializer: 'glorot-uniform',
        learningRate: 0.1,
        batchSize: 256,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [
          1.829079, 1.005384, 0.660813, 0.537883, 0.474474, 0.425391, 0.395646, 0.388785, 0.373719,
          0.354258,
        ],
        trainAccuracy: [
          0.48482, 0.7436, 0.83442, 0.859, 0.8695, 0.88386, 0.88884, 0.88994, 0.89048, 0.89756,
        ],
        validLoss: [
          1.822579, 0.967466, 0.620112, 0.499165, 0.437632, 0.390326, 0.363747, 0.359251, 0.34476,
          0.327695,
        ],
        validAccuracy: [
          0.4993, 0.765, 0.8515, 0.871, 0.8824, 0.8954, 0.8991, 0.8985, 0.9009, 0.9067,
        ],
      },
      expected: { metric: 'validAccuracy', value: 0.9067, tolerance: 0.01 },
    },
  ],
  order: ['zeros', 'normal', 'Glorot'],
};

/** Hidden layers, learning rate, batch size and the accuracy on the validation set, best first. */
const gridResults: readonly [
  activation: 'sigmoid' | 'tanh' | 'relu',
  hidden: readonly [number, number],
  learningRate: number,
  batchSize: number,
  validAccuracy: number,
][] = [
  ['relu', [512, 512], 0.1, 128, 0.9768],
  ['relu', [784, 256], 0.1, 128, 0.9764],
  ['relu', [512, 256], 0.1, 128, 0.9759],
  ['tanh', [784, 256], 0.1, 128, 0.9714],
  ['relu', [784, 256], 0.1, 256, 0.9707],
  ['tanh', [512, 256], 0.1, 128, 0.9699],
  ['relu', [512, 256], 0.1, 256, 0.969],
  ['tanh', [512, 512], 0.1, 128, 0.9689],
  ['relu', [512, 512], 0.1, 256, 0.9681],
  ['tanh', [784, 256], 0.1, 256, 0.9607],
  ['tanh', [512, 256], 0.1, 256, 0.9585],
  ['tanh', [512, 512], 0.1, 256, 0.9552],
  ['relu', [784, 256], 0.01, 128, 0.9392],
  ['relu', [512, 256], 0.01, 128, 0.9375],
  ['relu', [512, 512], 0.01, 128, 0.9369],
  ['tanh', [512, 256], 0.01, 128, 0.9271],
  ['tanh', [784, 256], 0.01, 128, 0.9255],
  ['tanh', [512, 512], 0.01, 128, 0.9251],
  ['relu', [784, 256], 0.01, 256, 0.9228],
  ['relu', [512, 256], 0.01, 256, 0.9227],
  ['relu', [512, 512], 0.01, 256, 0.9218],
  ['sigmoid', [512, 256], 0.1, 128, 0.9197],
  ['sigmoid', [784, 256], 0.1, 128, 0.9187],
  ['sigmoid', [512, 512], 0.1, 128, 0.9182],
  ['tanh', [784, 256], 0.01, 256, 0.9165],
  ['tanh', [512, 512], 0.01, 256, 0.9165],
  ['tanh', [512, 256], 0.01, 256, 0.916],
  ['sigmoid', [512, 256], 0.1, 256, 0.9067],
  ['sigmoid', [784, 256], 0.1, 256, 0.9059],
  ['sigmoid', [512, 512], 0.1, 256, 0.9026],
  ['sigmoid', [784, 256], 0.01, 128, 0.8202],
  ['sigmoid', [512, 256], 0.01, 128, 0.8089],
  ['sigmoid', [512, 512], 0.01, 128, 0.7894],
  ['sigmoid', [784, 256], 0.01, 256, 0.6842],
  ['sigmoid', [512, 256], 0.01, 256, 0.6839],
  ['sigmoid', [512, 512], 0.01, 256, 0.6374],
];

export const gridSearch: Experiment = {
  id: 'ift6135-grid-search',
  title: 'Search for hyper-parameters: 36 networks with Glorot initialisation',
  source: { title: source, part: 'Part 3' },
  assumed,
  runs: gridResults.map(([activation, hidden, learningRate, batchSize, validAccuracy]) => ({
    name: `${activation} ${hidden.join('-')}, rate ${learningRate}, batch ${batchSize}`,
    specification: classifier({
      hidden,
      activation,
      initializer: 'glorot-uniform',
      learningRate,
      batchSize,
      epochs: 10,
    }),
    final: { validAccuracy },
    // One run each was published; those of slow learners lie further apart.
    expected: {
      metric: 'validAccuracy',
      value: validAccuracy,
      tolerance: validAccuracy > 0.9 ? 0.01 : 0.03,
    },
  })),
};

export const gradientCheck: Experiment = {
  id: 'ift6135-gradient-check',
  title: 'Finite differences after training',
  source: { title: source, part: 'Part 4' },
  assumed,
  runs: [
    {
      name: 'sigmoid, Glorot',
      specification: classifier({
        hidden: [512, 256],
        activation: 'sigmoid',
        initializer: 'glorot-uniform',
        learningRate: 0.1,
        batchSize: 128,
        epochs: 10,
      }),
      epochs: {
        trainLoss: [
          1.004191, 0.541155, 0.423884, 0.381097, 0.358063, 0.338225, 0.319275, 0.316658, 0.313108,
          0.297042,
        ],
        trainAccuracy: [
          0.71286, 0.85462, 0.88364, 0.89148, 0.8975, 0.90238, 0.90756, 0.90912, 0.9071, 0.91274,
        ],
        validLoss: [
          0.972711, 0.500941, 0.390488, 0.3523, 0.330352, 0.311613, 0.295628, 0.294879, 0.291814,
          0.278098,
        ],
        validAccuracy: [
          0.7388, 0.8703, 0.8935, 0.8996, 0.905, 0.9112, 0.9155, 0.914, 0.9129, 0.9197,
        ],
      },
      expected: { metric: 'validAccuracy', value: 0.9197, tolerance: 0.01 },
    },
  ],
  gradientCheck: {
    denominators: [1, 10, 100, 1000, 10_000],
    tensor: 'layers.1.weight',
    parameters: 'the first ten weights that lead to its first unit',
    samples: 1,
    outcome: 'The largest difference falls as N grows.',
  },
};
