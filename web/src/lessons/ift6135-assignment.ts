import type { SpecificationInput } from '../shared/validate-specification';
import { classifier, type Experiment } from './experiment';

const source = 'IFT6135 H20 - Assignment 1';

/** 611,540 parameters. */
const mlp = classifier({
  hidden: [600, 230],
  activation: 'relu',
  initializer: 'glorot-uniform',
  learningRate: 0.1,
  batchSize: 100,
  epochs: 3,
});

const withMomentum: SpecificationInput = {
  ...mlp,
  training: { ...mlp.training, optimizer: { type: 'sgd', learningRate: 0.02, momentum: 0.9 } },
};

/** 611,146 parameters. */
const cnn: SpecificationInput = {
  ...withMomentum,
  model: {
    layers: [
      { type: 'conv2d', filters: 16 },
      { type: 'max-pool2d' },
      { type: 'conv2d', filters: 32 },
      { type: 'max-pool2d' },
      { type: 'flatten' },
      { units: 384 },
      { units: 10 },
    ],
    initializer: { type: 'he-normal' },
  },
};

/** The assignment asks for at least 97% from an MLP of this size. */
export const mlpOfTheAssignment: Experiment = {
  id: 'ift6135h20-mlp',
  title: 'The assignment: an MLP of 0.5 to 1.0 million parameters above 97%',
  source: { title: source, part: 'Problem 1' },
  assumed: ['Two hidden layers with ReLU, SGD with a rate of 0.1 and mini-batches of 100.'],
  runs: [
    {
      name: 'MLP',
      specification: { ...mlp, training: { ...mlp.training, epochs: 10 } },
      statement: 'At least 97% of the validation set.',
      expected: { metric: 'validAccuracy', atLeast: 0.97 },
    },
  ],
};

export const cnnBesideMlp: Experiment = {
  id: 'cnn-beside-mlp',
  title: 'A convolutional network beside an MLP with as many parameters',
  source: { title: source, part: 'Problem 2' },
  assumed: [
    'Two convolutions of 3 x 3 with max-pooling, and a hidden layer of 384 units.',
    'SGD with a rate of 0.02, a momentum of 0.9 and mini-batches of 100, for both.',
    'Three epochs instead of ten.',
  ],
  runs: [
    {
      name: 'MLP',
      specification: withMomentum,
      statement: 'The convolutional network does better than the MLP.',
    },
    {
      name: 'CNN',
      specification: cnn,
      expected: { metric: 'validAccuracy', atLeast: 0.985 },
    },
  ],
  order: ['MLP', 'CNN'],
};
