import type { NetworkDiagnostics } from './diagnostics';
import type { GradientCheckEvent, GradientCheckOptions } from './gradient-check';
import type { LayerShape } from './model-shape';
import type { Specification } from './specification';
import type { SpecificationInput } from './specification-input';
import type { Split } from './split';

export type { Split } from './split';

/**
 * What the page may ask of the training worker, and what it gets back.
 *
 * Ownership at the boundary: typed arrays in `loadDataset` and `appendSamples` are
 * transferred (the sender's views become empty, even if the data is refused); every
 * other array is copied, and the copy is transferred to the receiver.
 *
 * Commands are done one after another in the order sent, between the slices of
 * a run. Only `predict` and `readSamples` overtake an evaluation or a long step
 * that is under way. While a run goes on, `loadDataset`, `beginDataset`, `createModel`,
 * `train`, `trainStep`, `setParameters` and `loadCheckpoint` reject with `busy`: pause it first.
 */
export interface Commands {
  /** Copies the data set into wasm memory. Drops the model that was there. */
  loadDataset: { in: Dataset; out: DatasetInfo };
  /**
   * Puts a data set to use whose samples follow by `appendSamples`. Drops the model that was
   * there; the next one can be created at once. A run waits where it needs samples that have
   * not arrived, with the same result as if it had not; a `trainStep`, an evaluation, a
   * checkpoint or a look into the layers that needs them rejects with `incomplete-data`.
   */
  beginDataset: { in: DatasetShape; out: DatasetInfo };
  /** The next samples: training and validation samples first, then the test set. Also during a run. */
  appendSamples: { in: Samples; out: { arrived: number } };
  /** Builds a network with fresh weights. Rejects with `invalid-specification`. */
  createModel: { in: SpecificationInput; out: ModelInfo };
  /** Starts or goes on training. Resolves at once; progress comes as events. */
  train: { in: TrainOptions; out: { runId: RunId } };
  /**
   * No further step will start. A mini-batch that is not complete is forgotten and
   * done again when training goes on, so a pause never changes the weights.
   */
  pause: { in: null; out: Position };
  /**
   * One mini-batch, and the evaluations of the validation set that are due. Rejects with
   * `diverged` if its loss is not finite.
   */
  trainStep: { in: null; out: StepMetrics };
  /** Takes effect with the next step, also during a run. */
  setLearningRate: { in: { learningRate: number }; out: null };
  /** Beside a run: training waits until the evaluation is complete. */
  evaluate: { in: { split: Split }; out: Evaluation };
  /** One image of width x height floats in [0, 1], row-major. */
  predict: { in: { pixels: Float32Array }; out: Float32Array };
  /** Images of the data set and what the network makes of them. */
  readSamples: { in: { split: Split; indices: number[] }; out: SampleReading[] };
  getParameters: { in: null; out: Tensor[] };
  /** All tensors of getParameters, by name. Nothing changes if one is refused. */
  setParameters: { in: { tensors: Tensor[] }; out: null };
  /**
   * The model and all that the rest of its training depends on, as a file. Also beside
   * a run, which goes on undisturbed; the mini-batch under way is not part of it and
   * will be done again. The note is any text, given back by `loadCheckpoint`.
   */
  saveCheckpoint: { in: { note: string }; out: Uint8Array<ArrayBuffer> };
  /**
   * Puts the model of a file in the place of the one that there was; training goes on
   * as that of the file would have, with the same weights byte for byte and the same
   * events. Rejects with `invalid-checkpoint`, and changes nothing, if the file is damaged,
   * of a newer version or made with other data than are loaded.
   */
  loadCheckpoint: { in: { bytes: Uint8Array }; out: LoadedCheckpoint };
  /** A look into the layers as they are, between two steps; training goes on as if there was none. */
  diagnose: { in: null; out: NetworkDiagnostics };
  /**
   * While enabled, each epoch of a run ends with a `diagnostics` event, and the last update of the
   * weights is kept so that diagnostics know it, at the price of a copy of them in each step.
   */
  watchLayers: { in: { enabled: boolean }; out: null };
  /**
   * Starts a check of a copy of the network, in the place of one under way; training may go on.
   * Dropout and noise are as in the next step of training.
   */
  beginGradientCheck: { in: GradientCheckOptions; out: { checkId: number } };
  /** Works on it for a slice of time. After `finished` it has ended. */
  advanceGradientCheck: { in: { checkId: number }; out: GradientCheckEvent };
  /** Stops it and frees its memory. */
  endGradientCheck: { in: { checkId: number }; out: null };
}

