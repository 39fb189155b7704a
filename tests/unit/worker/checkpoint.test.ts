import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { TrainerClient } from '../../../web/src/client/trainer-client';
import type { RunEvent } from '../../../web/src/shared/protocol';
import type { SpecificationInput } from '../../../web/src/shared/validate-specification';
import { collect, figures } from '../support/run-events';
import type { FakeCheckpoint, FakeLog, FakeOptions } from './fake-module';
import { divergingRate } from './fake-module';
import {
  startFakeTrainer,
  startReadyTrainer,
  tinyDataset,
  tinySpecification,
} from './fake-trainer';

const anything = (value: unknown) => value as never;

/** The file with some of it replaced; the fake's files have no checksum. */
function altered(file: Uint8Array, change: (checkpoint: FakeCheckpoint) => object): Uint8Array {
  const checkpoint = JSON.parse(new TextDecoder().decode(file)) as FakeCheckpoint;
  return new TextEncoder().encode(JSON.stringify({ ...checkpoint, ...change(checkpoint) }));
}

describe('a checkpoint', () => {
  async function start(specification = tinySpecification, options: FakeOptions = {}) {
    const started = await startReadyTrainer(options, specification);
    onTestFinished(() => started.trainer.dispose());
    return started;
  }
  const training = (changes: SpecificationInput['training']): SpecificationInput => ({
    ...tinySpecification,
    training: { ...tinySpecification.training, ...changes },
  });
  const weight = async (trainer: TrainerClient) =>
    (await trainer.getParameters())[0]?.data[0] ?? NaN;

  it('gives another trainer the model, its position, its rate and the note', async () => {
    const { trainer } = await start();
    for (let step = 0; step < 4; step++) await trainer.trainStep();
    await trainer.setLearningRate(0.25);
    const bytes = await trainer.saveCheckpoint({ note: 'ä note' });
    const { trainer: other } = await start({ ...tinySpecification, seed: 5 });
    const info = await trainer.createModel(tinySpecification);
    expect(await other.loadCheckpoint(bytes)).toMatchObject({
      ...info,
      position: { step: 4, epoch: 4 / 3 },
      baseLearningRate: 0.25,
      earlyStop: null,
      note: 'ä note',
    });
    expect(await weight(other)).toBe(0.5 * (1 + 2 + 3 + 4));
    expect(await other.trainStep()).toMatchObject({ step: 5, learningRate: 0.25 });
    expect(bytes.length).toBeGreaterThan(0); // the caller keeps the array
  });

  it.each([4, 99])(
    'taken at pauses gives the events of a run that was not interrupted, with patience %i',
    async (patience) => {
      const specification = training({ epochs: 6, earlyStopping: { patience, checksPerEpoch: 2 } });
      // The fake's losses depend on how its batches are divided.
      const { trainer } = await start(specification, { chunk: 6 });
      const all = await collect(trainer.train());
      expect(all.at(-1)?.type).toBe(patience === 4 ? 'stopped-early' : 'finished');

      const pieces: RunEvent[] = [];
      let interruptions = 0;
      let bytes: Uint8Array | null = null;
      while (pieces.at(-1)?.type !== all.at(-1)?.type) {
        const { trainer: next } = await start(bytes ? tinySpecification : specification, {
          callMs: 10,
          chunk: 6,
        });
        if (bytes) await next.loadCheckpoint(bytes);
        const run = collect(next.train());
        await new Promise((resolve) => setTimeout(resolve, 45));
        await next.pause();
        pieces.push(...(await run));
        bytes = await next.saveCheckpoint();
        interruptions++;
      }
      expect(interruptions).toBeGreaterThan(3);
      expect(figures(pieces)).toEqual(figures(all));
      const times = pieces.flatMap((event) => ('elapsedMs' in event ? [event.elapsedMs] : []));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const samples = (events: RunEvent[]) =>
        events.reduce((sum, event) => sum + (event.type === 'progress' ? event.samples : 0), 0);
      expect(samples(pieces)).toBe(samples(all));
    },
    20_000,
  );

  it('taken beside a run leaves that run alone and gives its rest', async () => {
    const specification = training({ epochs: 8, batchSize: 8 });
    const { trainer } = await start(specification, { callMs: 4, chunk: 3 });
    const run = collect(trainer.train());
    const files: Uint8Array[] = [];
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      files.push(await trainer.saveCheckpoint());
    }
    const all = figures(await run);
    expect(all.at(-1)).toMatchObject({ type: 'finished', position: { step: 32 } });
    const steps = new Set<number>();
    for (const bytes of files) {
      const { trainer: other } = await start(tinySpecification, { chunk: 3 });
      const { position } = await other.loadCheckpoint(bytes);
      steps.add(position.step);
      const rest = figures(await collect(other.train()));
      expect(rest).toEqual(all.slice(-rest.length));
      expect(await weight(other)).toBe(await weight(trainer));
    }
    expect(steps.size).toBeGreaterThan(2);
  }, 20_000);

  it('goes on with the report of progress that was not made yet', async () => {
    const { trainer } = await start();
    for (let step = 0; step < 3; step++) await trainer.trainStep();
    const { trainer: other } = await start();
    await other.loadCheckpoint(await trainer.saveCheckpoint());
    const [progress] = (await collect(other.train({ epochs: 1 }))).filter(
      ({ type }) => type === 'progress',
    );
    expect(progress).toMatchObject({ samples: 30, learningRate: 0.5, position: { step: 3 } });
  });

  it('of a training that was stopped early says so, and stays stopped', async () => {
    const { trainer } = await start(training({ epochs: 9, earlyStopping: { patience: 1 } }));
    const last = (await collect(trainer.train())).at(-1);
    const { trainer: other } = await start();
    const { earlyStop } = await other.loadCheckpoint(await trainer.saveCheckpoint());
    expect({ type: 'stopped-early', runId: 1, ...earlyStop }).toEqual(last);
    expect(figures(await collect(other.train()))).toEqual(figures(last ? [last] : []));
  });

  it('has the best weights, to which early stopping returns', async () => {
    const specification = training({
      epochs: 9,
      earlyStopping: { patience: 2, restoreBest: true },
    });
    const { trainer } = await start(specification);
    await collect(trainer.train({ epochs: 2 }));
    const { trainer: other } = await start();
    await other.loadCheckpoint(await trainer.saveCheckpoint());
    const last = (await collect(other.train())).at(-1);
    expect(last).toMatchObject({ type: 'stopped-early', best: { step: 3 }, isRestored: true });
    expect(await weight(other)).toBe(0.5 * (1 + 2 + 3));
  });

  it('holds no memory of the module once it is out or in, also if it is refused', async () => {
    const { trainer, log } = await start();
    const bytes = await trainer.saveCheckpoint();
    expect(log.stagedBytes).toBe(0);
    await trainer.loadCheckpoint(bytes);
    expect(log.stagedBytes).toBe(0);
    await expect(trainer.loadCheckpoint(bytes.subarray(9))).rejects.toThrow();
    expect(log.stagedBytes).toBe(0);
  });
});

