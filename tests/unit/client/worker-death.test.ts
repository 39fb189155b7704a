import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTrainer, type Trainer } from '../../../web/src/client/index';
import { TrainerClient } from '../../../web/src/client/trainer-client';
import { startWorker, type WorkerHandle } from '../../../web/src/client/worker-handle';
import type { RunEvent, ToWorker } from '../../../web/src/shared/protocol';
import { collect } from '../support/run-events';
import { tinyDataset, tinySpecification } from '../worker/fake-trainer';

let folder: string;
let workerUrl: URL;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'inkling worker '));
  const outfile = path.join(folder, 'worker.mjs');
  const entryPoints = ['tests/unit/client/fake-worker.ts'];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node' });
  workerUrl = pathToFileURL(outfile);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const longSpecification = {
  ...tinySpecification,
  dataset: { train: 10_000, valid: 10 },
};

async function prepare(trainer: Trainer): Promise<void> {
  await trainer.loadDataset(tinyDataset(10_010));
  await trainer.createModel(longSpecification);
}

/** Calls that are under way at once, by name. */
function callEverything(trainer: Trainer): Record<string, Promise<unknown>> {
  return {
    evaluate: trainer.evaluate('train'),
    evaluateAgain: trainer.evaluate('train'),
    getParameters: trainer.getParameters(),
    setLearningRate: trainer.setLearningRate(0.1),
    pause: trainer.pause(),
    createModel: trainer.createModel(longSpecification),
    trainStep: trainer.trainStep(),
  };
}

async function codesOf(calls: Record<string, Promise<unknown>>): Promise<Record<string, unknown>> {
  const settled = await Promise.allSettled(Object.values(calls));
  const codes = settled.map((each) =>
    each.status === 'rejected' ? (each.reason as { code: string }).code : 'fulfilled',
  );
  return Object.fromEntries(Object.keys(calls).map((name, index) => [name, codes[index]]));
}

const allWith = (calls: object, code: string) =>
  Object.fromEntries(Object.keys(calls).map((name) => [name, code]));

describe('a worker that is killed in mid-epoch', () => {
  let trainer: TrainerClient;
  let worker: WorkerHandle;
  beforeEach(async () => {
    trainer = await TrainerClient.start({
      startWorker: (listener) => (worker = startWorker(workerUrl, listener)),
      variant: 'auto',
      threads: 'auto',
      beatMs: 60_000,
    });
    await prepare(trainer);
  });
  afterEach(() => trainer.dispose());

  it('rejects every pending command, fails the run and says so', async () => {
    const events: RunEvent[] = [];
    let calls: Record<string, Promise<unknown>> = {};
    for await (const event of trainer.train()) {
      events.push(event);
      if (events.length > 1) continue;
      calls = callEverything(trainer);
      void worker.terminate();
    }
    expect(await codesOf(calls)).toEqual(allWith(calls, 'crashed'));
    expect(events.at(-1)).toEqual({
      type: 'failed',
      runId: 1,
      error: {
        code: 'crashed',
        path: '',
        message:
          'The training worker has died (it ended with code 1). What it held is lost; start again.',
      },
    });
    expect(await trainer.crashed).toMatchObject({ name: 'TrainerError', code: 'crashed' });
  });

  it('makes every later call reject at once, and can still be disposed of', async () => {
    await worker.terminate();
    await trainer.crashed;
    const calls = callEverything(trainer);
    expect(await codesOf(calls)).toEqual(allWith(calls, 'crashed'));
    await expect(collect(trainer.train())).rejects.toMatchObject({ code: 'crashed' });
    await expect(trainer.dispose()).resolves.toBeUndefined();
  });
});

describe('disposing', () => {
  it('rejects what is pending and fails the run with disposed', async () => {
    const trainer = await createTrainer({ workerUrl });
    await prepare(trainer);
    let last: RunEvent | undefined;
    let calls: Record<string, Promise<unknown>> = {};
    for await (const event of trainer.train()) {
      last = event;
      if (event.type !== 'progress') continue;
      calls = callEverything(trainer);
      void trainer.dispose();
    }
    expect(await codesOf(calls)).toEqual(allWith(calls, 'disposed'));
    expect(last).toMatchObject({ type: 'failed', error: { code: 'disposed' } });
  });

  it('makes every later call reject at once, and may be done twice', async () => {
    const trainer = await createTrainer({ workerUrl });
    await trainer.dispose();
    await trainer.dispose();
    const calls = callEverything(trainer);
    expect(await codesOf(calls)).toEqual(allWith(calls, 'disposed'));
  });
});

describe('starting', () => {
  it('tells which module runs', async () => {
    const trainer = await createTrainer({ workerUrl, threads: 3 });
    expect(trainer.info).toEqual({ variant: 'simd128', threads: 3 });
    await trainer.dispose();
  });

  it('rejects in words when the worker is not there', async () => {
    const missing = new URL('missing.mjs', workerUrl);
    await expect(createTrainer({ workerUrl: missing })).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringMatching(
        /^The training worker could not be started: .*missing\.mjs.*\.$/,
      ) as string,
    });
  });

  it('rejects in words when the worker is no worker', async () => {
    const file = path.join(folder, 'broken.mjs');
    writeFileSync(file, 'this is not JavaScript');
    await expect(createTrainer({ workerUrl: pathToFileURL(file) })).rejects.toMatchObject({
      code: 'start-failed',
    });
  });

  it('rejects when the worker ends before it says a word', async () => {
    const file = path.join(folder, 'silent.mjs');
    writeFileSync(file, 'process.exit(0);');
    await expect(createTrainer({ workerUrl: pathToFileURL(file) })).rejects.toMatchObject({
      code: 'start-failed',
      message: 'The training worker could not be started: it ended with code 0.',
    });
  });

  it('rejects on a page that was opened as a file', async () => {
    vi.stubGlobal('location', { protocol: 'file:' });
    await expect(createTrainer({ workerUrl })).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringContaining('serve its folder over HTTP') as string,
    });
    vi.unstubAllGlobals();
  });

  it.each([{ variant: 'avx' }, { threads: 0 }, { threads: 17 }, { threads: 1.5 }])(
    'refuses the option %j',
    async (options) => {
      await expect(createTrainer(options as never)).rejects.toMatchObject({
        code: 'invalid-input',
        path: Object.keys(options)[0],
      });
    },
  );
});

describe('a worker that falls silent', () => {
  /** Starts, and answers pings and commands only as long as `answers` says. */
  function silentWorker(answers: (message: ToWorker) => boolean) {
    return TrainerClient.start({
      variant: 'auto',
      threads: 'auto',
      beatMs: 10,
      startWorker: ({ receive }) => ({
        post: (message) => {
          if (!answers(message)) return;
          queueMicrotask(() => {
            if ('start' in message) receive({ started: { variant: 'simd128', threads: 1 } });
            else if ('ping' in message) receive({ pong: true });
          });
        },
        terminate: () => Promise.resolve(),
      }),
    });
  }

  it('is taken for dead when something is pending', async () => {
    const trainer = await silentWorker((message) => 'start' in message);
    await expect(trainer.trainStep()).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('it no longer answers') as string,
    });
  });

  it('is let alone while it answers pings', async () => {
    const trainer = await silentWorker(() => true);
    const step = trainer.trainStep();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await trainer.dispose();
    await expect(step).rejects.toMatchObject({ code: 'disposed' });
  });

  it('is let alone while nothing is asked of it', async () => {
    const trainer = await silentWorker((message) => 'start' in message);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const step = trainer.trainStep();
    await trainer.dispose();
    await expect(step).rejects.toMatchObject({ code: 'disposed' });
  });
});
