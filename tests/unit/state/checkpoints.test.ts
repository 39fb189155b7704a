import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CurveRecorder, maxCurvePoints } from '../../../web/src/state/history';
import { createStore, type Store } from '../../../web/src/state/store';
import { readNote, writeNote } from '../../../web/src/state/training-note';
import { fakeServices, settle, stepsPerEpoch, type FakeTrainer } from './fake-services';

// The view asks the browser about its colours; nothing else of a browser is used here.
beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
});

async function openPage(): Promise<{ store: Store; trainer: FakeTrainer }> {
  const services = fakeServices();
  const store = createStore(services);
  await settle();
  const [trainer] = services.trainers;
  if (!trainer) throw new Error('No trainer was started');
  return { store, trainer };
}

async function save({ checkpoints }: Store): Promise<File> {
  const saved = await checkpoints.save();
  if (!saved) throw new Error(checkpoints.report.value?.sentence);
  return new File([saved.bytes], saved.name);
}

describe('a saved training', () => {
  let first: Store;
  let firstTrainer: FakeTrainer;
  beforeEach(async () => {
    ({ store: first, trainer: firstTrainer } = await openPage());
    first.settings.enter('training.epochs', '3');
    first.settings.enter('training.batchSize', '7');
    await settle();
    first.run.train();
    await settle();
    await firstTrainer.letRun(stepsPerEpoch + 1);
  });

  it('is named by its step, and the run goes on', async () => {
    const file = await save(first);
    expect(file.name).toBe('inkling-step-5.checkpoint');
    await settle();
    expect(first.run.phase.value).toBe('running');
    await firstTrainer.letRun(1);
    await expect.poll(() => first.run.position.value.step).toBe(6);
    expect(first.checkpoints.report.value).toBeNull();
  });

  it('brings its settings, position and curves to another page, and trains on from there', async () => {
    const file = await save(first);
    const { store, trainer } = await openPage();
    await store.checkpoints.open(file);
    expect(store.checkpoints.report.value).toEqual({
      isRefusal: false,
      network: store.run.networkVersion.value,
      sentence: 'inkling-step-5.checkpoint is open: it goes on after step 5, in epoch 2.',
    });
    expect(store.settings.specification.value.training).toMatchObject({ batchSize: 7, epochs: 3 });
    expect(store.run.phase.value).toBe('paused');
    expect(store.run.position.value.step).toBe(5);
    expect(store.run.history.value).toEqual(first.run.history.value);
    expect(store.run.history.value.epochs).toHaveLength(1);
    expect(store.run.pendingChanges.value).toEqual([]);
    store.run.train();
    await settle();
    await trainer.letRun(2 * stepsPerEpoch);
    expect(store.run.phase.value).toBe('finished');
    expect(store.run.history.value.train).toHaveLength(3 * stepsPerEpoch);
    expect(trainer.learningRates).toEqual([]);
  });

  it('takes the place of a run under way', async () => {
    const file = await save(first);
    await firstTrainer.letRun(2);
    await first.checkpoints.open(file);
    expect(first.run.phase.value).toBe('paused');
    expect(first.run.position.value.step).toBe(5);
  });

  it('that is refused is said so, and the run goes on', async () => {
    const file = await save(first);
    firstTrainer.refusesCheckpoints = true;
    await firstTrainer.letRun(1);
    await first.checkpoints.open(file);
    expect(first.checkpoints.report.value).toMatchObject({
      isRefusal: true,
      sentence: 'The checkpoint is damaged.',
    });
    await settle();
    expect(first.run.phase.value).toBe('running');
    const { step } = first.run.position.value;
    await firstTrainer.letRun(1);
    await expect.poll(() => first.run.position.value.step).toBe(step + 1);
  });

  it('is not talked about any more when there is a fresh network', async () => {
    await first.checkpoints.open(await save(first));
    expect(first.checkpoints.report.value).not.toBeNull();
    first.run.rewind();
    await settle();
    expect(first.checkpoints.report.value).toBeNull();
  });

  it('of another program has no curves, as the page says', async () => {
    const bytes = await firstTrainer.saveCheckpoint({ note: 'made in a notebook' });
    const { store } = await openPage();
    await store.checkpoints.open(new File([bytes], 'theirs.checkpoint'));
    expect(store.checkpoints.report.value?.sentence).toMatch(/no curves; they begin here/);
    expect(store.run.history.value.epochs).toEqual([]);
    expect(store.run.position.value.step).toBe(5);
  });
});

describe("the page's note in a checkpoint", () => {
  const metrics = { loss: 0.5, accuracy: 0.75 };
  const note = {
    target: 12,
    curve: { points: [{ epoch: 0.5, ...metrics }], stride: 2, open: [{ epoch: 0.7, ...metrics }] },
    epochs: [{ epoch: 1, step: 4, train: metrics, valid: metrics, elapsedMs: 12.5 }],
  };

  it('comes back as it was', () => {
    expect(readNote(writeNote(note))).toEqual(note);
  });

  it('of a long run lets its curve go on as if it had not been interrupted', () => {
    const whole = new CurveRecorder();
    let resumed = new CurveRecorder();
    for (let i = 1; i <= 3 * maxCurvePoints + 7; i++) {
      const point = { epoch: i / 100, loss: 1 / i, accuracy: 0.5 };
      whole.add(point);
      resumed.add(point);
      if (i % 211 !== 0) continue;
      const read = readNote(writeNote({ ...note, curve: resumed.recorded }));
      resumed = new CurveRecorder(read?.curve);
    }
    expect(resumed.points).toEqual(whole.points);
  });

  it.each([
    ['no JSON', 'x'],
    ['of another kind', '[]'],
    ['nothing', '{}'],
    ['without a curve', JSON.stringify({ ...note, curve: null })],
    ['with a word for a number', JSON.stringify({ ...note, target: 'many' })],
    ['with a stride of zero', JSON.stringify({ ...note, curve: { ...note.curve, stride: 0 } })],
  ])('that is %s is left aside', (_name, text) => {
    expect(readNote(text)).toBeNull();
  });
});
