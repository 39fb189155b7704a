import type { NetworkDiagnostics } from '../shared/diagnostics';
import type { GradientCheckEvent, GradientCheckOptions } from '../shared/gradient-check';
import type {
  Dataset,
  DatasetInfo,
  DatasetShape,
  Evaluation,
  LoadedCheckpoint,
  ModelInfo,
  Position,
  RunEvent,
  SampleReading,
  Samples,
  Split,
  StepMetrics,
  Tensor,
  TrainerInfo,
  TrainOptions,
  Variant,
} from '../shared/protocol';
import type { SpecificationInput } from '../shared/validate-specification';
import type { TrainerError } from './trainer-error';

export type { TrainerError } from './trainer-error';

export interface TrainerOptions {
  /** 'auto' takes relaxed SIMD where the engine has it. */
  variant?: Variant | 'auto';
  /**
   * From 1 to 16, of which `info` tells how many there are: one, unless the page is
   * cross-origin isolated. 'auto', the default, takes one for each processor core, 4 at most.
   */
  threads?: number | 'auto';
  /** Address of inkling-worker.js. Default: beside this module, with the folder wasm/. */
  workerUrl?: URL | string;
}

/**
 * A network in a worker of its own. Every promise settles; rejections are
 * TrainerErrors. See `Commands` for what each call does and refuses.
 */
export interface Trainer {
  readonly info: TrainerInfo;
  /** Takes over the arrays' buffers: they are transferred to the worker. */
  loadDataset(dataset: Dataset): Promise<DatasetInfo>;
  /** For data that arrives in parts: training can begin on the first ones. */
  beginDataset(shape: DatasetShape): Promise<DatasetInfo>;
  /** Takes over the arrays' buffers. */
  appendSamples(samples: Samples): Promise<{ arrived: number }>;
  createModel(specification: SpecificationInput): Promise<ModelInfo>;
  /**
   * Trains until the epochs are complete, `pause` is called or the loss
   * diverges. The run starts when the iteration does; leaving the loop early
   * pauses it. The last event is `finished`, `stopped-early`, `paused`, `diverged` or `failed`.
   * A consumer that is slow gets progress events merged, and all others.
   */
  train(options?: TrainOptions): AsyncIterable<RunEvent>;
  pause(): Promise<Position>;
  trainStep(): Promise<StepMetrics>;
  setLearningRate(learningRate: number): Promise<void>;
  evaluate(split: Split): Promise<Evaluation>;
  /** Ten probabilities for width x height pixels in [0, 1], row-major. */
  predict(pixels: Float32Array): Promise<Float32Array>;
  readSamples(split: Split, indices: number[]): Promise<SampleReading[]>;
  getParameters(): Promise<Tensor[]>;
  setParameters(tensors: Tensor[]): Promise<void>;
  /** The network and its training so far as a file; also while a run goes on. */
  saveCheckpoint(options?: { note?: string }): Promise<Uint8Array<ArrayBuffer>>;
  /** Goes on with the training of a file, on the data that it was made with. */
  loadCheckpoint(bytes: Uint8Array): Promise<LoadedCheckpoint>;
  /** A look into the layers: sizes of numbers, dead and saturated units. */
  diagnose(): Promise<NetworkDiagnostics>;
  /** While enabled, runs have `diagnostics` events, and diagnostics know the last update. */
  watchLayers(enabled: boolean): Promise<void>;
  /**
   * Compares gradients by backpropagation with central differences, in double precision. The
   * last event is `finished`, with the result; leaving the loop early stops the check. Beside a
   * run, of the network as it was when the iteration began.
   */
  gradientCheck(options?: GradientCheckOptions): AsyncIterable<GradientCheckEvent>;
  /** Ends the worker; what is pending rejects with `disposed`. */
  dispose(): Promise<void>;
  /** Resolves with the reason if the worker dies; what was pending has been rejected with it. */
  readonly crashed: Promise<TrainerError>;
}
