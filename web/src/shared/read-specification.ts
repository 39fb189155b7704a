import {
  boolean,
  choice,
  completing,
  isObject,
  list,
  nullable,
  number,
  numberOr,
  object,
  only,
  reader,
  tagged,
  withVariableDefault,
  type Reader,
} from './field-readers';
import { isInRange, ranges } from './ranges';
import { classCount, namedSplits } from './specification';
import type {
  ActivationSpecification,
  Augmentation,
  DatasetSpecification,
  EarlyStopping,
  ElasticDistortion,
  GradientClipping,
  InitializerSpecification,
  LayerSpecification,
  ModelSpecification,
  OptimizerSpecification,
  ScheduleSpecification,
  Specification,
  SplitName,
  TrainingSpecification,
} from './specification';

// The specification's fields with their defaults: what each may be by itself.

const slope = number(ranges['model.layers[].activation.slope'], 1);

const readActivation = tagged<ActivationSpecification>(
  {
    identity: {},
    sigmoid: { slope },
    'improved-sigmoid': {},
    tanh: { slope },
    relu: { slope, floor: number(ranges['model.layers[].activation.floor'], 0) },
    'leaky-relu': { slope: number(ranges['model.layers[].activation.slope'], 0.01) },
    relu6: {},
    softmax: {},
  },
  'relu',
);

const defaultPoolSize = 2;

const readLayer = completing(
  tagged<LayerSpecification>(
    {
      dense: {
        units: number(ranges['model.layers[].units']),
        bias: boolean(true),
        activation: withVariableDefault(
          readActivation,
          "Default: relu, and softmax for the last layer's.",
        ),
      },
      conv2d: {
        filters: number(ranges['model.layers[].filters']),
        kernel: number(ranges['model.layers[].kernel'], 3),
        stride: number(ranges['model.layers[].stride'], 1),
        padding: choice(['same', 'valid'], 'same'),
        bias: boolean(true),
        activation: readActivation,
      },
      'max-pool2d': {
        size: number(ranges['model.layers[].size'], defaultPoolSize),
        stride: withVariableDefault(
          number(ranges['model.layers[].stride'], defaultPoolSize),
          'Default: the size.',
        ),
      },
      flatten: {},
      dropout: { rate: number(ranges['model.layers[].rate'], 0.5) },
      'gaussian-noise': { standardDeviation: number(ranges['model.layers[].standardDeviation']) },
    },
    'dense',
  ),
  ({ type, size, stride }) =>
    type === 'max-pool2d' &&
    stride === undefined &&
    isInRange(size, ranges['model.layers[].stride'])
      ? { stride: size }
      : {},
);

const readAllLayers = list(ranges['model.layers'], readLayer, [
  { units: 512 },
  { units: 256 },
  { units: classCount },
]);

const readOutputLayer = completing(readLayer, ({ type = 'dense', activation }) =>
  type === 'dense' && activation === undefined ? { activation: { type: 'softmax' } } : {},
);

/** The last layer's activation has another default. */
const readLayers = reader(readAllLayers.schema, (value, path, problems) => {
  const earlierProblems = problems.length;
  const layers = readAllLayers(value, path, problems);
  const last = layers.length - 1;
  if (problems.length > earlierProblems) return layers;
  const given: unknown = Array.isArray(value) ? value[last] : { units: classCount };
  return [...layers.slice(0, last), readOutputLayer(given, `${path}[${last}]`, problems)];
});

const readNumbersOfDataset = object<DatasetSpecification>({
  name: choice(['mnist', 'built-in', 'custom'], 'mnist'),
  train: number(ranges['dataset.train'], namedSplits['50k/10k/10k'].train),
  valid: number(ranges['dataset.valid'], namedSplits['50k/10k/10k'].valid),
  scaling: choice(['unit', 'signed', 'standard'], 'unit'),
});

const splitNames = Object.keys(namedSplits) as SplitName[];
const readSplitName = choice(splitNames, '50k/10k/10k');

