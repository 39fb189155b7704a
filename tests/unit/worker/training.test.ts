import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TrainerClient } from '../../../web/src/client/trainer-client';
import type { EpochEvent, ProgressEvent, RunEvent } from '../../../web/src/shared/protocol';
import { longSliceMs, shortSliceMs } from '../../../web/src/worker/training-loop';
import { collect, figures } from '../support/run-events';
import { divergingRate, type FakeOptions } from './fake-module';
import { startReadyTrainer, tinySpecification } from './fake-trainer';

let trainer: TrainerClient;
afterEach(() => trainer.dispose());

async function start(options?: FakeOptions, specification = tinySpecification) {
  const started = await startReadyTrainer(options, specification);
  trainer = started.trainer;
  return started;
}

const weight = async () => (await trainer.getParameters())[0]?.data[0];
const ofType = <Type extends RunEvent['type']>(events: RunEvent[], type: Type) =>
  events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
const lastOf = (events: RunEvent[]) => events.at(-1);

/** One epoch of `steps` mini-batches of ten. */
const longEpoch = (steps: number, valid = 10) => ({
  ...tinySpecification,
  dataset: { train: 10 * steps, valid },
});

describe('a run', () => {
  it('trains for the epochs of the specification, evaluates after each and ends with finished', async () => {
    await start();
    const events = await collect(trainer.train());
    expect(ofType(events, 'epoch').map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 6],
    ]);
    expect(lastOf(events)).toEqual({
      type: 'finished',
      runId: 1,
      position: { step: 6, epoch: 2 },
    });
    // 0.5 x (1 + 2 + ... + 6)
    expect(await weight()).toBe(10.5);
  });

  it('reports the running means of the epoch and the evaluation at its end', async () => {
    await start();
    const [first, second] = ofType(await collect(trainer.train()), 'epoch');
    // The fake's loss is 1 / (steps done + 1), its accuracy a half.
    expect(first?.train.loss).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 4) / 3, 12);
    expect(second?.train.loss).toBeCloseTo((1 / 5 + 1 / 6 + 1 / 7) / 3, 12);
    expect(first?.train.accuracy).toBe(0.5);
    expect(first?.valid).toEqual({ loss: 0.5, accuracy: 1 });
  });

  it('goes on from where the last one stopped, to so many epochs in all', async () => {
    await start();
    await collect(trainer.train({ epochs: 1 }));
    const events = await collect(trainer.train({ epochs: 3 }));
    expect(ofType(events, 'epoch').map(({ epoch }) => epoch)).toEqual([2, 3]);
    expect(lastOf(events)).toMatchObject({ type: 'finished', runId: 2, position: { epoch: 3 } });
  });

  it('is finished at once when the epochs are already complete', async () => {
    await start();
    await collect(trainer.train({ epochs: 2 }));
    const events = await collect(trainer.train({ epochs: 2 }));
    expect(events.map(({ type }) => type)).toEqual(['finished']);
  });

  it('reports progress about ten times a second, with means over what is new', async () => {
    await start({ callMs: 2 }, longEpoch(400));
    const events = await collect(trainer.train({ epochs: 1 }));
    const progress: ProgressEvent[] = ofType(events, 'progress');
    const [epoch]: (EpochEvent | undefined)[] = ofType(events, 'epoch');
    // 400 steps of 2 ms take 800 ms at least; a slow machine makes it longer, and
    // with it the number of events.
    const seconds = (epoch?.elapsedMs ?? 0) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(0.8);
    expect(progress.length).toBeGreaterThanOrEqual(3);
    expect(progress.length).toBeLessThanOrEqual(10 * seconds + 2);
    const samples = progress.reduce((sum, event) => sum + event.samples, 0);
    expect(samples).toBe(4000);
    const loss = progress.reduce((sum, event) => sum + event.train.loss * event.samples, 0);
    expect(loss / samples).toBeCloseTo(epoch?.train.loss ?? NaN, 12);
    for (const { samplesPerSecond } of progress) {
      expect(samplesPerSecond).toBeGreaterThan(0);
      expect(samplesPerSecond).toBeLessThanOrEqual(5000);
    }
  });

  it('lets messages through between slices, which are short once the first has come', async () => {
    const { log } = await start({ callMs: 5 }, longEpoch(1000));
    const run = trainer.train({ epochs: 1 })[Symbol.asyncIterator]();
    await run.next();
    const stepsIn = (sliceMs: number) => sliceMs / 5 + 1;
    const stepsUntilPredicted = async () => {
      const stepsBefore = log.learningRates.length;
      await trainer.predict(new Float32Array(8));
      return log.learningRates.length - stepsBefore;
    };
    // The request and the reply may each wait for a slice.
    const first = await stepsUntilPredicted();
    expect(first).toBeLessThanOrEqual(stepsIn(longSliceMs) + stepsIn(shortSliceMs));
    for (let i = 0; i < 10; i++) {
      expect(await stepsUntilPredicted()).toBeLessThanOrEqual(2 * stepsIn(shortSliceMs));
    }
    await run.return(undefined);
  });

  it('takes a turn for messages only after a long slice while none come', async () => {
    await start({ callMs: 1 }, longEpoch(300));
    let turns = 0;
    const count = () => {
      turns++;
      turn = setImmediate(count);
    };
    let turn = setImmediate(count);
    const startedAt = performance.now();
    await collect(trainer.train({ epochs: 1 }));
    clearImmediate(turn);
    const elapsedMs = performance.now() - startedAt;
    // Besides slices: the request, its reply, and the events until the end is there.
    const others = 10;
    expect(turns).toBeLessThanOrEqual(elapsedMs / longSliceMs + others);
  });

  it('holds while an evaluation goes on, and takes predictions meanwhile', async () => {
    await start({ callMs: 5 }, longEpoch(1000, 10_000));
    const run = trainer.train({ epochs: 1 })[Symbol.asyncIterator]();
    await run.next();
    const order: string[] = [];
    const weights = [
      trainer.evaluate('valid').then(() => order.push('evaluation')),
      trainer.predict(new Float32Array(8)).then((output) => order.push('first') && output[1]),
      trainer.predict(new Float32Array(8)).then((output) => order.push('second') && output[1]),
    ];
    const [, first, second] = await Promise.all(weights);
    expect(order).toEqual(['first', 'second', 'evaluation']);
    expect(second).toBe(first);
    await run.return(undefined);
  });

  it('changes the learning rate with the next step', async () => {
    const { log } = await start({ callMs: 5 }, longEpoch(1000));
    const run = trainer.train({ epochs: 1 })[Symbol.asyncIterator]();
    await run.next();
    await trainer.setLearningRate(0.25);
    const stepsByThen = log.learningRates.length;
    await run.next();
    await run.return(undefined);
    const firstAtNewRate = log.learningRates.indexOf(0.25);
    expect(firstAtNewRate).toBeGreaterThan(0);
    expect(firstAtNewRate).toBeLessThanOrEqual(stepsByThen);
    expect(log.learningRates.slice(firstAtNewRate)).not.toContain(0.5);
    expect(await trainer.trainStep()).toMatchObject({ learningRate: 0.25 });
  });
});

