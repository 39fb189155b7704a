import { describe, expect, it } from 'vitest';
import type { RunEvent, Samples } from '../../../web/src/shared/protocol';
import { collect, figures } from '../support/run-events';
import {
  startFakeTrainer,
  startReadyTrainer,
  tinyDataset,
  tinySpecification,
} from './fake-trainer';

const shape = { width: 4, height: 2, samples: 40, testSamples: 10 };

/** Samples of the tiny data set, of which the test's come last. */
function samples(begin: number, end: number): Samples {
  const { images, labels, test } = tinyDataset();
  const all = {
    images: Uint8Array.from([...images, ...(test?.images ?? [])]),
    labels: Uint8Array.from([...labels, ...(test?.labels ?? [])]),
  };
  return { images: all.images.slice(8 * begin, 8 * end), labels: all.labels.slice(begin, end) };
}

async function startWithEmptyDataset() {
  const started = await startFakeTrainer();
  const info = await started.trainer.beginDataset(shape);
  await started.trainer.createModel(tinySpecification);
  return { ...started, info };
}

/** Collects a run's events; `next` resolves with the next event of a type. */
function follow(run: AsyncIterable<RunEvent>) {
  const events: RunEvent[] = [];
  let wake: () => void = () => undefined;
  const ended = (async () => {
    for await (const event of run) {
      events.push(event);
      wake();
    }
  })();
  let seen = 0;
  return {
    events,
    ended,
    async next<Type extends RunEvent['type']>(type: Type) {
      for (;;) {
        const event = events[seen];
        if (!event) await new Promise<void>((resolve) => (wake = resolve));
        else {
          seen++;
          if (event.type === type) return event as Extract<RunEvent, { type: Type }>;
        }
      }
    },
  };
}

