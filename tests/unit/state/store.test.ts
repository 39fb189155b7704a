import { beforeAll, describe, expect, it, vi } from 'vitest';
import { TrainerError } from '../../../web/src/client/trainer-error';
import { DataError } from '../../../web/src/data/data-error';
import type { LoadedData } from '../../../web/src/data/data-source';
import { createStore, type Store } from '../../../web/src/state/store';
import { fakeServices, loadedData, settle, stepsPerEpoch, type FakeTrainer } from './fake-services';

// The view asks the browser about its colours; nothing else of a browser is used here.
beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
});

interface Page {
  store: Store;
  trainers: FakeTrainer[];
  /** The trainer in use. */
  trainer: () => FakeTrainer;
}

async function openPage(changes: Parameters<typeof fakeServices>[0] = {}): Promise<Page> {
  const services = fakeServices(changes);
  const store = createStore(services);
  await settle();
  const trainer = (): FakeTrainer => {
    const last = services.trainers.at(-1);
    if (!last) throw new Error('No trainer was started');
    return last;
  };
  return { store, trainers: services.trainers, trainer };
}

describe('a run', () => {
  it('is ready without a question once trainer and data are there', async () => {
    const { store } = await openPage();
    expect(store.run.phase.value).toBe('ready');
    expect(store.settings.specification.value.dataset).toMatchObject({ train: 80, valid: 20 });
  });

  it('records curves and epochs, and finishes after the epochs that were asked for', async () => {
    const { store, trainer } = await openPage();
    store.settings.enter('training.epochs', '2');
    store.run.train();
    await settle();
    await trainer().letRun(2 * stepsPerEpoch);
    expect(store.run.phase.value).toBe('finished');
    expect(store.run.history.value.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(store.run.history.value.train).toHaveLength(2 * stepsPerEpoch);
    expect(store.run.secondsLeft.value).toBe(0);
  });

  it('tells an end by early stopping from an end at the last epoch, until a fresh network', async () => {
    const { store, trainer } = await openPage();
    store.settings.choose('training.earlyStopping', { patience: 2 });
    await settle();
    trainer().stopsEarlyAfter = 2 * stepsPerEpoch;
    store.run.train();
    await settle();
    await trainer().letRun(2 * stepsPerEpoch);
    expect(store.run.phase.value).toBe('finished');
    expect(store.run.earlyStop.value).toMatchObject({ position: { epoch: 2 }, isRestored: true });
    expect(store.run.earlyStopping.value?.patience).toBe(2);
    expect(store.run.announcement.value).toMatch(/^Stopped early.*are back/);
    store.run.rewind();
    await settle();
    expect(store.run.phase.value).toBe('ready');
    expect(store.run.earlyStop.value).toBeNull();
  });

  it('knows the learning rate of the moment when a schedule changes it', async () => {
    const { store, trainer } = await openPage();
    expect(store.run.scheduledRate.value).toBeNull();
    store.settings.choose('training.schedule', { type: 'exponential', factor: 0.5 });
    await settle();
    expect(store.run.scheduledRate.value).toBe(0.1);
    store.run.train();
    await settle();
    await trainer().letRun(stepsPerEpoch);
    await vi.waitFor(() => expect(store.run.scheduledRate.value).toBeCloseTo(0.05, 12));
    store.settings.enter('training.optimizer.learningRate', '0.2');
    expect(store.run.scheduledRate.value).toBeCloseTo(0.1, 12);
  });

  it('keeps the learning rate of its network when another optimiser is chosen', async () => {
    const { store, trainer } = await openPage();
    store.run.step();
    await settle();
    store.settings.enter('training.optimizer.learningRate', '0.2');
    store.settings.choose('training.optimizer', { type: 'adam' });
    await settle();
    expect(trainer().learningRates).toEqual([0.2]);
    expect(store.run.pendingChanges.value.map(({ path }) => path)).toEqual(['training.optimizer']);
    store.run.revertChanges();
    expect(store.settings.specification.value.training.optimizer).toMatchObject({
      type: 'sgd',
      learningRate: 0.2,
    });
  });

  it('makes a network anew when the epochs change that its cosine is stretched over', async () => {
    const { store, trainer } = await openPage();
    store.settings.choose('training.schedule', { type: 'cosine' });
    await settle();
    store.settings.enter('training.epochs', '3');
    await settle();
    expect(trainer().created.at(-1)?.training?.epochs).toBe(3);
  });

  it('goes on for as many epochs again when it is told to train on', async () => {
    const { store, trainer } = await openPage();
    store.settings.enter('training.epochs', '1');
    store.run.train();
    await settle();
    await trainer().letRun(stepsPerEpoch);
    for (const epochs of [2, 3]) {
      store.run.trainOn();
      await settle();
      expect(store.run.phase.value).toBe('running');
      await trainer().letRun(stepsPerEpoch);
      expect(store.run.phase.value).toBe('finished');
      expect(store.run.history.value.epochs).toHaveLength(epochs);
    }
  });

  it('pauses, makes a single step and resumes where it was', async () => {
    const { store, trainer } = await openPage();
    store.run.train();
    await settle();
    await trainer().letRun(3);
    store.run.pause();
    await settle();
    expect(store.run.phase.value).toBe('paused');
    store.run.step();
    await settle();
    expect(store.run.position.value.step).toBe(4);
    store.run.train();
    await settle();
    await trainer().letRun(1);
    await vi.waitFor(() => expect(store.run.position.value.step).toBe(5));
  });

  it('has the figures of an epoch that single steps have ended', async () => {
    const { store, trainer } = await openPage();
    store.run.train();
    await settle();
    await trainer().letRun(stepsPerEpoch);
    await vi.waitFor(() => expect(store.run.history.value.epochs).toHaveLength(1));
    const ofRun = store.run.history.value.epochs;
    store.run.rewind();
    await settle();
    for (let step = 0; step < stepsPerEpoch; step++) store.run.step();
    await settle();
    const { train, epochs } = store.run.history.value;
    expect(epochs).toEqual(ofRun);
    expect(train.map(({ epoch }) => epoch)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(store.run.position.value).toEqual({ step: stepsPerEpoch, epoch: 1 });
    expect(store.run.announcement.value).toMatch(/^Epoch 1 of .*Validation accuracy 50.0/);
  });

  it('rewinds to a network made from the same settings, with an empty record', async () => {
    const { store, trainer } = await openPage();
    store.run.train();
    await settle();
    await trainer().letRun(5);
    store.run.rewind();
    await settle();
    const { created } = trainer();
    expect(created.at(-1)).toEqual(created[0]);
    expect(store.run.phase.value).toBe('ready');
    expect(store.run.history.value.train).toEqual([]);
  });

  it('takes another seed and a fresh network for New seed', async () => {
    const { store, trainer } = await openPage();
    store.run.newSeed();
    await settle();
    expect(trainer().created.at(-1)?.seed).toBe(store.settings.specification.value.seed);
    expect(trainer().created).toHaveLength(2);
  });

  it('passes a new learning rate on at once, without a fresh network', async () => {
    const { store, trainer } = await openPage();
    store.run.train();
    await settle();
    await trainer().letRun(1);
    store.settings.enter('training.optimizer.learningRate', '0.01');
    await settle();
    expect(trainer().learningRates).toEqual([0.01]);
    expect(store.run.pendingChanges.value).toEqual([]);
    expect(store.run.phase.value).toBe('running');
  });

  it('follows the settings silently while nothing is learnt, and asks once something is', async () => {
    const { store, trainer } = await openPage();
    store.settings.enter('training.batchSize', '64');
    await settle();
    expect(trainer().created.at(-1)?.training?.batchSize).toBe(64);
    store.run.step();
    await settle();
    store.settings.enter('training.batchSize', '32');
    await settle();
    expect(trainer().created.at(-1)?.training?.batchSize).toBe(64);
    expect(store.run.pendingChanges.value).toEqual([
      { path: 'training.batchSize', from: 64, to: 32 },
    ]);
    store.run.revertChanges();
    expect(store.settings.specification.value.training.batchSize).toBe(64);
    expect(store.run.pendingChanges.value).toEqual([]);
  });

  it('shows why it diverged and is ready again after a rewind', async () => {
    const { store, trainer } = await openPage();
    trainer().divergesNext = true;
    store.run.train();
    await settle();
    await trainer().letRun(1);
    expect(store.run.phase.value).toBe('diverged');
    expect(store.run.divergence.value).toMatchObject({ step: 1, layer: 'layers.0' });
    store.run.rewindWithLearningRate(0.001);
    await settle();
    expect(store.run.phase.value).toBe('ready');
    expect(trainer().created.at(-1)?.training?.optimizer?.learningRate).toBe(0.001);
  });

  it('starts by itself when Train was pressed before the data was there', async () => {
    let arrive: (loaded: LoadedData) => void = () => undefined;
    const { store } = await openPage({
      loadData: () => new Promise((resolve) => (arrive = resolve)),
    });
    store.run.train();
    expect(store.run.queued.value).toBe(true);
    arrive(loadedData('mnist'));
    await settle();
    expect(store.run.phase.value).toBe('running');
    expect(store.run.queued.value).toBe(false);
  });
});

describe('when the worker dies', () => {
  it('starts another, with the data loaded again and the settings as they were', async () => {
    const { store, trainers } = await openPage();
    store.settings.enter('training.batchSize', '16');
    store.run.step();
    await settle();
    trainers[0]?.die();
    await settle();
    await settle();
    expect(trainers).toHaveLength(2);
    expect(store.host.problem.value).toMatchObject({ restarted: true, message: 'It was killed.' });
    expect(trainers[1]?.datasetsLoaded).toBe(1);
    expect(trainers[1]?.created.at(-1)?.training?.batchSize).toBe(16);
    expect(store.run.phase.value).toBe('ready');
  });

  it('does not restart for ever: one that dies at once again waits for the visitor', async () => {
    const { store, trainers } = await openPage();
    trainers[0]?.die();
    await settle();
    await settle();
    trainers[1]?.die();
    await settle();
    await settle();
    expect(trainers).toHaveLength(2);
    expect(store.host.problem.value).toMatchObject({ restarted: false });
    await store.host.restart();
    expect(trainers).toHaveLength(3);
    expect(store.run.phase.value).toBe('ready');
  });

  it('says why none could be started', async () => {
    const message = 'This browser has no SIMD.';
    const refusal = new TrainerError({ code: 'no-simd', path: '', message });
    const { store } = await openPage({ createTrainer: () => Promise.reject(refusal) });
    expect(store.host.problem.value).toMatchObject({ code: 'no-simd', message });
    expect(store.run.phase.value).toBe('starting');
  });
});

describe('data', () => {
  it('falls back to the built-in digits and keeps the reason', async () => {
    const { store } = await openPage({
      loadData: ({ source }) =>
        source === 'mnist'
          ? Promise.reject(new DataError('not-found', 'There is no MNIST here.'))
          : Promise.resolve(loadedData(source)),
    });
    await settle();
    expect(store.data.inUse.value?.source).toBe('built-in');
    expect(store.data.fallback.value).toBe('There is no MNIST here.');
    expect(store.run.phase.value).toBe('ready');
  });

  it('stays as it was when dropped files are not data', async () => {
    const { store, trainer } = await openPage({
      loadData: ({ source }) =>
        source === 'custom'
          ? Promise.reject(new DataError('invalid-data', 'Not an IDX file.'))
          : Promise.resolve(loadedData(source)),
    });
    store.run.step();
    await settle();
    await store.data.choose({ source: 'custom', files: [] });
    expect(store.data.loading.value).toMatchObject({
      state: 'failed',
      message: 'Not an IDX file.',
    });
    expect(store.data.inUse.value?.source).toBe('mnist');
    expect(store.run.position.value.step).toBe(1);
    expect(trainer().datasetsLoaded).toBe(1);
  });
});

describe('the test set', () => {
  it('is sealed until it is asked for, and sealed again for another network', async () => {
    const { store } = await openPage();
    store.run.step();
    await settle();
    expect(store.testSet.result.value).toBeNull();
    await store.testSet.evaluate();
    expect(store.testSet.result.value).toMatchObject({ accuracy: 0.9, position: { step: 1 } });
    store.run.rewind();
    await settle();
    expect(store.testSet.result.value).toBeNull();
    expect(store.testSet.timesOpened.value).toBe(1);
  });
});

describe('a drawing', () => {
  it('is read, and read again as the network learns', async () => {
    const { store, trainer } = await openPage();
    store.drawing.draw({ width: 1, height: 1, ink: Uint8Array.of(255) });
    await settle();
    expect(store.drawing.answer.value).toBe(3);
    trainer().probabilities = Float32Array.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    store.run.step();
    await settle();
    expect(store.drawing.answer.value).toBe(7);
  });

  it('that is empty gets no prediction', async () => {
    const { store, trainer } = await openPage();
    store.drawing.draw({ width: 0, height: 0, ink: new Uint8Array() });
    store.run.step();
    await settle();
    expect(store.drawing.probabilities.value).toBeNull();
    expect(trainer().predictions).toBe(0);
  });
});

describe('samples', () => {
  it('can be only those that the network misreads', async () => {
    const { store } = await openPage();
    store.samples.setFilter('mistakes');
    await settle();
    const readings = store.samples.readings.value;
    // Of the twenty validation digits two are misread.
    expect(readings.map(({ index }) => index)).toEqual([0, 10]);
    expect(store.samples.exhausted.value).toBe(true);
  });

  it('change to others on request', async () => {
    const { store } = await openPage({
      loadData: () => Promise.resolve({ ...loadedData('mnist'), split: { train: 40, valid: 60 } }),
    });
    store.samples.showOthers();
    await settle();
    expect(store.samples.readings.value.map(({ index }) => index)[0]).toBe(24);
  });
});
