import { buffersOf } from '../shared/buffers-of';
import type { NetworkDiagnostics } from '../shared/diagnostics';
import type { GradientCheckEvent, GradientCheckOptions } from '../shared/gradient-check';
import type {
  Dataset,
  DatasetInfo,
  DatasetShape,
  Evaluation,
  LoadedCheckpoint,
  ModelInfo,
  ModuleChoice,
  Position,
  RunEvent,
  RunId,
  SampleReading,
  Samples,
  Split,
  StepMetrics,
  Tensor,
  TrainerErrorData,
  TrainerInfo,
  TrainOptions,
} from '../shared/protocol';
import type { SpecificationInput } from '../shared/validate-specification';
import { Connection, failure, type ConnectionOptions } from './connection';
import { endsRun, RunQueue } from './run-queue';
import type { Trainer } from './trainer';
import { TrainerError } from './trainer-error';

export type WorkerOptions = ModuleChoice & Pick<ConnectionOptions, 'startWorker' | 'beatMs'>;

/** The trainer that lives behind a connection. */
export class TrainerClient implements Trainer {
  readonly info: TrainerInfo;
  readonly crashed: Promise<TrainerError>;
  readonly #connection: Connection;
  readonly #runs: Runs;

  /** Starts the worker. Rejects, in words, if it or the module cannot be loaded. */
  static async start(options: WorkerOptions): Promise<TrainerClient> {
    const runs = new Runs();
    let announceCrash: (error: TrainerError) => void;
    const crashed = new Promise<TrainerError>((resolve) => (announceCrash = resolve));
    const connection = new Connection({
      ...options,
      receiveEvent: (event) => {
        runs.receive(event);
      },
      awaitsEvents: () => runs.isActive,
      hasEnded: (reason) => {
        runs.fail(reason);
        if (reason.code === 'crashed') announceCrash(new TrainerError(reason));
      },
    });
    return new TrainerClient(await connection.started, connection, runs, crashed);
  }

  private constructor(
    info: TrainerInfo,
    connection: Connection,
    runs: Runs,
    crashed: Promise<TrainerError>,
  ) {
    this.info = info;
    this.crashed = crashed;
    this.#connection = connection;
    this.#runs = runs;
  }

  loadDataset(dataset: Dataset): Promise<DatasetInfo> {
    return this.#connection.request('loadDataset', dataset, buffersOf(dataset));
  }

  beginDataset(shape: DatasetShape): Promise<DatasetInfo> {
    return this.#connection.request('beginDataset', shape);
  }

  appendSamples(samples: Samples): Promise<{ arrived: number }> {
    return this.#connection.request('appendSamples', samples, buffersOf(samples));
  }

  createModel(specification: SpecificationInput): Promise<ModelInfo> {
    return this.#connection.request('createModel', specification);
  }

  async *train(options: TrainOptions = {}): AsyncGenerator<RunEvent, void, undefined> {
    const queue = new RunQueue();
    await this.#connection.request('train', options, [], ({ runId }) => {
      this.#runs.begin(runId, queue);
    });
    try {
      for (;;) {
        const event = await queue.take();
        yield event;
        if (endsRun(event)) return;
      }
    } finally {
      // Rejects only if the worker has ended, and with it the run.
      if (!queue.hasEnded) await this.pause().catch(() => undefined);
    }
  }

  pause(): Promise<Position> {
    return this.#connection.request('pause', null);
  }

  trainStep(): Promise<StepMetrics> {
    return this.#connection.request('trainStep', null);
  }

  async setLearningRate(learningRate: number): Promise<void> {
    await this.#connection.request('setLearningRate', { learningRate });
  }

  evaluate(split: Split): Promise<Evaluation> {
    return this.#connection.request('evaluate', { split });
  }

  predict(pixels: Float32Array): Promise<Float32Array> {
    const input = copyOf({ pixels });
    return this.#connection.request('predict', input, buffersOf(input));
  }

  readSamples(split: Split, indices: number[]): Promise<SampleReading[]> {
    return this.#connection.request('readSamples', { split, indices });
  }

  getParameters(): Promise<Tensor[]> {
    return this.#connection.request('getParameters', null);
  }

  async setParameters(tensors: Tensor[]): Promise<void> {
    const input = copyOf({ tensors });
    await this.#connection.request('setParameters', input, buffersOf(input));
  }

  saveCheckpoint({ note = '' }: { note?: string } = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#connection.request('saveCheckpoint', { note });
  }

  loadCheckpoint(bytes: Uint8Array): Promise<LoadedCheckpoint> {
    const input = copyOf({ bytes });
    return this.#connection.request('loadCheckpoint', input, buffersOf(input));
  }

  diagnose(): Promise<NetworkDiagnostics> {
    return this.#connection.request('diagnose', null);
  }

  async watchLayers(enabled: boolean): Promise<void> {
    await this.#connection.request('watchLayers', { enabled });
  }

  async *gradientCheck(
    options: GradientCheckOptions = {},
  ): AsyncGenerator<GradientCheckEvent, void, undefined> {
    const check = await this.#connection.request('beginGradientCheck', options);
    let isUnderWay = true;
    try {
      while (isUnderWay) {
        const event = await this.#connection.request('advanceGradientCheck', check);
        isUnderWay = event.type !== 'finished';
        yield event;
      }
    } finally {
      // Rejects only if the worker has ended, and with it the check.
      if (isUnderWay) {
        await this.#connection.request('endGradientCheck', check).catch(() => undefined);
      }
    }
  }

  async dispose(): Promise<void> {
    await this.#connection.end(failure('disposed', 'This trainer has been disposed of.'));
  }
}

/** The run under way, and the one place where events of an older one are dropped. */
class Runs {
  #active: { runId: RunId; queue: RunQueue } | null = null;

  get isActive(): boolean {
    return this.#active !== null;
  }

  begin(runId: RunId, queue: RunQueue): void {
    this.#active = { runId, queue };
  }

  receive(event: RunEvent): void {
    if (event.runId !== this.#active?.runId) return;
    this.#active.queue.put(event);
    if (endsRun(event)) this.#active = null;
  }

  /** The worker has ended, and with it the run. */
  fail(error: TrainerErrorData): void {
    if (this.#active) this.receive({ type: 'failed', runId: this.#active.runId, error });
  }
}

/**
 * The input with arrays of floats and bytes of its own, to be transferred: of a
 * view only its part, not the whole buffer behind it. What is no such array stays
 * as it is, for the worker to refuse in words.
 */
function copyOf<T>(value: T): T {
  const copy = (each: unknown): unknown => {
    if (each instanceof Float32Array) return new Float32Array(each);
    if (each instanceof Uint8Array) return new Uint8Array(each);
    if (Array.isArray(each)) return each.map(copy);
    if (typeof each !== 'object' || each === null || ArrayBuffer.isView(each)) return each;
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, copy(inner)]));
  };
  return copy(value) as T;
}
