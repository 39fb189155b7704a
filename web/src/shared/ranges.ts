/** The numbers that a field of a specification may take, and what the field means. */
export interface NumberRange {
  min: number;
  /** The minimum itself is not allowed. */
  aboveMin?: true;
  max: number;
  /** The maximum itself is not allowed. */
  belowMax?: true;
  integer: boolean;
  /** One sentence for the visitor. */
  help: string;
}

/**
 * Every numeric range of the specification, by the field's path with `[]` for
 * any index. The validator checks against it and the page's inputs read it.
 */
export const ranges = {
  seed: {
    min: 0,
    max: 2 ** 32 - 1,
    integer: true,
    help: 'All randomness follows from it: the same seed and settings give the same weights.',
  },
  'dataset.train': {
    min: 1,
    max: 1_000_000,
    integer: true,
    help: 'Samples to learn from, taken from the front of the data set.',
  },
  'dataset.valid': {
    min: 1,
    max: 1_000_000,
    integer: true,
    help: 'Samples kept back to judge the network after each epoch, taken from the end of the data set.',
  },
  'model.layers': {
    min: 1,
    max: 64,
    integer: true,
    help: 'Number of layers; the last one gives the ten outputs.',
  },
  'model.layers[].units': {
    min: 1,
    max: 16_384,
    integer: true,
    help: 'Outputs of the layer, also called neurons.',
  },
  'model.layers[].filters': {
    min: 1,
    max: 1024,
    integer: true,
    help: 'Kernels of the layer; each gives one channel of the image that comes out.',
  },
  'model.layers[].kernel': {
    min: 1,
    max: 256,
    integer: true,
    help: 'Side of the square of pixels that each filter sees, in pixels.',
  },
  'model.layers[].stride': {
    min: 1,
    max: 256,
    integer: true,
    help: 'Pixels from one place of the window to the next.',
  },
  'model.layers[].size': {
    min: 1,
    max: 256,
    integer: true,
    help: 'Side of the square of pixels of which the largest is kept, in pixels.',
  },
  'model.layers[].rate': {
    min: 0,
    max: 1,
    belowMax: true,
    integer: false,
    help: 'Probability with which each value is set to zero in training; the others are divided by 1 - rate.',
  },
  'model.layers[].standardDeviation': {
    min: 0,
    max: 100,
    integer: false,
    help: 'In training, noise from a normal distribution with mean 0 and this standard deviation is added.',
  },
  'model.layers[].activation.slope': {
    min: 0,
    aboveMin: true,
    max: 1000,
    integer: false,
    help: 'Steepness k: 1 / (1 + exp(-k x)), tanh(k x), max(floor, k x); of leaky ReLU the slope below zero.',
  },
  'model.layers[].activation.floor': {
    min: -1000,
    max: 1000,
    integer: false,
    help: 'Value below which the output of ReLU is clipped.',
  },
  'model.initializer.standardDeviation': {
    min: 0,
    aboveMin: true,
    max: 100,
    integer: false,
    help: 'Weights are drawn from a normal distribution with mean 0 and this standard deviation.',
  },
  'model.initializer.limit': {
    min: 0,
    aboveMin: true,
    max: 100,
    integer: false,
    help: 'Weights are drawn with equal probability from minus this limit to the limit.',
  },
  'training.optimizer.learningRate': {
    min: 0,
    aboveMin: true,
    max: 100,
    integer: false,
    help: 'Each step moves the weights by this multiple of the gradient, downhill.',
  },
  'training.optimizer.momentum': {
    min: 0,
    max: 1,
    belowMax: true,
    integer: false,
    help: 'Share of the last velocity that is kept in each step: v = momentum v + gradient.',
  },
  'training.optimizer.decay': {
    min: 0,
    max: 1,
    belowMax: true,
    integer: false,
    help: 'Share of the running mean of squared gradients that is kept in each step.',
  },
  'training.optimizer.beta1': {
    min: 0,
    max: 1,
    belowMax: true,
    integer: false,
    help: 'Share of the running mean of gradients that is kept in each step.',
  },
  'training.optimizer.beta2': {
    min: 0,
    max: 1,
    belowMax: true,
    integer: false,
    help: 'Share of the running mean of squared gradients that is kept in each step.',
  },
  'training.optimizer.epsilon': {
    min: 0,
    aboveMin: true,
    max: 1,
    integer: false,
    help: 'Keeps the division by the root of the squared gradients from blowing up.',
  },
  'training.optimizer.weightDecay': {
    min: 0,
    max: 1,
    integer: false,
    help: 'Each step shrinks the weights by the learning rate times this, apart from the gradient.',
  },
  'training.schedule.warmup': {
    min: 0,
    max: 1000,
    integer: false,
    help: 'Epochs in which the learning rate rises from 0, before the schedule starts.',
  },
  'training.schedule.every': {
    min: 1,
    max: 10_000,
    integer: true,
    help: 'Epochs after which the learning rate is multiplied by the factor, again and again.',
  },
  'training.schedule.factor': {
    min: 0,
    aboveMin: true,
    max: 1,
    integer: false,
    help: 'What the learning rate is multiplied by.',
  },
  'training.schedule.minimum': {
    min: 0,
    max: 100,
    integer: false,
    help: 'The learning rate at the end of the last epoch.',
  },
  'training.batchSize': {
    min: 1,
    max: 1_000_000,
    integer: true,
    help: 'Samples per optimiser step; the last batch of an epoch may be smaller.',
  },
  'training.epochs': {
    min: 1,
    max: 10_000,
    integer: true,
    help: 'How many times the network sees every training sample.',
  },
  'training.weightDecay': {
    min: 0,
    max: 1,
    integer: false,
    help: 'L2 penalty: this multiple of each weight is added to its gradient.',
  },
  'training.l1': {
    min: 0,
    max: 1,
    integer: false,
    help: 'L1 penalty: this number, with the sign of the weight, is added to its gradient.',
  },
  'training.gradientClipping.norm': {
    min: 0,
    aboveMin: true,
    max: 1_000_000,
    integer: false,
    help: 'A gradient with a larger L2 norm than this is scaled down to it.',
  },
  'training.earlyStopping.patience': {
    min: 1,
    max: 10_000,
    integer: true,
    help: 'Checks in a row without improvement after which training ends.',
  },
  'training.earlyStopping.checksPerEpoch': {
    min: 1,
    max: 1000,
    integer: true,
    help: 'How many times an epoch the validation set is evaluated, evenly spread.',
  },
  'training.augmentation.shift': {
    min: 0,
    max: 14,
    integer: false,
    help: 'Training images are moved by up to so many pixels in each direction.',
  },
  'training.augmentation.rotation': {
    min: 0,
    max: 180,
    integer: false,
    help: 'Training images are turned by up to so many degrees either way.',
  },
  'training.augmentation.scale': {
    min: 0,
    max: 0.9,
    integer: false,
    help: 'Training images become larger or smaller by up to this fraction.',
  },
  'training.augmentation.elastic.alpha': {
    min: 0,
    max: 1000,
    integer: false,
    help: 'Strength of the elastic distortion: what the smoothed random displacements are multiplied by.',
  },
  'training.augmentation.elastic.sigma': {
    min: 0.5,
    max: 20,
    integer: false,
    help: 'Width of the Gaussian that smooths the displacements, in pixels.',
  },
} as const satisfies Record<string, NumberRange>;

export type RangeName = keyof typeof ranges;

/** Weights and biases that a network may have in all; the core refuses more. */
export const maxParameters = 2 ** 25;

/** With two moments and the best weights of each parameter, a checkpoint is smaller. */
export const maxCheckpointBytes = 2 ** 30;

/** Pixels that an image may have in width and in height; the core refuses more. */
export const maxImageSide = 256;

/** Whether `value` is a finite number within `range`. */
export function isInRange(value: unknown, range: NumberRange): value is number {
  return (
    typeof value === 'number' &&
    (range.integer ? Number.isInteger(value) : Number.isFinite(value)) &&
    (range.aboveMin ? value > range.min : value >= range.min) &&
    (range.belowMax ? value < range.max : value <= range.max)
  );
}

/** 'a whole number from 1 to 64', 'a number above 0 and at most 100'. */
export function describeRange(range: NumberRange): string {
  const kind = range.integer ? 'a whole number' : 'a number';
  if (!range.aboveMin && !range.belowMax) return `${kind} from ${range.min} to ${range.max}`;
  const least = range.aboveMin ? `above ${range.min}` : `of at least ${range.min}`;
  return `${kind} ${least} and ${range.belowMax ? 'below' : 'at most'} ${range.max}`;
}
