import { TrainerError } from '../../../web/src/client/trainer-error';
import type { Trainer } from '../../../web/src/client/trainer';
import type { LoadedData } from '../../../web/src/data/data-source';
import type { Address, Services } from '../../../web/src/state/services';
import type { GradientCheckEvent } from '../../../web/src/shared/gradient-check';
import type {
  DatasetShape,
  EpochEvent,
  Metrics,
  Position,
  RunEvent,
  Samples,
} from '../../../web/src/shared/protocol';
import type { Specification } from '../../../web/src/shared/specification';
import {
  defaultSpecification,
  type SpecificationInput,
} from '../../../web/src/shared/validate-specification';
import { diagnosticsAt, passedGradientCheck } from './fake-findings';

/** Steps of an epoch of the pretended network. */
export const stepsPerEpoch = 4;

/** A trainer that does as it is told: each step waits until the test lets it happen. */
export class FakeTrainer implements Trainer {
  readonly info = { variant: 'simd128', threads: 1 } as const;
  readonly crashed: Promise<TrainerError>;
  readonly created: SpecificationInput[] = [];
  readonly learningRates: number[] = [];
  /** What `predict` answers. */
  probabilities = Float32Array.from([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  predictions = 0;
  datasetsLoaded = 0;
  /** Samples of a data set that comes in parts. */
  arrived = 0;
  /** The next step makes the loss infinite. */
  divergesNext = false;
  /** A run ends by itself after this step. */
  stopsEarlyAfter = Infinity;
  refusesCheckpoints = false;
  position: Position = { step: 0, epoch: 0 };
  watchesLayers = false;
  finishCheck: () => void = () => undefined;
  #crash: (reason: TrainerError) => void = () => undefined;
  /** Runs that were asked to pause. */
  #pauses = 0;
  #wake: () => void = () => undefined;

  constructor() {
    this.crashed = new Promise((resolve) => (this.#crash = resolve));
  }

  /** Lets a run under way do some steps. */
  async letRun(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) {
      this.#wake();
      await settle();
    }
  }

  die(): void {
    const data = { code: 'crashed', path: '', message: 'It was killed.' } as const;
    this.#crash(new TrainerError(data));
  }

  loadDataset(): ReturnType<Trainer['loadDataset']> {
    this.datasetsLoaded++;
    return Promise.resolve({ width: 28, height: 28, classes: 10, samples: 100, testSamples: 10 });
  }

  beginDataset(shape: DatasetShape): ReturnType<Trainer['beginDataset']> {
    this.datasetsLoaded++;
    this.arrived = 0;
    return Promise.resolve({ ...shape, classes: 10 });
  }

  appendSamples({ labels }: Samples): ReturnType<Trainer['appendSamples']> {
    this.arrived += labels.length;
    return Promise.resolve({ arrived: this.arrived });
  }

  createModel(specification: SpecificationInput): ReturnType<Trainer['createModel']> {
    this.created.push(specification);
    this.position = { step: 0, epoch: 0 };
    const info = {
      specification: defaultSpecification,
      variant: this.info.variant,
      parameterCount: 1,
      stepsPerEpoch,
      layers: [],
    };
    return Promise.resolve(info);
  }

  async *train({ epochs = 1 } = {}): AsyncGenerator<RunEvent> {
    const runId = 1;
    const pausesBefore = this.#pauses;
    while (this.position.epoch < epochs) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#pauses > pausesBefore) {
        yield { type: 'paused', runId, position: this.position };
        return;
      }
      if (this.divergesNext) {
        const cause = { step: this.position.step + 1, layer: 'layers.0', largestWeight: 1e20 };
        yield { type: 'diverged', runId, ...cause, message: 'The loss is infinite.' };
        return;
      }
      this.#advance();
      const figures = this.#figures;
      yield {
        type: 'progress',
        runId,
        position: this.position,
        samples: 1,
        train: figures,
        learningRate: 0.1,
        samplesPerSecond: 100,
        elapsedMs: 1000 * this.position.step,
      };
      const { step, epoch } = this.position;
      if (Number.isInteger(epoch)) {
        yield this.#epochEvent(runId);
        if (this.watchesLayers) {
          yield { type: 'diagnostics', runId, diagnostics: diagnosticsAt(step) };
        }
      }
      if (step === this.stopsEarlyAfter) {
        const best = { ...this.position, ...figures };
        yield { type: 'stopped-early', runId, position: this.position, best, isRestored: true };
        return;
      }
    }
    yield { type: 'finished', runId, position: this.position };
  }

  pause(): Promise<Position> {
    this.#pauses++;
    this.#wake();
    return Promise.resolve(this.position);
  }

  trainStep(): ReturnType<Trainer['trainStep']> {
    this.#advance();
    const events = Number.isInteger(this.position.epoch) ? [this.#epochEvent(0)] : [];
    return Promise.resolve({ ...this.position, ...this.#figures, learningRate: 0.1, events });
  }

  setLearningRate(learningRate: number): Promise<void> {
    this.learningRates.push(learningRate);
    return Promise.resolve();
  }

  evaluate(split: 'train' | 'valid' | 'test'): ReturnType<Trainer['evaluate']> {
    const confusion = new Uint32Array(100);
    return Promise.resolve({ split, samples: 10, loss: 0.5, accuracy: 0.9, confusion });
  }

  predict(): Promise<Float32Array> {
    this.predictions++;
    return Promise.resolve(this.probabilities);
  }

  readSamples(_split: string, indices: number[]): ReturnType<Trainer['readSamples']> {
    const pixels = new Uint8Array(784);
    // Every tenth digit is misread.
    return Promise.resolve(
      indices.map((index) => ({
        index,
        label: index % 9,
        predicted: index % 10 === 0 ? 9 : index % 9,
        confidence: 0.9,
        pixels,
      })),
    );
  }

  getParameters(): ReturnType<Trainer['getParameters']> {
    return Promise.resolve([]);
  }

  setParameters(): Promise<void> {
    return Promise.resolve();
  }

  /** The pretended file is its step and its note. */
  saveCheckpoint({ note = '' } = {}): ReturnType<Trainer['saveCheckpoint']> {
    const file = { step: this.position.step, note, specification: this.created.at(-1) };
    return Promise.resolve(new TextEncoder().encode(JSON.stringify(file)));
  }

  async loadCheckpoint(bytes: Uint8Array): ReturnType<Trainer['loadCheckpoint']> {
    if (this.refusesCheckpoints) {
      const message = 'The checkpoint is damaged.';
      throw new TrainerError({ code: 'invalid-checkpoint', path: '', message });
    }
    const { step, note, specification } = JSON.parse(new TextDecoder().decode(bytes)) as {
      step: number;
      note: string;
      specification: Specification;
    };
    const info = await this.createModel(specification);
    this.position = { step, epoch: step / stepsPerEpoch };
    const { position } = this;
    const { learningRate: baseLearningRate } = specification.training.optimizer;
    const loaded = { position, baseLearningRate, elapsedMs: 1000 * step, earlyStop: null, note };
    return { ...info, specification, ...loaded };
  }

  diagnose(): ReturnType<Trainer['diagnose']> {
    return Promise.resolve(diagnosticsAt(this.position.step));
  }

  watchLayers(enabled: boolean): Promise<void> {
    this.watchesLayers = enabled;
    return Promise.resolve();
  }

  /** Half of it at once, the rest when the test lets it. */
  async *gradientCheck(): AsyncGenerator<GradientCheckEvent> {
    yield { type: 'progress', done: 0.5 };
    await new Promise<void>((resolve) => (this.finishCheck = resolve));
    yield { type: 'finished', result: passedGradientCheck };
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  get #figures(): Metrics {
    return { loss: 1 / this.position.step, accuracy: 0.5 };
  }

  #epochEvent(runId: number): EpochEvent {
    const [train, valid] = [this.#figures, this.#figures];
    const elapsedMs = 1000 * this.position.step;
    return { type: 'epoch', runId, ...this.position, train, valid, elapsedMs };
  }

  #advance(): void {
    const step = this.position.step + 1;
    this.position = { step, epoch: step / stepsPerEpoch };
  }
}

/** A hundred blank images with a test set of ten. */
export function loadedData(source: LoadedData['source']): LoadedData {
  return {
    source,
    name: source,
    description: '',
    warnings: [],
    split: { train: 80, valid: 20 },
    dataset: {
      width: 28,
      height: 28,
      images: new Uint8Array(100 * 784),
      labels: new Uint8Array(100),
      test: { images: new Uint8Array(10 * 784), labels: new Uint8Array(10) },
    },
  };
}

/** An address bar. */
export function fakeAddress(hash = ''): Address & { enter: (hash: string) => void } {
  let listener: (hash: string) => void = () => undefined;
  return {
    hash: () => hash,
    onHashChange: (listen) => (listener = listen),
    replaceHash: (next) => `page/${(hash = next)}`,
    enter: (next) => listener((hash = next)),
  };
}

export interface FakeServices extends Services {
  /** All that were started, the last one in use. */
  trainers: FakeTrainer[];
}

export function fakeServices(changes: Partial<Services> = {}): FakeServices {
  const trainers: FakeTrainer[] = [];
  return {
    trainers,
    createTrainer: () => {
      const trainer = new FakeTrainer();
      trainers.push(trainer);
      return Promise.resolve(trainer);
    },
    loadData: ({ source }) => Promise.resolve(loadedData(source)),
    address: fakeAddress(),
    prepareDrawing: ({ width }) => (width > 0 ? new Float32Array(784) : null),
    ...changes,
  };
}

/** Lets everything that waits for settled promises run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