describe('a data set that arrives in parts', () => {
  it('has a network before any of it is there', async () => {
    const { trainer, info } = await startWithEmptyDataset();
    expect(info).toEqual({ ...shape, classes: 10 });
    expect(await trainer.predict(new Float32Array(8))).toHaveLength(10);
  });

  it('is trained on as far as it has arrived, and says what it waits for', async () => {
    const { trainer } = await startWithEmptyDataset();
    const run = follow(trainer.train());
    expect(await run.next('waiting')).toMatchObject({ arrived: 0, needed: 10 });
    expect(await trainer.appendSamples(samples(0, 5))).toEqual({ arrived: 5 });
    expect(await run.next('waiting')).toMatchObject({ arrived: 5, needed: 10 });
    await trainer.appendSamples(samples(5, 25));
    expect(await run.next('progress')).toMatchObject({ position: { step: 2 }, samples: 20 });
    expect(await run.next('waiting')).toMatchObject({ arrived: 25, needed: 30 });
    await trainer.appendSamples(samples(25, 35));
    // The third step ends the epoch; its evaluation takes the whole pool.
    const { position, ...wait } = await run.next('waiting');
    expect(wait).toMatchObject({ arrived: 35, needed: 40 });
    expect(position.step).toBe(3);
    expect(run.events.some(({ type }) => type === 'epoch')).toBe(false);
    await trainer.appendSamples(samples(35, 50));
    await run.ended;
    expect(run.events.at(-1)).toMatchObject({ type: 'finished', position: { step: 6 } });
  });

  it('gives the same figures as one that was there from the start', async () => {
    const whole = await startReadyTrainer();
    const expected = await collect(whole.trainer.train());
    const { trainer } = await startWithEmptyDataset();
    const run = follow(trainer.train());
    for (let begin = 0; begin < 50; begin += 5) {
      await run.next('waiting').then(() => trainer.appendSamples(samples(begin, begin + 5)));
      if (begin >= 35) break;
    }
    await run.ended;
    expect(figures(run.events)).toEqual(figures(expected));
    expect(await trainer.getParameters()).toEqual(await whole.trainer.getParameters());
  });

  it('keeps images and labels together across the parts', async () => {
    const { trainer } = await startWithEmptyDataset();
    for (const [begin, end] of [
      [0, 7],
      [7, 7],
      [7, 40],
      [40, 50],
    ] as const) {
      await trainer.appendSamples(samples(begin, end));
    }
    const [reading] = await trainer.readSamples('train', [23]);
    expect(reading).toMatchObject({ label: 3, pixels: new Uint8Array(8).fill(23) });
  });

  it('can be paused while training waits, and goes on later', async () => {
    const { trainer } = await startWithEmptyDataset();
    const run = follow(trainer.train());
    await run.next('waiting');
    await trainer.pause();
    await run.ended;
    expect(run.events.at(-1)?.type).toBe('paused');
    await trainer.appendSamples(samples(0, 50));
    const events = await collect(trainer.train());
    expect(events.at(-1)?.type).toBe('finished');
    expect(events.some(({ type }) => type === 'waiting')).toBe(false);
  });

  it('refuses what needs samples that are missing, in words', async () => {
    const { trainer } = await startWithEmptyDataset();
    const refusal = {
      code: 'incomplete-data',
      message: 'This needs 10 samples of the data set, of which 0 have arrived. Try again later.',
    };
    await expect(trainer.trainStep()).rejects.toMatchObject(refusal);
    await trainer.appendSamples(samples(0, 39));
    await trainer.trainStep();
    const incomplete = { code: 'incomplete-data' };
    await expect(trainer.evaluate('valid')).rejects.toMatchObject(incomplete);
    await expect(trainer.readSamples('valid', [0])).rejects.toMatchObject(incomplete);
    await expect(trainer.saveCheckpoint()).rejects.toMatchObject(incomplete);
    await trainer.appendSamples(samples(39, 49));
    expect((await trainer.evaluate('valid')).samples).toBe(10);
    expect((await trainer.saveCheckpoint()).length).toBeGreaterThan(0);
    await expect(trainer.evaluate('test')).rejects.toMatchObject(incomplete);
    await trainer.appendSamples(samples(49, 50));
    expect((await trainer.evaluate('test')).samples).toBe(10);
  });

  it('refuses samples that there is no room for or that do not agree', async () => {
    const { trainer } = await startWithEmptyDataset();
    const invalid = (path: string, message: string) => ({ code: 'invalid-data', path, message });
    const { images, labels } = samples(0, 3);
    await expect(trainer.appendSamples({ images, labels: labels.slice(1) })).rejects.toMatchObject(
      invalid('images', 'images: 2 labels need 16 bytes of images, 8 each; there are 24.'),
    );
    await trainer.appendSamples(samples(0, 49));
    await expect(trainer.appendSamples(samples(0, 2))).rejects.toMatchObject(
      invalid('labels', 'labels: The data set lacks 1 samples; 2 were given.'),
    );
    await trainer.appendSamples(samples(49, 50));
  });

  it.each([
    [{ ...shape, width: 0 }, 'width'],
    [{ ...shape, samples: 1 }, 'samples'],
    [{ ...shape, samples: 10.5 }, 'samples'],
    [{ ...shape, testSamples: -1 }, 'testSamples'],
  ])('refuses a shape that no data set has: %o', async (wrong, path) => {
    const { trainer } = await startReadyTrainer();
    const refusal = { code: 'invalid-data', path };
    await expect(trainer.beginDataset(wrong)).rejects.toMatchObject(refusal);
    // The data before is still in use.
    expect((await trainer.evaluate('valid')).samples).toBe(10);
  });

  it('is begun and added to only where that makes sense', async () => {
    const { trainer } = await startFakeTrainer();
    await expect(trainer.appendSamples(samples(0, 1))).rejects.toMatchObject({
      code: 'no-dataset',
    });
    await trainer.beginDataset(shape);
    await trainer.createModel(tinySpecification);
    const run = follow(trainer.train());
    await run.next('waiting');
    await expect(trainer.beginDataset(shape)).rejects.toMatchObject({ code: 'busy' });
    await trainer.pause();
    await trainer.loadDataset(tinyDataset());
    await trainer.createModel(tinySpecification);
    expect((await collect(trainer.train())).at(-1)?.type).toBe('finished');
  });
});
