import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Trainer } from '../client/trainer';
import type { LoadedCheckpoint, RunEvent, Samples } from '../shared/protocol';
import type { EarlyStopping, Specification } from '../shared/specification';
import { createRunRecord, type RecordedRun, type RunRecord } from './run-record';
import { changesBetween, type Change } from './changes';
import { learningRateAt } from './learning-rate';
import type { Settings } from './settings';
import { describe, type TrainerHost } from './trainer-host';

export type Phase =
  /** No network yet: the trainer starts or the data loads. */
  | 'starting'
  /** A network that has not learnt anything. */
  | 'ready'
  | 'running'
  | 'paused'
  | 'finished'
  | 'diverged';

/** The network and its training. */
export interface Run extends Omit<
  RunRecord,
  'take' | 'takeStep' | 'takeDivergence' | 'announce' | 'clear' | 'resume'
> {
  phase: ReadonlySignal<Phase>;
  /** Train was pressed before there was a network; it starts by itself. */
  queued: ReadonlySignal<boolean>;
  /** Why the last request was refused. */
  refusal: ReadonlySignal<string | null>;
  /** Settings that this network was not made with; they need a fresh one. */
  pendingChanges: ReadonlySignal<readonly Change[]>;
  /** The network's rule for ending early; null without one. */
  earlyStopping: ReadonlySignal<EarlyStopping | null>;
  /** The learning rate of this moment; null while it is simply the one of the settings. */
  scheduledRate: ReadonlySignal<number | null>;
  /** Grows with every fresh network. */
  networkVersion: ReadonlySignal<number>;
  /** Grows whenever the network's weights may have changed. */
  weightsVersion: ReadonlySignal<number>;

  train: () => void;
  /** Trains for as many epochs again as the settings ask for. */
  trainOn: () => void;
  pause: () => void;
  step: () => void;
  /** A fresh network from the settings as they are: the same seed gives the same weights. */
  rewind: () => void;
  newSeed: () => void;
  rewindWithLearningRate: (learningRate: number) => void;
  /** Puts the settings back to those that the network was made with. */
  revertChanges: () => void;
  dismissRefusal: () => void;

  /** Puts a data set in the place of the one before, by `open`, and a fresh network on it. */
  replaceDataset: (
    open: (trainer: Trainer) => Promise<unknown>,
    adaptSettings: () => void,
  ) => Promise<DatasetHold>;
  /** Does something between runs; one that was under way goes on if its network is still there. */
  atRest: (task: (trainer: Trainer) => Promise<void>) => Promise<void>;
  /** Takes over the network of a file that the trainer has opened. */
  adopt: (network: Specification, loaded: LoadedCheckpoint, course: RecordedRun | null) => void;
  /** The trainer has died, and the network with it. */
  forget: () => void;
  /** Asks something of the network; null if there is none or it is refused. */
  ask: <T>(question: (trainer: Trainer) => Promise<T>) => Promise<T | null>;
}

/** Of whoever has put a data set to use: adds samples to it, as long as it is in use. */
export type DatasetHold = (samples: Samples) => Promise<'added' | 'replaced'>;

/** Between two redrawings of the page while a run goes on. */
const takeEveryMs = 40;
const learningRatePath = 'training.optimizer.learningRate';

