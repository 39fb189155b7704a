// The networks whose trained weights are to be the same bits on every machine. Together they use
// every layer, activation, initialiser, loss, optimiser and schedule.
const dataset = { name: 'custom', train: 320, valid: 80 };
const training = { batchSize: 48, epochs: 2 };
const output = { units: 10, activation: { type: 'softmax' } };

const mlp = (hidden, changes = {}) => ({
  dataset,
  model: { layers: [{ units: 37, ...hidden }, { units: 21, ...hidden }, output] },
  training: { ...training, ...changes },
});

const activations = [
  { type: 'identity' },
  { type: 'sigmoid' },
  { type: 'improved-sigmoid' },
  { type: 'tanh' },
  { type: 'relu' },
  { type: 'leaky-relu' },
  { type: 'relu6' },
];

const optimizers = [
  { type: 'sgd', learningRate: 0.1 },
  { type: 'sgd', learningRate: 0.05, momentum: 0.9 },
  { type: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
  { type: 'rmsprop' },
  { type: 'adam' },
  { type: 'adamw' },
];

const initializers = [
  'zeros',
  'normal',
  'uniform',
  'lecun-normal',
  'glorot-uniform',
  'glorot-normal',
  'he-normal',
  'he-uniform',
];

const schedules = [
  { type: 'step', every: 1, factor: 0.5 },
  { type: 'exponential', factor: 0.9 },
  { type: 'cosine', warmup: 1 },
];

const byName = (kind, all, make) =>
  Object.fromEntries(all.map((each) => [`${kind} ${nameOf(each)}`, make(each)]));

function nameOf(each) {
  if (typeof each === 'string') return each;
  return [each.type, each.momentum && 'momentum', each.nesterov && 'nesterov']
    .filter(Boolean)
    .join(' ');
}

/** @type {Record<string, object>} */
export const cases = {
  ...byName('activation', activations, (activation) => {
    const specification = mlp({ activation });
    // Sums so large that the units are clipped at 6.
    const standardDeviation = 0.5;
    if (activation.type === 'relu6') {
      specification.model.initializer = { type: 'normal', standardDeviation };
    }
    return specification;
  }),
  ...byName('optimizer', optimizers, (optimizer) => mlp({}, { optimizer })),
  ...byName('initializer', initializers, (type) => {
    const standardDeviation = type === 'normal' ? { standardDeviation: 0.1 } : {};
    const limit = type === 'uniform' ? { limit: 0.1 } : {};
    const specification = mlp({ activation: { type: 'tanh' } });
    specification.model.initializer = { type, ...standardDeviation, ...limit };
    return specification;
  }),
  ...byName('schedule', schedules, (schedule) => mlp({}, { schedule })),
  'loss mean-squared-error': mlp(
    {},
    {
      loss: 'mean-squared-error',
      reduction: 'sum',
      optimizer: { type: 'sgd', learningRate: 0.002 },
    },
  ),
  'loss binary-cross-entropy': {
    ...mlp({}),
    model: { layers: [{ units: 37 }, { units: 10, activation: { type: 'sigmoid' } }] },
    training: { ...training, loss: 'binary-cross-entropy', weightDecay: 0.001, l1: 0.0001 },
  },
  'noise and augmentation': {
    dataset: { ...dataset, scaling: 'standard' },
    model: {
      layers: [
        { type: 'gaussian-noise', standardDeviation: 0.2 },
        { units: 40 },
        { type: 'dropout', rate: 0.3 },
        output,
      ],
    },
    training: {
      ...training,
      gradientClipping: { norm: 1 },
      augmentation: { shift: 1, rotation: 10, scale: 0.1, elastic: {} },
    },
  },
  // As large as it takes for its loops to be shared among threads.
  'wide MLP': {
    dataset,
    model: { layers: [{ units: 200 }, { units: 130 }, output] },
    training: { ...training, optimizer: { type: 'adam', learningRate: 0.002 } },
  },
  CNN: {
    dataset: { ...dataset, scaling: 'signed' },
    model: {
      layers: [
        { type: 'conv2d', filters: 5, kernel: 3, padding: 'same' },
        { type: 'max-pool2d', size: 2 },
        { type: 'conv2d', filters: 7, kernel: 3, padding: 'valid' },
        { type: 'flatten' },
        output,
      ],
    },
    training,
  },
};
