import { boolean, list, number, object } from '../shared/field-readers';
import type { GradientCheckOptions } from '../shared/gradient-check';
import type {
  CommandInput,
  CommandName,
  CommandOutput,
  Dataset,
  DatasetInfo,
  DatasetShape,
  Evaluation,
  LoadedCheckpoint,
  ModelInfo,
  Request,
  RunEvent,
  RunId,
  SampleReading,
  Samples,
  Split,
  StepMetrics,
  TrainOptions,
} from '../shared/protocol';
import { ranges } from '../shared/ranges';
import { validateSpecification, type SpecificationInput } from '../shared/validate-specification';
import { isReproducible, openCheckpoint, saveCheckpoint } from './checkpoint';
import { CommandQueue } from './command-queue';
import type { GradientCheck } from './gradient-check';
import { readGradientCheckOptions } from './gradient-check-request';
import { read, readSplit, refuse } from './read-input';
import type { Session } from './session';
import type { SessionHost } from './session-host';
import { addTotals, meanOf, noTotals } from './totals';
import { incompleteData, TrainerFailure } from './trainer-failure';
import { samplesPerCall, Training } from './training';
import { shortSliceMs, TrainingLoop } from './training-loop';
import { yieldToMessages } from './yield-to-messages';

type Handlers = {
  [Name in CommandName]: (
    input: CommandInput<Name>,
  ) => CommandOutput<Name> | Promise<CommandOutput<Name>>;
};

interface Model {
  info: ModelInfo;
  loop: TrainingLoop;
}

const maxSamplesRead = 1000;

/** Answers commands: one handler for each, and the state that they share. */
export class TrainerService {
  readonly #host: SessionHost;
  readonly #gradientCheck: GradientCheck;
  readonly #emit: (event: RunEvent) => void;
  readonly #onFatal: (error: unknown) => void;
  readonly #queue = new CommandQueue();
  #dataset: DatasetInfo | null = null;
  #model: Model | null = null;
  #lastRunId: RunId = 0;
  #watchesLayers = false;

  constructor(
    { host, gradientCheck }: { host: SessionHost; gradientCheck: GradientCheck },
    emit: (event: RunEvent) => void,
    onFatal: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#gradientCheck = gradientCheck;
    this.#emit = emit;
    this.#onFatal = onFatal;
  }