export function createRun(settings: Settings, host: () => TrainerHost): Run {
  const { specification } = settings;
  /** The experiment that the network was made from; null without a network. */
  const built = signal<Specification | null>(null);
  const running = signal(false);
  const queued = signal(false);
  const refusal = signal<string | null>(null);
  const networkVersion = signal(0);
  const weightsVersion = signal(0);
  let runUnderWay: Promise<void> = Promise.resolve();
  const untaken: RunEvent[] = [];
  /** Grows when the data set in use is not that of before. */
  let datasetVersion = 0;
  let takeTimer: ReturnType<typeof setTimeout> | undefined;
  const extended = { target: 0, by: 0 };

  const epochs = computed(() => specification.value.training.epochs);
  const record = createRunRecord(epochs);
  const { position, divergence, earlyStop } = record;
  const isFresh = computed(() => position.value.step === 0);
  const phase = computed((): Phase => {
    if (!built.value) return 'starting';
    if (divergence.value) return 'diverged';
    if (running.value) return 'running';
    if (isFresh.value) return 'ready';
    if (earlyStop.value) return 'finished';
    return position.value.epoch >= epochs.value ? 'finished' : 'paused';
  });
  const pendingChanges = computed(() =>
    built.value && !isFresh.value ? changesBetween(built.value, specification.value) : [],
  );

  /** The rate that the network's schedule starts from. */
  const baseRate = signal(specification.value.training.optimizer.learningRate);
  const scheduledRate = computed(() => {
    if (!built.value) return null;
    const { schedule, epochs: all } = built.value.training;
    if (schedule.type === 'constant' && schedule.warmup === 0) return null;
    return learningRateAt(position.value.epoch, baseRate.value, schedule, all);
  });

  // Whatever changes the network waits for its turn, so that two presses cannot interleave.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn(task: (trainer: Trainer) => Promise<void>): Promise<void> {
    const result = turn.then(async () => {
      const trainer = host().current();
      if (trainer) await task(trainer);
    });
    turn = result.catch(() => undefined);
    return result;
  }

  /** As inTurn, for what a visitor asked: a rejection is shown, except a crash, which the host shows. */
  function request(task: (trainer: Trainer) => Promise<void>): void {
    refusal.value = null;
    void inTurn(task).catch(refuse);
  }

  function refuse(reason: unknown): void {
    const { code, message, divergence: cause } = describe(reason);
    if (cause) {
      record.takeDivergence(cause);
      return;
    }
    if (code !== 'crashed' && code !== 'disposed') refusal.value = message;
  }

  async function build(trainer: Trainer): Promise<void> {
    const wanted = specification.value;
    await trainer.createModel(wanted);
    batch(() => {
      use(wanted, wanted.training.optimizer.learningRate);
      record.clear();
    });
  }

  function use(network: Specification, rate: number): void {
    built.value = network;
    baseRate.value = rate;
    networkVersion.value++;
    weightsVersion.value++;
  }

  /** A network that has not learnt follows the settings without a word. */
  async function followSettings(trainer: Trainer): Promise<void> {
    if (!built.value || !isFresh.value) return;
    const wanted = specification.value;
    const needsFreshNetwork =
      changesBetween(built.value, wanted).length > 0 ||
      // The cosine is stretched over the epochs that the network is made for.
      (wanted.training.schedule.type === 'cosine' &&
        built.value.training.epochs !== wanted.training.epochs);
    if (needsFreshNetwork) await build(trainer);
  }

  async function stop(trainer: Trainer): Promise<void> {
    if (!running.value) return;
    await trainer.pause();
    await runUnderWay;
  }

  async function begin(trainer: Trainer): Promise<void> {
    if (running.value) return;
    await followSettings(trainer);
    const target = epochs.value;
    if (divergence.value || earlyStop.value || position.value.epoch >= target) return;
    running.value = true;
    runUnderWay = follow(trainer, target);
  }

  async function follow(trainer: Trainer, target: number): Promise<void> {
    try {
      for await (const event of trainer.train({ epochs: target })) {
        untaken.push(event);
        takeTimer ??= setTimeout(takeEvents, takeEveryMs);
      }
      takeEvents();
    } catch (reason) {
      refuse(reason);
    } finally {
      running.value = false;
    }
  }

  /** Small networks end epochs many times a second: the page is drawn once for several events. */
  function takeEvents(): void {
    clearTimeout(takeTimer);
    takeTimer = undefined;
    batch(() => {
      for (const event of untaken.splice(0)) record.take(event);
      weightsVersion.value++;
    });
  }

  function rewind(): void {
    queued.value = false;
    request(async (trainer) => {
      await stop(trainer);
      const untouched = isFresh.value && !divergence.value && built.value !== null;
      if (untouched) await followSettings(trainer);
      else await build(trainer);
      record.announce('A fresh network is ready.');
    });
  }

  // The settings act at once where they can.
  effect(() => {
    const { type, learningRate } = specification.value.training.optimizer;
    const network = built.peek();
    if (!network || learningRate === baseRate.peek()) return;
    // The rate of another optimiser says nothing to this network's.
    if (type !== network.training.optimizer.type) return;
    baseRate.value = learningRate;
    request((trainer) => trainer.setLearningRate(learningRate));
  });
  let targetSeen = epochs.value;
  effect(() => {
    if (epochs.value === targetSeen) return;
    targetSeen = epochs.value;
    if (!running.peek()) return;
    request(async (trainer) => {
      await stop(trainer);
      await begin(trainer);
    });
  });
  specification.subscribe(() => {
    if (built.peek() && isFresh.peek() && !running.peek()) request(followSettings);
  });

  return {
    phase,
    queued,
    ...record,
    earlyStopping: computed(() => built.value?.training.earlyStopping ?? null),
    scheduledRate,
    refusal,
    pendingChanges,
    networkVersion,
    weightsVersion,
    rewind,

    train() {
      if (phase.value === 'starting') queued.value = true;
      else request(begin);
    },

    trainOn() {
      // What the last 'train on' made of the field is not what the visitor asked for.
      if (epochs.value !== extended.target) extended.by = epochs.value;
      extended.target = Math.round(position.value.epoch) + extended.by;
      settings.enter('training.epochs', String(extended.target));
      request(begin);
    },

    pause() {
      queued.value = false;
      // Not in turn: a pause must get past whatever waits.
      const trainer = host().current();
      if (trainer && running.value) void trainer.pause().catch(refuse);
    },

    step() {
      request(async (trainer) => {
        await stop(trainer);
        await followSettings(trainer);
        record.takeStep(await trainer.trainStep());
        weightsVersion.value++;
      });
    },

    newSeed() {
      settings.setSeed(Math.floor(Math.random() * 1_000_000));
      rewind();
    },

    rewindWithLearningRate(learningRate) {
      settings.enter(learningRatePath, String(learningRate));
      rewind();
    },

    revertChanges() {
      if (!built.value) return;
      const { training } = built.value;
      const optimizer = { ...training.optimizer, learningRate: baseRate.value };
      const kept = { ...training, optimizer, epochs: epochs.value };
      settings.restore({ ...built.value, training: kept }, built.value);
    },

    dismissRefusal: () => (refusal.value = null),

    atRest: (task) =>
      inTurn(async (trainer) => {
        const network = running.value ? networkVersion.value : null;
        await stop(trainer);
        try {
          await task(trainer);
        } finally {
          if (networkVersion.value === network) await begin(trainer);
        }
      }),

    adopt(network, loaded, course) {
      batch(() => {
        use(network, loaded.baseLearningRate);
        record.resume(loaded, course);
      });
    },

    async replaceDataset(open, adaptSettings) {
      let mine = -1;
      await inTurn(async (trainer) => {
        await stop(trainer);
        await open(trainer);
        mine = ++datasetVersion;
        built.value = null;
        adaptSettings();
        await build(trainer);
        if (!queued.value) return;
        queued.value = false;
        await begin(trainer);
      });
      const isInUse = (): boolean => mine === datasetVersion;
      return async (samples) => {
        // In turn, so that they cannot get into the data set that takes this one's place.
        await inTurn(async (trainer) => {
          if (isInUse()) await trainer.appendSamples(samples);
        });
        return isInUse() ? 'added' : 'replaced';
      };
    },

    forget() {
      datasetVersion++;
      batch(() => {
        built.value = null;
        running.value = false;
        record.clear();
      });
    },

    async ask(question) {
      const trainer = host().current();
      if (!trainer || !built.value) return null;
      try {
        return await question(trainer);
      } catch {
        return null;
      }
    },
  };
}
