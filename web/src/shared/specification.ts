/**
 * An experiment as one plain JSON value. The page's state, links, tests,
 * benchmarks and the library all speak it. `validateSpecification` turns
 * unknown input into a complete value of this type.
 *
 * Where a field has one allowed value only, that value means 'switched off':
 * experiments written for it are understood, and others refused in words.
 */
export interface Specification {
  version: 1;
  /** Every random draw of the run follows from it. Integer in [0, 2^32 - 1]. */
  seed: number;
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
  /** 'unit' maps a byte x to x / 255. */
  scaling: 'unit';
}

export type DatasetName = 'mnist' | 'built-in' | 'custom';

export interface ModelSpecification {
  /** The last layer has as many units as there are classes, and softmax. */
  layers: LayerSpecification[];
  initializer: InitializerSpecification;
}

export interface DenseSpecification {
  type: 'dense';
  units: number;
  bias: boolean;
  activation: ActivationSpecification;
}

export type LayerSpecification = DenseSpecification;

export type ActivationSpecification =
  | { type: 'identity' }
  | { type: 'sigmoid' }
  | { type: 'tanh' }
  | { type: 'relu' }
  | { type: 'softmax' };

export type ActivationName = ActivationSpecification['type'];

export type InitializerSpecification =
  | { type: 'zeros' }
  | { type: 'normal'; standardDeviation: number }
  | { type: 'glorot-uniform' }
  | { type: 'glorot-normal' };

export type InitializerName = InitializerSpecification['type'];

export interface TrainingSpecification {
  loss: 'cross-entropy';
  /** Over the samples of a mini-batch. */
  reduction: 'mean';
  optimizer: OptimizerSpecification;
  schedule: { type: 'constant' };
  batchSize: number;
  epochs: number;
  weightDecay: 0;
  earlyStopping: null;
  augmentation: null;
}

export interface OptimizerSpecification {
  type: 'sgd';
  learningRate: number;
  momentum: 0;
  nesterov: false;
}

/** The digits 0 to 9. */
export const classCount = 10;