/** `split` is a shorthand for `train` and `valid`. */
const readDataset: Reader<DatasetSpecification> = reader(
  {
    ...readNumbersOfDataset.schema,
    properties: {
      ...readNumbersOfDataset.schema.properties,
      split: { ...readSplitName.schema, description: 'Stands for train and valid.' },
    },
    not: {
      anyOf: [{ required: ['split', 'train'] }, { required: ['split', 'valid'] }],
    },
  },
  (value, path, problems) => {
    if (!isObject(value)) return readNumbersOfDataset(value, path, problems);
    const { split, ...others } = value as { split?: unknown };
    if (split === undefined) return readNumbersOfDataset(others, path, problems);
    const numbers = namedSplits[readSplitName(split, `${path}.split`, problems)];
    for (const name of ['train', 'valid']) {
      if (!(name in others)) continue;
      const message = `'split' stands for ${path}.train and ${path}.valid; give it or ${path}.${name}, not both.`;
      problems.push({ path: `${path}.split`, message });
      break;
    }
    return readNumbersOfDataset({ ...numbers, ...others }, path, problems);
  },
);

const learningRate = (fallback: number) =>
  number(ranges['training.optimizer.learningRate'], fallback);
const moments = {
  learningRate: learningRate(0.001),
  beta1: number(ranges['training.optimizer.beta1'], 0.9),
  beta2: number(ranges['training.optimizer.beta2'], 0.999),
  epsilon: number(ranges['training.optimizer.epsilon'], 1e-8),
};

const readOptimizer = tagged<OptimizerSpecification>(
  {
    sgd: {
      learningRate: learningRate(0.1),
      momentum: number(ranges['training.optimizer.momentum'], 0),
      nesterov: boolean(false),
    },
    rmsprop: {
      learningRate: learningRate(0.001),
      decay: number(ranges['training.optimizer.decay'], 0.9),
      epsilon: number(ranges['training.optimizer.epsilon'], 1e-8),
    },
    adam: moments,
    adamw: { ...moments, weightDecay: number(ranges['training.optimizer.weightDecay'], 0.01) },
  },
  'sgd',
);

const warmup = number(ranges['training.schedule.warmup'], 0);
const factor = (fallback: number) => number(ranges['training.schedule.factor'], fallback);

const readSchedule = tagged<ScheduleSpecification>(
  {
    constant: { warmup },
    step: { warmup, every: number(ranges['training.schedule.every'], 1), factor: factor(0.1) },
    exponential: { warmup, factor: factor(0.95) },
    cosine: { warmup, minimum: number(ranges['training.schedule.minimum'], 0) },
  },
  'constant',
);

const readTraining = object<TrainingSpecification>({
  loss: choice(['cross-entropy', 'binary-cross-entropy', 'mean-squared-error'], 'cross-entropy'),
  reduction: choice(['mean', 'sum'], 'mean'),
  optimizer: readOptimizer,
  schedule: readSchedule,
  batchSize: numberOr(ranges['training.batchSize'], 'full', 128),
  epochs: number(ranges['training.epochs'], 10),
  weightDecay: number(ranges['training.weightDecay'], 0),
  l1: number(ranges['training.l1'], 0),
  gradientClipping: nullable(
    object<GradientClipping>({ norm: number(ranges['training.gradientClipping.norm'], 1) }),
  ),
  earlyStopping: nullable(
    object<EarlyStopping>({
      metric: choice(['loss', 'accuracy'], 'loss'),
      patience: number(ranges['training.earlyStopping.patience'], 5),
      checksPerEpoch: number(ranges['training.earlyStopping.checksPerEpoch'], 1),
      restoreBest: boolean(true),
    }),
  ),
  augmentation: nullable(
    object<Augmentation>({
      shift: number(ranges['training.augmentation.shift'], 0),
      rotation: number(ranges['training.augmentation.rotation'], 0),
      scale: number(ranges['training.augmentation.scale'], 0),
      elastic: nullable(
        object<ElasticDistortion>({
          alpha: number(ranges['training.augmentation.elastic.alpha'], 34),
          sigma: number(ranges['training.augmentation.elastic.sigma'], 4),
        }),
      ),
    }),
  ),
});

/** Reads every field by itself; `validateSpecification` also checks that they go together. */
export const readSpecification = object<Specification>({
  version: only(1),
  seed: number(ranges.seed, 1),
  reproducible: boolean(false),
  dataset: readDataset,
  model: object<ModelSpecification>({
    layers: readLayers,
    initializer: tagged<InitializerSpecification>(
      {
        zeros: {},
        normal: { standardDeviation: number(ranges['model.initializer.standardDeviation'], 1) },
        uniform: { limit: number(ranges['model.initializer.limit'], 1) },
        'lecun-normal': {},
        'glorot-uniform': {},
        'glorot-normal': {},
        'he-normal': {},
        'he-uniform': {},
      },
      'glorot-uniform',
    ),
  }),
  training: readTraining,
});
