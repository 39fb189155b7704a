import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainerClient } from '../../../web/src/client/trainer-client';
import type { GradientCheckOptions } from '../../../web/src/shared/gradient-check';
import { collect } from '../support/run-events';
import type { FakeGradientCheckLog } from './fake-gradient-check-module';
import { startReadyTrainer, tinySpecification } from './fake-trainer';

let trainer: TrainerClient;
let checkLog: FakeGradientCheckLog;
beforeEach(async () => ({ trainer, checkLog } = await startReadyTrainer()));
afterEach(() => trainer.dispose());

/** For what only callers without a type checker can pass. */
const anything = (value: unknown) => value as never;

/** The fake network has one parameter: as many pieces as values of N, 20 ms each. */
const short: GradientCheckOptions = { denominators: [10, 100, 1000] };
const long: GradientCheckOptions = { denominators: new Array<number>(30).fill(10) };

const events = (options: GradientCheckOptions) => collect(trainer.gradientCheck(options));

describe('gradientCheck', () => {
  it('gives progress, and at last the result', async () => {
    const all = await events(long);
    expect(all.length).toBeGreaterThan(5);
    const done = all.flatMap((event) => (event.type === 'progress' ? [event.done] : []));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.every((fraction) => fraction > 0 && fraction < 1)).toBe(true);
    expect(all.at(-1)).toMatchObject({ type: 'finished' });
  });

  it('gives both gradients, the differences for each N and a verdict for each layer', async () => {
    const [finished] = (await events(short)).slice(-1);
    expect(finished).toEqual({
      type: 'finished',
      result: {
        split: 'train',
        indices: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        denominators: [10, 100, 1000],
        leastGradient: 2e-4,
        layers: [
          {
            layer: 'layers.0',
            verdict: 'passed',
            parameters: 1,
            kinks: 0,
            difference: 1e-9,
            steps: [10, 100, 1000].map((denominator) => {
              return { denominator, compared: 1, kinks: 0, absolute: 1e-10, relative: 1e-9 };
            }),
          },
        ],
        parameters: [
          {
            tensor: 'layers.0.weight',
            index: 0,
            analytic: 0.25,
            numeric: [0, 0, 0],
            crossesKink: [false, false, false],
          },
        ],
      },
    });
  });

  it('stops when its consumer does', async () => {
    const startedAt = performance.now();
    for await (const event of trainer.gradientCheck(long)) if (event.type === 'progress') break;
    await trainer.getParameters();
    // All of it takes 600 ms.
    expect(performance.now() - startedAt).toBeLessThan(300);
  });

  it('goes on beside a run, and lets a pause through', async () => {
    const run = collect(trainer.train({ epochs: 10_000 }));
    const check = events(long);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { step } = await trainer.pause();
    expect(step).toBeGreaterThan(0);
    expect((await check).at(-1)).toMatchObject({ type: 'finished' });
    expect((await run).at(-1)).toMatchObject({ type: 'paused' });
  });

  it('checks a copy of the network as it is, on the samples chosen', async () => {
    await trainer.trainStep();
    await events({ ...short, indices: [7, 3] });
    expect(checkLog).toMatchObject({ labels: [7, 3], parameters: [0.5], step: 1 });
    expect(checkLog.pixels).toEqual([
      ...new Array<number>(8).fill(7),
      ...new Array<number>(8).fill(3),
    ]);
  });

  it('goes on with its copy when the network is replaced', async () => {
    const check = trainer.gradientCheck(short)[Symbol.asyncIterator]();
    await check.next();
    await trainer.createModel(tinySpecification);
    let last;
    for await (const event of { [Symbol.asyncIterator]: () => check }) last = event;
    expect(last).toMatchObject({ type: 'finished' });
  });

  it('loads its module once, and frees all it took', async () => {
    expect(checkLog.loads).toBe(0);
    await events(short);
    await events(short);
    for await (const event of trainer.gradientCheck(long)) if (event.type === 'progress') break;
    expect(checkLog).toMatchObject({ loads: 1, sessions: 0, lists: 0 });
  });

  it('ends when another is begun, which is not disturbed', async () => {
    const first = trainer.gradientCheck(long)[Symbol.asyncIterator]();
    await first.next();
    const second = events(short);
    await expect(first.next()).rejects.toMatchObject({ code: 'invalid-input' });
    expect((await second).at(-1)).toMatchObject({ type: 'finished' });
  });

  it.each([
    [{ split: 'all' }, 'split'],
    [{ indices: [] }, 'indices'],
    [{ indices: [30] }, 'indices[0]'],
    [{ indices: [1.5] }, 'indices[0]'],
    [{ split: 'valid', indices: [0, 10] }, 'indices[1]'],
    [{ denominators: [0] }, 'denominators[0]'],
    [{ denominators: [NaN] }, 'denominators[0]'],
    [{ denominators: [2e9] }, 'denominators[0]'],
    [{ perTensor: 0 }, 'perTensor'],
    [{ parameters: [{ tensor: 'layers.0.weigth', indices: [0] }] }, 'parameters[0].tensor'],
    [{ parameters: [{ tensor: 'layers.0.weight', indices: [1] }] }, 'parameters[0].indices[0]'],
    [{ parameters: [{ tensor: 'layers.0.weight' }] }, 'parameters[0].indices'],
    [{ epsilons: [1] }, 'epsilons'],
  ])('refuses %j', async (options, path) => {
    await expect(events(anything(options))).rejects.toMatchObject({ code: 'invalid-input', path });
  });

  it('asks for a model', async () => {
    const { trainer: fresh } = await startReadyTrainer();
    await fresh.loadDataset({
      width: 1,
      height: 1,
      images: new Uint8Array(20),
      labels: new Uint8Array(20),
    });
    await expect(fresh.gradientCheck().next()).rejects.toMatchObject({ code: 'no-model' });
    await fresh.dispose();
  });
});
