/** The numbers that a field of a specification may take, and what the field means. */
export interface NumberRange {
  min: number;
  /** The minimum itself is not allowed. */
  aboveMin?: true;
  max: number;
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
    help: 'Number of layers with weights; the last one gives the ten probabilities.',
  },
  'model.layers[].units': {
    min: 1,
    max: 16_384,
    integer: true,
    help: 'Outputs of the layer, also called neurons.',
  },
  'model.initializer.standardDeviation': {
    min: 0,
    aboveMin: true,
    max: 100,
    integer: false,
    help: 'Weights are drawn from a normal distribution with mean 0 and this standard deviation.',
  },
  'training.optimizer.learningRate': {
    min: 0,
    aboveMin: true,
    max: 100,
    integer: false,
    help: 'Each step moves the weights by this multiple of the gradient, downhill.',
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
} as const satisfies Record<string, NumberRange>;

export type RangeName = keyof typeof ranges;

/** Weights and biases that a network may have in all; the core refuses more. */
export const maxParameters = 2 ** 25;

/** Pixels that an image may have in width and in height; the core refuses more. */
export const maxImageSide = 256;

/** Whether `value` is a finite number within `range`. */
export function isInRange(value: unknown, range: NumberRange): value is number {
  return (
    typeof value === 'number' &&
    (range.integer ? Number.isInteger(value) : Number.isFinite(value)) &&
    (range.aboveMin ? value > range.min : value >= range.min) &&
    value <= range.max
  );
}

/** 'a whole number from 1 to 64', 'a number above 0 and at most 100'. */
export function describeRange(range: NumberRange): string {
  const kind = range.integer ? 'a whole number' : 'a number';
  return range.aboveMin
    ? `${kind} above ${range.min} and at most ${range.max}`
    : `${kind} from ${range.min} to ${range.max}`;
}