  get #session(): Session {
    return this.#host.session;
  }

  /** Does one command in its turn; rejects with a TrainerFailure if it is refused. */
  async handle<Name extends CommandName>(request: Request<Name>): Promise<CommandOutput<Name>> {
    this.#model?.loop.asked();
    const work = () => this.#handlers[request.command](request.input);
    return overtakes[request.command] ? work() : this.#queue.run(work);
  }

  readonly #handlers: Handlers = {
    loadDataset: (input) => this.#loadDataset(input),
    beginDataset: (input) => this.#beginDataset(input),
    appendSamples: (input) => this.#appendSamples(input),
    createModel: (input) => this.#createModel(input),
    train: (input) => this.#train(input),
    pause: () => this.#needModel().loop.pause(),
    trainStep: () => this.#trainStep(),
    setLearningRate: (input) => this.#setLearningRate(input),
    evaluate: (input) => this.#evaluate(input),
    predict: (input) => this.#predict(input),
    readSamples: (input) => this.#readSamples(input),
    getParameters: () => {
      this.#needModel();
      return this.#session.parameters();
    },
    setParameters: (input) => this.#setParameters(input),
    saveCheckpoint: ({ note }) => {
      const { info, loop } = this.#needModel();
      this.#needSamples(this.#session.poolSamples);
      return saveCheckpoint(this.#session, info, { training: loop.training.state, note });
    },
    loadCheckpoint: (input) => this.#loadCheckpoint(input),
    diagnose: () => this.#needModel().loop.training.diagnose(),
    watchLayers: (input) => this.#watchLayers(input),
    beginGradientCheck: (input) => this.#beginGradientCheck(input),
    advanceGradientCheck: ({ checkId }) =>
      this.#gradientCheck.advance(checkId, performance.now() + shortSliceMs),
    endGradientCheck: ({ checkId }) => {
      this.#gradientCheck.end(checkId);
      return null;
    },
  };

  #loadDataset(dataset: Dataset): DatasetInfo {
    this.#refuseDuringRun();
    this.#dataset = this.#session.loadDataset(dataset);
    this.#model = null;
    return this.#dataset;
  }

  #beginDataset(shape: DatasetShape): DatasetInfo {
    this.#refuseDuringRun();
    this.#dataset = this.#session.beginDataset(shape);
    this.#model = null;
    return this.#dataset;
  }

  #appendSamples(samples: Samples): { arrived: number } {
    this.#needDataset();
    this.#session.appendSamples(samples);
    this.#model?.loop.samplesArrived();
    return { arrived: this.#session.arrivedSamples };
  }

  async #createModel(input: SpecificationInput): Promise<ModelInfo> {
    this.#refuseDuringRun();
    const { samples, width, height } = this.#needDataset();
    const image = { width, height };
    const result = validateSpecification(input, { samples, image });
    if (!result.ok) {
      const [{ path, message }, ...others] = result.problems;
      const more = others.length > 0 ? ` (and ${others.length} more)` : '';
      throw new TrainerFailure('invalid-specification', `${message}${more}`, path);
    }
    const { specification } = result;
    const info = await this.#host.build(specification, (session) =>
      session.createModel(specification, image),
    );
    this.#use(info, new Training(this.#session, info));
    return info;
  }

  #use(info: ModelInfo, training: Training): void {
    const loop = new TrainingLoop(training, {
      emit: this.#emit,
      idle: () => this.#queue.idle(),
      onFatal: this.#onFatal,
    });
    this.#model = { info, loop };
    if (this.#watchesLayers) this.#watchLayers({ enabled: true });
  }

  #train(options: TrainOptions): { runId: RunId } {
    this.#refuseDuringRun();
    const { info, loop } = this.#needModel();
    const { training } = info.specification;
    const fields = { epochs: number(ranges['training.epochs'], training.epochs) };
    const { epochs } = read(object<Required<TrainOptions>>(fields), options, '');
    const runId = ++this.#lastRunId;
    loop.start(runId, epochs);
    return { runId };
  }

  #trainStep(): Promise<StepMetrics> {
    this.#refuseDuringRun();
    const { loop } = this.#needModel();
    if (loop.training.missing) throw incompleteData(loop.training.missing);
    return loop.step();
  }

  #setLearningRate(input: { learningRate: number }): null {
    this.#needModel();
    const range = ranges['training.optimizer.learningRate'];
    this.#session.setLearningRate(read(number(range), input.learningRate, 'learningRate'));
    return null;
  }

  async #evaluate(input: { split: Split }): Promise<Evaluation> {
    const split = readSplit(input.split);
    const samples = this.#sampleCount(split);
    const perCall = samplesPerCall(this.#session.multiplyAdds);
    const totals = noTotals();
    this.#session.resetEvaluation();
    for (let begin = 0; begin < samples;) {
      const endsAt = performance.now() + shortSliceMs;
      do {
        const end = Math.min(begin + perCall, samples);
        addTotals(totals, this.#session.evaluateRange(split, begin, end));
        begin = end;
      } while (begin < samples && performance.now() < endsAt);
      await yieldToMessages();
    }
    return { split, samples, ...meanOf(totals), confusion: this.#session.confusion() };
  }

  #predict({ pixels }: { pixels: Float32Array }): Float32Array<ArrayBuffer> {
    this.#needModel();
    const { width, height } = this.#needDataset();
    if (!(pixels instanceof Float32Array)) refuse('pixels', 'Must be a Float32Array.');
    if (pixels.length !== width * height) {
      refuse(
        'pixels',
        `Must have ${width} x ${height} = ${width * height} values; ${pixels.length} were given.`,
      );
    }
    const wrong = pixels.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1)
      refuse('pixels', `Must be finite numbers; pixel ${wrong} is ${pixels[wrong]}.`);
    return this.#session.predict(pixels);
  }

  #readSamples(input: { split: Split; indices: number[] }): SampleReading[] {
    const { width, height } = this.#needDataset();
    const split = readSplit(input.split);
    const samples = this.#sampleCount(split);
    const index = number({ min: 0, max: samples - 1, integer: true, help: '' });
    const count = { min: 0, max: maxSamplesRead, integer: true, help: '' };
    return read(list(count, index, []), input.indices, 'indices').map((each) =>
      this.#session.readSample(split, each, width * height),
    );
  }

  #setParameters({ tensors }: { tensors: unknown }): null {
    this.#refuseDuringRun();
    const { loop } = this.#needModel();
    this.#session.setParameters(tensors);
    loop.training.forgetEvaluation();
    return null;
  }

  async #loadCheckpoint({ bytes }: { bytes: unknown }): Promise<LoadedCheckpoint> {
    this.#refuseDuringRun();
    const dataset = this.#needDataset();
    if (!(bytes instanceof Uint8Array)) refuse('bytes', 'Must be a Uint8Array.');
    const reproducible = isReproducible(this.#session, bytes);
    const { info, training, loaded } = await this.#host.build({ reproducible }, (session) =>
      openCheckpoint(session, bytes, dataset),
    );
    this.#use(info, training);
    return loaded;
  }

  #watchLayers(input: { enabled: boolean }): null {
    const enabled = read(boolean(false), input.enabled, 'enabled');
    if (this.#model) {
      this.#session.keepUpdates(enabled);
      this.#model.loop.watchesLayers = enabled;
    }
    this.#watchesLayers = enabled;
    return null;
  }

  async #beginGradientCheck(input: GradientCheckOptions): Promise<{ checkId: number }> {
    const { info, loop } = this.#needModel();
    const slots = this.#session.tensorSlots();
    const request = readGradientCheckOptions(input, slots, (split) => this.#sampleCount(split));
    const checkId = await this.#gradientCheck.begin(request, {
      session: this.#session,
      specification: info.specification,
      image: this.#needDataset(),
      step: loop.training.position.step,
    });
    return { checkId };
  }

  #sampleCount(split: Split): number {
    const { train, valid } = this.#needModel().info.specification.dataset;
    const { samples, testSamples } = this.#needDataset();
    const count = { train, valid, test: testSamples }[split];
    if (count === 0) refuse('split', 'The data set has no test samples.');
    this.#needSamples({ train, valid: samples, test: samples + testSamples }[split]);
    return count;
  }

  /** Of the data set, from its first one on. */
  #needSamples(needed: number): void {
    const arrived = this.#session.arrivedSamples;
    if (arrived < needed) throw incompleteData({ arrived, needed });
  }

  #needDataset(): DatasetInfo {
    if (this.#dataset) return this.#dataset;
    throw new TrainerFailure('no-dataset', 'Load a data set first.');
  }

  #needModel(): Model {
    this.#needDataset();
    if (this.#model) return this.#model;
    throw new TrainerFailure('no-model', 'Create a model first.');
  }

  #refuseDuringRun(): void {
    if (!this.#model?.loop.isRunning) return;
    throw new TrainerFailure('busy', 'Training is under way; pause it first.');
  }
}

/** Reads the model and is over at once, so it need not wait for longer commands. */
const overtakes: Record<CommandName, boolean> = {
  loadDataset: false,
  beginDataset: false,
  appendSamples: false,
  createModel: false,
  train: false,
  pause: false,
  trainStep: false,
  setLearningRate: false,
  evaluate: false,
  predict: true,
  readSamples: true,
  getParameters: false,
  setParameters: false,
  saveCheckpoint: false,
  loadCheckpoint: false,
  diagnose: false,
  watchLayers: false,
  beginGradientCheck: false,
  advanceGradientCheck: false,
  endGradientCheck: false,
};