describe('loadCheckpoint', () => {
  let trainer: TrainerClient;
  let log: FakeLog;
  let bytes: Uint8Array;
  beforeEach(async () => {
    const training = { ...tinySpecification.training, earlyStopping: { patience: 3 } };
    ({ trainer, log } = await startReadyTrainer({ callMs: 1 }, { ...tinySpecification, training }));
    await trainer.trainStep();
    bytes = await trainer.saveCheckpoint();
    await trainer.trainStep();
  });
  afterEach(() => trainer.dispose());

  const specified = (change: object) => (checkpoint: FakeCheckpoint) => ({
    specification: JSON.stringify({ ...JSON.parse(checkpoint.specification), ...change }),
  });
  const inState = (change: object) => (checkpoint: FakeCheckpoint) => {
    const state = JSON.parse(checkpoint.clientState) as { training: object };
    const training = { ...state.training, ...change };
    return { clientState: JSON.stringify({ ...state, training }) };
  };

  it.each<[string, (checkpoint: FakeCheckpoint) => object, RegExp]>([
    ['an experiment that is no text of JSON', () => ({ specification: '{' }), /cannot be read/],
    [
      'an experiment with a setting that is not known here',
      specified({ colour: 'red' }),
      /experiment of the checkpoint cannot be set up here: colour: Unknown field/,
    ],
    [
      'an experiment that needs more samples than there are',
      specified({ dataset: { train: 31, valid: 10 } }),
      /cannot be set up here: dataset.train/,
    ],
    ['a state that is no text of JSON', () => ({ clientState: '' }), /cannot be read/],
    ['a state of another kind', () => ({ clientState: '[]' }), /Must be an object/],
    ['no time', inState({ elapsedMs: undefined }), /training.elapsedMs: .*nothing was given/],
    ['a negative time', inState({ elapsedMs: -1 }), /-1 was given/],
    ['sums that are no numbers', inState({ epoch: { samples: 'x' } }), /training.epoch.samples/],
    [
      'no memory of its checks, which the experiment wants',
      inState({ earlyStopping: null }),
      /training.earlyStopping: Does not fit the experiment/,
    ],
  ])('refuses a file with %s, and nothing changes', async (_name, change, message) => {
    await expect(trainer.loadCheckpoint(altered(bytes, change))).rejects.toMatchObject({
      name: 'TrainerError',
      code: 'invalid-checkpoint',
      message: expect.stringMatching(message) as string,
    });
    expect(log.stagedBytes).toBe(0);
    expect(await trainer.trainStep()).toMatchObject({ step: 3 });
  });

  it('refuses what the module refuses, in its words', async () => {
    await expect(trainer.loadCheckpoint(bytes.subarray(1))).rejects.toMatchObject({
      code: 'invalid-checkpoint',
      message: 'Not a checkpoint.',
    });
    await expect(trainer.loadCheckpoint(new Uint8Array())).rejects.toMatchObject({
      code: 'invalid-checkpoint',
    });
    expect(await trainer.trainStep()).toMatchObject({ step: 3 });
  });

  it('reads the part of a larger array that a view shows, and leaves the caller the array', async () => {
    const large = new Uint8Array(bytes.length + 100);
    large.set(bytes, 50);
    await trainer.loadCheckpoint(large.subarray(50, 50 + bytes.length));
    expect(large).toHaveLength(bytes.length + 100);
    expect(await trainer.trainStep()).toMatchObject({ step: 2 });
  });

  it('keeps a validation loss that is no number', async () => {
    const earlyStopping = {
      best: { loss: 'NaN', accuracy: 0.5 },
      bestStep: 1,
      checksWithoutBest: 1,
    };
    await trainer.loadCheckpoint(altered(bytes, inState({ earlyStopping })));
    const again = await trainer.saveCheckpoint();
    expect(new TextDecoder().decode(again)).toContain(String.raw`\"loss\":\"NaN\"`);
    const checks = (await collect(trainer.train())).filter(({ type }) => type === 'check');
    // Any number is better than none.
    expect(checks[0]).toMatchObject({ isBest: true, patienceLeft: 3 });
  });

  it.each([[anything('text')], [anything(undefined)], [anything([1, 2])]])(
    'refuses %s instead of bytes',
    async (wrong) => {
      await expect(trainer.loadCheckpoint(wrong)).rejects.toMatchObject({
        code: 'invalid-input',
        message: 'bytes: Must be a Uint8Array.',
      });
    },
  );

  it('refuses a note that is no text', async () => {
    await expect(trainer.saveCheckpoint({ note: anything(7) })).rejects.toMatchObject({
      code: 'invalid-input',
      path: 'note',
    });
  });

  it('waits for a run to be paused', async () => {
    await trainer.createModel(tinySpecification);
    const run = collect(trainer.train({ epochs: 10_000 }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(trainer.loadCheckpoint(bytes)).rejects.toMatchObject({ code: 'busy' });
    await trainer.pause();
    await run;
    await trainer.loadCheckpoint(bytes);
    expect(await trainer.trainStep()).toMatchObject({ step: 2 });
  });

  it('goes into the same end if the training was about to diverge', async () => {
    await trainer.setLearningRate(divergingRate);
    await trainer.loadCheckpoint(await trainer.saveCheckpoint());
    await expect(trainer.trainStep()).rejects.toMatchObject({ code: 'diverged' });
    await trainer.loadCheckpoint(bytes);
    expect(await trainer.trainStep()).toMatchObject({ step: 2 });
  });
});

describe('without data or a model', () => {
  it('there is nothing to save, and nothing to go on with', async () => {
    const { trainer } = await startFakeTrainer();
    const none = { code: 'no-dataset' };
    await expect(trainer.saveCheckpoint()).rejects.toMatchObject(none);
    await expect(trainer.loadCheckpoint(new Uint8Array(9))).rejects.toMatchObject(none);
    await trainer.loadDataset(tinyDataset());
    await expect(trainer.saveCheckpoint()).rejects.toMatchObject({ code: 'no-model' });
    await trainer.dispose();
  });

  it('a file makes the model, where there was none', async () => {
    const { trainer } = await startReadyTrainer();
    await trainer.trainStep();
    const bytes = await trainer.saveCheckpoint();
    await trainer.dispose();
    const { trainer: other } = await startFakeTrainer();
    await other.loadDataset(tinyDataset());
    await other.loadCheckpoint(bytes);
    expect(await other.trainStep()).toMatchObject({ step: 2 });
    await other.dispose();
  });
});