describe('pausing', () => {
  it('takes effect within a slice', async () => {
    const { log } = await start({ callMs: 5 }, longEpoch(1000));
    const run = trainer.train({ epochs: 1 })[Symbol.asyncIterator]();
    await run.next();
    const stepsBefore = log.learningRates.length;
    const position = await trainer.pause();
    expect(position.step).toBe(log.learningRates.length);
    expect(position.step - stepsBefore).toBeLessThanOrEqual(longSliceMs / 5 + 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(log.learningRates.length).toBe(position.step);
    const rest = await collect({ [Symbol.asyncIterator]: () => run });
    expect(lastOf(rest)).toEqual({ type: 'paused', runId: 1, position });
  });

  it('in the middle of a large mini-batch forgets its part, and the weights come out the same', async () => {
    // Six steps of ten calls each.
    const specification = {
      ...tinySpecification,
      dataset: { train: 3000, valid: 10 },
      training: { ...tinySpecification.training, batchSize: 1000 },
    };
    const { log } = await start({ callMs: 4, chunk: 100 }, specification);
    const uninterrupted = 0.5 * (1 + 2 + 3 + 4 + 5 + 6);
    const position = { step: 0, epoch: 0 };
    while (position.epoch < 2) {
      const run = trainer.train({ epochs: 2 })[Symbol.asyncIterator]();
      const ended = run.next();
      await new Promise((resolve) => setTimeout(resolve, 130));
      Object.assign(position, await trainer.pause());
      await ended;
      await run.return(undefined);
    }
    expect(log.abandonedBatches).toBeGreaterThan(0);
    expect(await weight()).toBe(uninterrupted);
  });

  it('in the middle of an evaluation leaves the epoch to be reported when training goes on', async () => {
    // 10,000 samples at 1,024 a call: ten calls, 200 ms.
    await start({ callMs: 20 }, longEpoch(3, 10_000));
    const run = collect(trainer.train({ epochs: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await trainer.pause()).toEqual({ step: 3, epoch: 1 });
    expect(ofType(await run, 'epoch')).toEqual([]);
    const events = await collect(trainer.train({ epochs: 1 }));
    expect(events.map(({ type }) => type)).toEqual(['epoch', 'finished']);
    expect(ofType(events, 'epoch')[0]).toMatchObject({ epoch: 1, valid: { accuracy: 1 } });
  });

  it('without a run gives the position', async () => {
    await start();
    await trainer.trainStep();
    expect(await trainer.pause()).toEqual({ step: 1, epoch: 1 / 3 });
  });

  it('happens when the loop over the events is left', async () => {
    await start({ callMs: 5 }, longEpoch(1000));
    for await (const event of trainer.train({ epochs: 1 })) {
      if (event.type === 'progress') break;
    }
    const before = await weight();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await weight()).toBe(before);
    await expect(trainer.trainStep()).resolves.toMatchObject({
      loss: expect.any(Number) as number,
    });
  });
});

describe('single steps', () => {
  it('give the metrics of one mini-batch', async () => {
    await start();
    expect(await trainer.trainStep()).toEqual({
      step: 1,
      epoch: 1 / 3,
      loss: 0.5,
      accuracy: 0.5,
      learningRate: 0.5,
      events: [],
    });
    expect(await trainer.trainStep()).toMatchObject({ step: 2, epoch: 2 / 3 });
  });

  it('do a mini-batch that is larger than one call in several, letting predictions through', async () => {
    const specification = {
      ...tinySpecification,
      dataset: { train: 1000, valid: 10 },
      training: { ...tinySpecification.training, batchSize: 1000 },
    };
    await start({ callMs: 10, chunk: 100 }, specification);
    const order: string[] = [];
    const step = trainer.trainStep().then(({ loss }) => order.push('step') && loss);
    await trainer.predict(new Float32Array(8)).then(() => order.push('prediction'));
    // Nine parts before the update, the last one after it.
    expect(await step).toBeCloseTo((9 * 1 + 1 / 2) / 10, 12);
    expect(order).toEqual(['prediction', 'step']);
  });

  it('count towards the epoch of a later run', async () => {
    await start();
    await trainer.trainStep();
    const events = await collect(trainer.train({ epochs: 1 }));
    expect(ofType(events, 'epoch')[0]?.train.loss).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 4) / 3, 12);
  });

  it('bring the evaluations of a run with them', async () => {
    const training = { ...tinySpecification.training, epochs: 9 };
    const earlyStopping = { patience: 4, checksPerEpoch: 2, restoreBest: true };
    // The fake's losses depend on how its batches are divided.
    const options = { chunk: 6 };
    const specification = { ...tinySpecification, training: { ...training, earlyStopping } };
    await start(options, specification);
    const expected = figures(await collect(trainer.train()));
    const restored = await weight();
    await trainer.dispose();

    await start(options, specification);
    const events: RunEvent[] = [];
    while (lastOf(events)?.type !== 'stopped-early') {
      events.push(...(await trainer.trainStep()).events);
    }
    expect(ofType(events, 'epoch').length).toBeGreaterThan(1);
    expect(ofType(events, 'check').length).toBeGreaterThan(2);
    expect(figures(events)).toEqual(expected);
    expect(await weight()).toBe(restored);
    // That was that: what is trained from here on is not measured by it.
    for (let step = 0; step < 6; step++) {
      const { events: later } = await trainer.trainStep();
      expect(later.every(({ type }) => type === 'epoch')).toBe(true);
    }
    expect(await weight()).not.toBe(restored);
  });

  it('make up for an evaluation that a pause has cut short', async () => {
    // 10,000 samples at 1,024 a call: ten calls, 200 ms.
    await start({ callMs: 20 }, longEpoch(3, 10_000));
    const run = collect(trainer.train({ epochs: 1 }));
    await vi.waitFor(async () => expect(await weight()).toBe(0.5 * (1 + 2 + 3)));
    await trainer.pause();
    expect(ofType(await run, 'epoch')).toEqual([]);
    const { step, events } = await trainer.trainStep();
    expect(step).toBe(4);
    expect(events).toMatchObject([{ type: 'epoch', epoch: 1, step: 3, valid: { accuracy: 1 } }]);
  });
});