export type CommandName = keyof Commands;
export type CommandInput<Name extends CommandName> = Commands[Name]['in'];
export type CommandOutput<Name extends CommandName> = Commands[Name]['out'];

/** Grows by one with every run; events of an older run are stale. */
export type RunId = number;

/** Grey-scale images and labels: one byte a pixel, one byte a label. */
export interface Samples {
  /** samples x height x width */
  images: Uint8Array<ArrayBuffer>;
  /** One per sample, below 10. */
  labels: Uint8Array<ArrayBuffer>;
}

/**
 * Samples for training and validation, and perhaps for a test. They should be in random order:
 * the first epoch shuffles them in blocks of 10,000, later ones all together.
 */
export interface Dataset extends Samples {
  width: number;
  height: number;
  test?: Samples;
}

export interface DatasetShape {
  width: number;
  height: number;
  /** Training and validation samples together. */
  samples: number;
  testSamples: number;
}

export interface DatasetInfo extends DatasetShape {
  classes: number;
}

/** Samples that are needed, counted from the first one of the data set, and those that are there. */
export interface Arrival {
  arrived: number;
  needed: number;
}

export interface ModelInfo {
  /** Complete, with the defaults of the fields that were not given. */
  specification: Specification;
  /** Of the module that trains it. */
  variant: Variant;
  parameterCount: number;
  stepsPerEpoch: number;
  layers: LayerShape[];
}

/** A model in the middle of its training. */
export interface LoadedCheckpoint extends ModelInfo {
  position: Position;
  /** That the schedule begins at: the specification's, or what `setLearningRate` made of it. */
  baseLearningRate: number;
  /** Time of training so far; pauses and evaluations left out. */
  elapsedMs: number;
  /** How early stopping has ended this training; null if it has not. */
  earlyStop: Omit<StoppedEarlyEvent, 'type' | 'runId'> | null;
  /** As it was given to `saveCheckpoint`. */
  note: string;
}

export interface TrainOptions {
  /** Train until this many epochs in all are complete. Default: those of the specification. */
  epochs?: number;
}

export interface Position {
  /** Optimiser steps done since the model was created. */
  step: number;
  /** Epochs done, with the fraction of the one under way: 2.5. */
  epoch: number;
}

export interface Metrics {
  /** Mean cross-entropy per sample, in nats. */
  loss: number;
  /** In [0, 1]. */
  accuracy: number;
}

export interface StepMetrics extends Position, Metrics {
  /** Of this step, by the schedule. */
  learningRate: number;
  /**
   * What evaluations due after this step brought, or after the one before if they were not complete.
   * Their `runId` is 0, which no run has.
   */
  events: EvaluationEvent[];
}

/** In the order of a run; where early stopping has ended the training, that comes last. */
export type EvaluationEvent = EpochEvent | CheckEvent | StoppedEarlyEvent;

export interface Evaluation extends Metrics {
  split: Split;
  samples: number;
  /** Row: true class, column: predicted class; classes x classes. */
  confusion: Uint32Array<ArrayBuffer>;
}

export interface SampleReading {
  index: number;
  label: number;
  predicted: number;
  /** Probability of `predicted`, in [0, 1]. */
  confidence: number;
  /** height x width */
  pixels: Uint8Array<ArrayBuffer>;
}

export interface Tensor {
  /** 'layers.0.weight' (inputs, outputs), 'layers.0.bias' (outputs). */
  name: string;
  shape: number[];
  /** Row-major. */
  data: Float32Array<ArrayBuffer>;
}

/** A moment of a run. */
export type RunEvent =
  | ProgressEvent
  | EpochEvent
  | CheckEvent
  | DiagnosticsEvent
  | WaitingEvent
  | { type: 'paused'; runId: RunId; position: Position }
  | { type: 'finished'; runId: RunId; position: Position }
  | StoppedEarlyEvent
  | DivergedEvent
  | { type: 'failed'; runId: RunId; error: TrainerErrorData };

