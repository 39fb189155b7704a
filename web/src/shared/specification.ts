/**
 * An experiment as one plain JSON value. The page's state, links, tests,
 * benchmarks and the library all speak it. `validateSpecification` turns
 * unknown input into a complete value of this type. docs/specification.md says
 * what every field means, with its formula.
 */
export interface Specification {
  version: 1;
  /** Every random draw of the run follows from it. Integer in [0, 2^32 - 1]. */
  seed: number;
  /** The same weights, bit for bit, on every machine: with the variant that leaves no choice. */
  reproducible: boolean;
  dataset: DatasetSpecification;
  model: ModelSpecification;
  training: TrainingSpecification;
}

export interface DatasetSpecification {
  /** 'mnist', 'built-in' or 'custom' (files that the visitor dropped). */
  name: DatasetName;
  /** Samples taken from the front of the training pool. */
  train: number;
  /** Samples taken from the end of the training pool. */
  valid: number;
  scaling: ScalingName;
}

export type DatasetName = 'mnist' | 'built-in' | 'custom';

/**
 * What a byte x of an image becomes: x / 255, x / 127.5 - 1, or
 * (x - mean) / deviation over all pixels of the training split.
 */
export type ScalingName = 'unit' | 'signed' | 'standard';

/** Splits that courses use, by name. */
export const namedSplits = {
  '50k/10k/10k': { train: 50_000, valid: 10_000 },
  '20k/10k': { train: 20_000, valid: 10_000 },
} as const;

export type SplitName = keyof typeof namedSplits;

export interface ModelSpecification {
  /** The last layer is dense, with as many units as there are classes. */
  layers: LayerSpecification[];
  /** Of all weights; biases are zero. */
  initializer: InitializerSpecification;
}

export interface DenseSpecification {
  type: 'dense';
  units: number;
  bias: boolean;
  activation: ActivationSpecification;
}

/** Cross-correlation of an image with square kernels. */
export interface Conv2dSpecification {
  type: 'conv2d';
  /** Channels of the image that comes out. */
  filters: number;
  /** Side of the kernel. */
  kernel: number;
  stride: number;
  /** 'same': zeros around the image, ceil(side / stride) comes out. 'valid': no zeros. */
  padding: PaddingName;
  bias: boolean;
  activation: ActivationSpecification;
}

export interface MaxPool2dSpecification {
  type: 'max-pool2d';
  /** Side of the window. */
  size: number;
  stride: number;
}

/** The values of an image as a vector. */
export interface FlattenSpecification {
  type: 'flatten';
}

/** In training, sets values to zero with this probability and scales the others up. */
export interface DropoutSpecification {
  type: 'dropout';
  rate: number;
}

/** In training, adds normal noise. */
export interface GaussianNoiseSpecification {
  type: 'gaussian-noise';
  standardDeviation: number;
}

export type LayerSpecification =
  | DenseSpecification
  | Conv2dSpecification
  | MaxPool2dSpecification
  | FlattenSpecification
  | DropoutSpecification
  | GaussianNoiseSpecification;

export type LayerType = LayerSpecification['type'];
export type PaddingName = 'same' | 'valid';

export type ActivationSpecification =
  | { type: 'identity' }
  | { type: 'sigmoid'; slope: number }
  | { type: 'improved-sigmoid' }
  | { type: 'tanh'; slope: number }
  | { type: 'relu'; slope: number; floor: number }
  | { type: 'leaky-relu'; slope: number }
  | { type: 'relu6' }
  /** Of the last layer only. */
  | { type: 'softmax' };

export type ActivationName = ActivationSpecification['type'];

/** Activations that the last layer may have. */
export const outputActivations = ['softmax', 'sigmoid', 'tanh', 'relu'] as const;

export type InitializerSpecification =
  | { type: 'zeros' }
  | { type: 'normal'; standardDeviation: number }
  | { type: 'uniform'; limit: number }
  | { type: 'lecun-normal' }
  | { type: 'glorot-uniform' }
  | { type: 'glorot-normal' }
  | { type: 'he-normal' }
  | { type: 'he-uniform' };

export type InitializerName = InitializerSpecification['type'];

export interface TrainingSpecification {
  loss: LossName;
  /** Over the samples of a mini-batch. */
  reduction: ReductionName;
  optimizer: OptimizerSpecification;
  schedule: ScheduleSpecification;
  /** Samples per step; 'full' is the whole training split. */
  batchSize: number | 'full';
  epochs: number;
  /** Lambda of an L2 penalty on the weights: lambda w is added to their gradient. */
  weightDecay: number;
  /** Lambda of an L1 penalty on the weights: lambda sign(w) is added to their gradient. */
  l1: number;
  gradientClipping: GradientClipping | null;
  earlyStopping: EarlyStopping | null;
  augmentation: Augmentation | null;
}

export type LossName = 'cross-entropy' | 'binary-cross-entropy' | 'mean-squared-error';
export type ReductionName = 'mean' | 'sum';

export type OptimizerSpecification =
  | { type: 'sgd'; learningRate: number; momentum: number; nesterov: boolean }
  | { type: 'rmsprop'; learningRate: number; decay: number; epsilon: number }
  | { type: 'adam'; learningRate: number; beta1: number; beta2: number; epsilon: number }
  | {
      type: 'adamw';
      learningRate: number;
      beta1: number;
      beta2: number;
      epsilon: number;
      /** Decoupled: the weights shrink by learningRate x weightDecay each step. */
      weightDecay: number;
    };

export type OptimizerName = OptimizerSpecification['type'];

/** `warmup`: epochs in which the rate rises linearly from 0, before the schedule starts. */
export type ScheduleSpecification =
  | { type: 'constant'; warmup: number }
  /** Times `factor` after every `every` epochs. */
  | { type: 'step'; warmup: number; every: number; factor: number }
  /** Times `factor` over an epoch, a little each step. */
  | { type: 'exponential'; warmup: number; factor: number }
  /** Down to `minimum` at the end of the specification's epochs. */
  | { type: 'cosine'; warmup: number; minimum: number };

export type ScheduleName = ScheduleSpecification['type'];

/** Scales the whole gradient down if its L2 norm exceeds `norm`. */
export interface GradientClipping {
  norm: number;
}

/** Ends training when the metric of the validation split no longer improves. */
export interface EarlyStopping {
  metric: 'loss' | 'accuracy';
  /** Checks without improvement after which training ends. */
  patience: number;
  checksPerEpoch: number;
  /** Puts the weights of the best check back at the end. */
  restoreBest: boolean;
}

/** Changes training images at random each time they are used. */
export interface Augmentation {
  /** At most so many pixels in either direction. */
  shift: number;
  /** At most so many degrees either way. */
  rotation: number;
  /** Up to this fraction larger or smaller. */
  scale: number;
  elastic: ElasticDistortion | null;
}

/** Simard, Steinkraus & Platt 2003: random displacements, smoothed. In pixels. */
export interface ElasticDistortion {
  alpha: number;
  sigma: number;
}

/** The digits 0 to 9. */
export const classCount = 10;
