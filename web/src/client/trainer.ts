import type {
  Dataset,
  DatasetInfo,
  Evaluation,
  ModelInfo,
  Position,
  RunEvent,
  SampleReading,
  Split,
  StepMetrics,
  Tensor,
  TrainerInfo,
  TrainOptions,
  Variant,
} from '../shared/protocol';
import type { SpecificationInput } from '../shared/validate-specification';

export interface TrainerOptions {
  /** 'auto' takes relaxed SIMD where the engine has it. */
  variant?: Variant | 'auto';
  /** Only 1 so far. */
  threads?: 1;
}

/** A network in a worker of its own. Every promise settles; rejections are TrainerErrors. */
export interface Trainer {
  readonly info: TrainerInfo;
  /** Takes over the arrays' buffers: they are transferred to the worker. */
  loadDataset(dataset: Dataset): Promise<DatasetInfo>;
  createModel(specification: SpecificationInput): Promise<ModelInfo>;
  /**
   * Trains until the epochs are complete, `pause` is called or the loss
   * diverges. Leaving the loop early pauses the run.
   */
  train(options?: TrainOptions): AsyncIterable<RunEvent>;
  pause(): Promise<Position>;
  trainStep(): Promise<StepMetrics>;
  setLearningRate(learningRate: number): Promise<void>;
  evaluate(split: Split): Promise<Evaluation>;
  predict(pixels: Float32Array): Promise<Float32Array>;
  readSamples(split: Split, indices: number[]): Promise<SampleReading[]>;
  getParameters(): Promise<Tensor[]>;
  setParameters(tensors: Tensor[]): Promise<void>;
  /** Ends the worker; what is pending rejects with `disposed`. */
  dispose(): Promise<void>;
  /** Resolves with the reason if the worker dies; what was pending has been rejected with it. */
  readonly crashed: Promise<TrainerError>;
}

/** An error of the trainer: a code to branch on, a field, a sentence to show. */
export interface TrainerError extends Error {
  readonly code: import('../shared/protocol').TrainerErrorCode;
  readonly path: string;
}