describe('divergence', () => {
  it('ends a run with the step, the layer, the largest weight and what to try', async () => {
    await start();
    await trainer.trainStep();
    await trainer.setLearningRate(divergingRate);
    const events = await collect(trainer.train());
    expect(lastOf(events)).toEqual({
      type: 'diverged',
      runId: 1,
      step: 2,
      layer: 'layers.0',
      largestWeight: 0.5,
      message:
        'The loss is no longer a finite number at step 2; the largest weight, in layers.0, is 0.500. ' +
        'Rewind and try a learning rate ten times smaller, or smaller initial weights.',
    });
    expect(await weight()).toBe(0.5);
  });

  it('rejects a single step with the same', async () => {
    await start();
    await trainer.setLearningRate(divergingRate);
    await expect(trainer.trainStep()).rejects.toMatchObject({
      name: 'TrainerError',
      code: 'diverged',
      divergence: { step: 1, layer: 'layers.0', largestWeight: 0 },
    });
  });

  it('is over after a new model', async () => {
    await start();
    await trainer.setLearningRate(divergingRate);
    await collect(trainer.train());
    await trainer.createModel(tinySpecification);
    expect(lastOf(await collect(trainer.train()))).toMatchObject({ type: 'finished', runId: 2 });
  });
});

describe('during a run', () => {
  it.each([
    [
      'loadDataset',
      () =>
        trainer.loadDataset(
          structuredClone({
            width: 1,
            height: 1,
            images: new Uint8Array(2),
            labels: new Uint8Array(2),
          }),
        ),
    ],
    ['createModel', () => trainer.createModel(tinySpecification)],
    ['trainStep', () => trainer.trainStep()],
    ['setParameters', () => trainer.setParameters([])],
    ['train', () => collect(trainer.train())],
  ])('%s rejects with busy, and the run goes on', async (_name, call) => {
    await start({ callMs: 5 }, longEpoch(1000));
    const run = trainer.train({ epochs: 1 })[Symbol.asyncIterator]();
    await run.next();
    await expect(call()).rejects.toMatchObject({
      code: 'busy',
      message: 'Training is under way; pause it first.',
    });
    expect((await run.next()).value).toMatchObject({ type: 'progress', runId: 1 });
    await run.return(undefined);
  });
});

describe('a trap in the module', () => {
  it('ends the run with failed, rejects what is pending and settles crashed', async () => {
    await start({ callMs: 5, trapAtStep: 40 }, longEpoch(1000));
    const events = await collect(trainer.train({ epochs: 1 }));
    expect(lastOf(events)).toMatchObject({ type: 'failed', error: { code: 'crashed' } });
    expect(await trainer.crashed).toMatchObject({
      code: 'crashed',
      message: 'The trainer broke down and had to end (unreachable). Start again.',
    });
    await expect(trainer.trainStep()).rejects.toMatchObject({ code: 'crashed' });
  });

  it('rejects the command that caused it', async () => {
    await start({ trapAtStep: 1 });
    await expect(trainer.trainStep()).rejects.toMatchObject({ code: 'crashed' });
    await expect(trainer.crashed).resolves.toMatchObject({ code: 'crashed' });
  });
});
