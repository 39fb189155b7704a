import type { ActivationSpecification, InitializerName, LossName } from '../shared/specification';
import type { SpecificationInput } from '../shared/validate-specification';
import type { Experiment, ExperimentRun } from './experiment';

const source = 'MSIA 432 - Assignment 1: Understanding Neural Networks';

const assumed = [
  'All 50,000 training samples in each step, in [0, 1].',
  'Figures are of the training samples; the document has no others.',
];

type Activation =
  | Exclude<ActivationSpecification, { slope: number }>
  | { type: 'sigmoid' | 'tanh'; slope?: number }
  | { type: 'relu'; floor?: number };

interface Settings {
  loss?: LossName;
  activation?: Activation;
  initializer?: InitializerName;
  learningRate: number;
  iterations?: number;
  isCosine?: boolean;
}

/** 784-256-128-10 without biases; the gradient is summed over all samples. */
function fullBatch(settings: Settings): SpecificationInput {
  const {
    loss = 'mean-squared-error',
    activation = { type: 'sigmoid' },
    initializer = 'uniform',
    learningRate,
    iterations = 200,
    isCosine = false,
  } = settings;
  // The outputs use the hidden activation where they can.
  const output = activation.type === 'relu6' ? { type: 'relu' as const } : activation;
  return {
    dataset: { train: 50_000, valid: 10_000 },
    model: {
      layers: [
        { units: 256, bias: false, activation },
        { units: 128, bias: false, activation },
        { units: 10, bias: false, activation: output },
      ],
      initializer: { type: initializer },
    },
    training: {
      loss,
      reduction: 'sum',
      optimizer: { type: 'sgd', learningRate },
      schedule: { type: isCosine ? 'cosine' : 'constant' },
      batchSize: 'full',
      epochs: iterations,
    },
  };
}

function run(name: string, settings: Settings, statement: string): ExperimentRun {
  return { name, specification: fullBatch(settings), statement };
}

export const fullBatchLearningRate: Experiment = {
  id: 'msia432-learning-rate',
  title: 'Five learning rates, full-batch gradient descent',
  source: { title: source, part: '2 (1)' },
  assumed,
  runs: [
    run('a tenth', { learningRate: 1e-6 }, 'Too slow.'),
    run('half', { learningRate: 5e-6 }, 'Slower than the base rate.'),
    run('base', { learningRate: 1e-5 }, 'The rate of the example code.'),
    run('twice', { learningRate: 2e-5 }, 'The best of the five.'),
    run('ten times', { learningRate: 1e-4 }, 'Stuck: it always guesses one class.'),
  ],
};

export const sigmoidSlope: Experiment = {
  id: 'msia432-sigmoid-slope',
  title: 'Five slopes k of the sigmoid',
  source: { title: source, part: '2 (2)' },
  assumed,
  runs: [0.1, 0.5, 1, 2, 10].map((slope) =>
    run(
      `k = ${slope}`,
      { learningRate: 1e-5, activation: { type: 'sigmoid', slope } },
      slope === 0.1
        ? 'It always guesses one class.'
        : slope === 10
          ? 'An accuracy of about 10%.'
          : 'Values in the middle are best.',
    ),
  ),
};

export const fullBatchInitialization: Experiment = {
  id: 'msia432-initialization',
  title: 'Uniform, 1 / sqrt(n) and He initialisation, full-batch',
  source: { title: source, part: '2 (3)' },
  assumed,
  runs: [
    run('uniform', { learningRate: 1e-5 }, 'Large weights saturate the units.'),
    run('1 / sqrt(n)', { learningRate: 1e-5, initializer: 'lecun-normal' }, 'Better.'),
    run(
      'He',
      { learningRate: 1e-5, initializer: 'he-normal' },
      'Above 1 / sqrt(n) after as many steps.',
    ),
  ],
};

const tanh = { activation: { type: 'tanh' }, learningRate: 1e-6 } as const;

export const fullBatchTanh: Experiment = {
  id: 'msia432-tanh',
  title: 'Tanh with two initialisations, full-batch',
  source: { title: source, part: '2 (4)' },
  assumed,
  runs: [
    {
      name: 'uniform',
      specification: fullBatch(tanh),
      final: { trainAccuracy: 0.2437 },
    },
    {
      name: '1 / sqrt(n)',
      specification: fullBatch({ ...tanh, initializer: 'lecun-normal' }),
      final: { trainAccuracy: 0.8451 },
    },
  ],
  order: ['uniform', '1 / sqrt(n)'],
};

export const fullBatchCrossEntropy: Experiment = {
  id: 'msia432-cross-entropy',
  title: 'Cross-entropy in the place of the squared error',
  source: { title: source, part: '2 (5)' },
  assumed: [...assumed, 'The binary form, over all ten outputs.'],
  runs: [
    run(
      'cross-entropy',
      { learningRate: 1e-5, loss: 'binary-cross-entropy' },
      'Gradients stay large and the classes separate.',
    ),
  ],
};

const reluRate = { learningRate: 1e-7, initializer: 'he-normal', iterations: 1000 } as const;

export const fullBatchRelu: Experiment = {
  id: 'msia432-relu',
  title: 'ReLU clipped at a small value, and ReLU6',
  source: { title: source, part: '2 (6)' },
  assumed: [...assumed, 'He initialisation and a learning rate of 1e-7.'],
  runs: [
    run(
      'clipped at 0.01',
      { ...reluRate, activation: { type: 'relu', floor: 0.01 } },
      'Sparse activations, and dead units.',
    ),
    run(
      'clipped at 0.0001',
      { ...reluRate, activation: { type: 'relu', floor: 0.0001 } },
      'Better than clipped at 0.01.',
    ),
    run('ReLU6', { ...reluRate, activation: { type: 'relu6' } }, 'As ReLU, and bounded.'),
  ],
};

const everything = {
  loss: 'binary-cross-entropy',
  initializer: 'he-normal',
  learningRate: 2e-5,
  iterations: 2000,
} as const;

export const allTogether: Experiment = {
  id: 'msia432-all-together',
  title: 'All together: cross-entropy, He initialisation, 2000 steps of the full batch',
  source: { title: source, part: '2 (7)' },
  assumed: [...assumed, 'The binary form of the cross-entropy, over all ten outputs.'],
  runs: [
    {
      name: 'all together',
      specification: fullBatch(everything),
      final: { trainAccuracy: 0.9762 },
      expected: { metric: 'trainAccuracy', value: 0.9762, tolerance: 0.01 },
    },
    run(
      'with a cosine schedule',
      { ...everything, isCosine: true },
      'Extra credit: the rate falls along a cosine.',
    ),
  ],
};