/** Several a second: means over the steps since the last one. */
export interface ProgressEvent {
  type: 'progress';
  runId: RunId;
  position: Position;
  /** Samples trained on since the last one. */
  samples: number;
  train: Metrics;
  /** Of the last step, by the schedule. */
  learningRate: number;
  samplesPerSecond: number;
  /** Time of training so far in this model's life; pauses and evaluations left out. */
  elapsedMs: number;
}

export interface EpochEvent {
  type: 'epoch';
  runId: RunId;
  /** Complete epochs. */
  epoch: number;
  step: number;
  /** Running means over the epoch's mini-batches. */
  train: Metrics;
  /** Evaluated at the end of the epoch. */
  valid: Metrics;
  elapsedMs: number;
}

/** Early stopping has looked at the validation set. After an `epoch` event, if one is due too. */
export interface CheckEvent {
  type: 'check';
  runId: RunId;
  position: Position;
  valid: Metrics;
  isBest: boolean;
  /** Checks without a new best that there may still be. */
  patienceLeft: number;
}

/** The run waits for samples, and goes on by itself. Again with each part that is not enough. */
export interface WaitingEvent extends Arrival {
  type: 'waiting';
  runId: RunId;
  position: Position;
}

/** After the `epoch` event, while the layers are watched. */
export interface DiagnosticsEvent {
  type: 'diagnostics';
  runId: RunId;
  diagnostics: NetworkDiagnostics;
}

/** The metric did not improve for so many checks: training is over, whatever epochs are left. */
export interface StoppedEarlyEvent {
  type: 'stopped-early';
  runId: RunId;
  position: Position;
  /** The best check; the network has its weights if `isRestored`, else those of the last step. */
  best: Position & Metrics;
  isRestored: boolean;
}

/** The loss became NaN or infinite; the run has stopped. */
export interface DivergedEvent extends Divergence {
  type: 'diverged';
  runId: RunId;
}

export interface Divergence {
  /** The step that could not be done; the weights are those before it. */
  step: number;
  /** The first layer with a value that is not finite, or the one with the largest weight. */
  layer: string;
  /** By absolute value. */
  largestWeight: number;
  /** What happened and what to try, for the visitor. */
  message: string;
}

export type TrainerErrorCode =
  | 'invalid-specification'
  | 'invalid-data'
  | 'invalid-input'
  | 'invalid-checkpoint'
  | 'no-dataset'
  /** Samples that are needed have not arrived. */
  | 'incomplete-data'
  | 'no-model'
  | 'busy'
  | 'diverged'
  | 'out-of-memory'
  | 'no-simd'
  /** The worker or the WebAssembly module could not be loaded. */
  | 'start-failed'
  | 'crashed'
  | 'disposed'
  | 'internal';

/** An error that crosses the worker's boundary. */
export interface TrainerErrorData {
  code: TrainerErrorCode;
  /** The field at fault, as 'model.layers[1].units'; empty if there is none. */
  path: string;
  /** A sentence for the visitor. */
  message: string;
  /** With `diverged`. */
  divergence?: Divergence;
}

export type Variant = 'simd128' | 'relaxed-simd';

/** What the worker is to load; 'auto' is the best that engine and page allow. */
export interface ModuleChoice {
  variant: Variant | 'auto';
  /** As many of them as can be had: 1 on a page that is not isolated from other origins. */
  threads: number | 'auto';
}

export interface TrainerInfo {
  variant: Variant;
  threads: number;
}

/** From client to worker: first a start, then commands. */
export type ToWorker = StartRequest | Request | { ping: true };

export interface StartRequest {
  start: ModuleChoice & {
    /** Name of a lock that the worker is to hold for life, so that its death is noticed. */
    lifeline: string | null;
  };
}

export type Request<Name extends CommandName = CommandName> = {
  [Each in Name]: { id: number; command: Each; input: CommandInput<Each> };
}[Name];

/** From worker to client. */
export type FromWorker =
  | { started: TrainerInfo }
  | { startFailed: TrainerErrorData }
  | Reply
  | { event: RunEvent }
  | { pong: true }
  /** The worker's last word: its memory can no longer be trusted. */
  | { crashed: TrainerErrorData };

export type Reply = { id: number; output: unknown } | { id: number; error: TrainerErrorData };
