import { beforeEach, expect, it, vi } from 'vitest';
import { TrainerError } from '../../../web/src/client/trainer-error';
import { DataError, type ArrivingData } from '../../../web/src/data/data-source';
import { Parts } from '../../../web/src/data/parts';
import type { Services } from '../../../web/src/state/services';
import { createStore } from '../../../web/src/state/store';
import { fakeServices, loadedData, settle } from './fake-services';

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
});

const samples = (count: number) => ({
  images: new Uint8Array(784 * count),
  labels: new Uint8Array(count),
});

/** MNIST in the shape of the other fake data, of which the test says what comes when. */
function arrivingMnist() {
  const parts = new Parts();
  const { name, source, description, warnings, split } = loadedData('mnist');
  const shape = { width: 28, height: 28, samples: 100, testSamples: 10 };
  const data: ArrivingData = { name, source, description, warnings, split, shape, parts };
  return {
    data,
    async send(count: number) {
      parts.put(samples(count));
      await settle();
    },
    async complete() {
      parts.end();
      await settle();
    },
    async fail(code: 'connection-lost' | 'wrong-checksum' | 'cancelled', message: string) {
      parts.fail(new DataError(code, message));
      await settle();
      await settle();
    },
  };
}

/** The page while MNIST arrives. */
async function openPage(changes: Partial<Services> = {}) {
  const mnist = arrivingMnist();
  const signals: (AbortSignal | undefined)[] = [];
  let progress: (phase: 'downloading' | 'waiting') => void = () => undefined;
  const services = fakeServices({
    loadData: (request, { signal, onProgress }) => {
      if (request.source !== 'mnist') return Promise.resolve(loadedData(request.source));
      signals.push(signal);
      progress = (phase) => onProgress?.({ phase, loaded: 1, total: 2, unit: 'bytes' });
      return Promise.resolve(mnist.data);
    },
    ...changes,
  });
  const store = createStore(services);
  await settle();
  const trainer = () => {
    const last = services.trainers.at(-1);
    if (!last) throw new Error('no trainer was started');
    return last;
  };
  return {
    store,
    mnist,
    trainer,
    trainers: services.trainers,
    signals,
    report: (phase: 'downloading' | 'waiting') => progress(phase),
  };
}

it('gives a network to train while data arrives, and counts what is there', async () => {
  const { store, mnist, trainer } = await openPage();
  expect(store.run.phase.value).toBe('ready');
  expect(store.data.loading.value).toEqual({ state: 'idle' });
  expect(store.data.inUse.value).toMatchObject({ source: 'mnist', samples: 100, testSamples: 10 });
  expect(store.data.arrival.value).toMatchObject({ arrived: 0, total: 110 });
  await mnist.send(40);
  expect(store.data.arrival.value).toMatchObject({ arrived: 40, lacksTestOnly: false });
  await mnist.send(60);
  expect(store.data.arrival.value).toMatchObject({ arrived: 100, lacksTestOnly: true });
  await mnist.send(10);
  await mnist.complete();
  expect(store.data.arrival.value).toBeNull();
  expect(trainer().arrived).toBe(110);
});

it('trains meanwhile', async () => {
  const { store, mnist, trainer } = await openPage();
  await mnist.send(40);
  store.run.train();
  await settle();
  await trainer().letRun(1);
  expect(store.run.phase.value).toBe('running');
  await mnist.send(70);
  expect(trainer().arrived).toBe(110);
  expect(store.run.phase.value).toBe('running');
});

it('shows validation digits when they have come', async () => {
  const { store, mnist } = await openPage();
  await mnist.send(40);
  expect(store.samples.readings.value).toEqual([]);
  await mnist.send(60);
  expect(store.samples.readings.value).not.toEqual([]);
});

it('says when the connection was lost, and when it is back', async () => {
  const { store, mnist, report } = await openPage();
  await mnist.send(40);
  report('waiting');
  expect(store.data.arrival.value).toMatchObject({ arrived: 40, isInterrupted: true });
  report('downloading');
  expect(store.data.arrival.value).toMatchObject({ arrived: 40, isInterrupted: false });
});

it('falls back to the built-in digits when the rest cannot be had, with the reason', async () => {
  const { store, mnist, trainer } = await openPage();
  await mnist.send(40);
  store.run.train();
  await settle();
  await mnist.fail('wrong-checksum', 'This is not the file it should be.');
  await trainer().letRun(1); // lets the run see that it is to pause
  await settle();
  expect(store.data.inUse.value?.source).toBe('built-in');
  expect(store.data.arrival.value).toBeNull();
  expect(store.data.fallback.value).toBe('This is not the file it should be.');
  expect(store.run.phase.value).toBe('ready');
});

it('adds nothing more to data that other data has replaced', async () => {
  const { store, mnist, trainer, signals } = await openPage();
  await mnist.send(40);
  await store.data.choose({ source: 'built-in' });
  expect(signals[0]?.aborted).toBe(true);
  await mnist.send(30);
  await mnist.fail('cancelled', 'Loading was cancelled.');
  expect(trainer().arrived).toBe(40);
  expect(store.data.inUse.value?.source).toBe('built-in');
  expect(store.data.arrival.value).toBeNull();
  expect(store.data.fallback.value).toBeNull();
});

it('goes on when other data was asked for and could not be had', async () => {
  const mnist = arrivingMnist();
  const { store, trainer } = await openPage({
    loadData: ({ source }) =>
      source === 'mnist'
        ? Promise.resolve(mnist.data)
        : Promise.reject(new DataError('invalid-data', 'Not an IDX file.')),
  });
  await mnist.send(40);
  await store.data.choose({ source: 'custom', files: [] });
  expect(store.data.loading.value).toMatchObject({ state: 'failed', message: 'Not an IDX file.' });
  await mnist.send(70);
  expect(trainer().arrived).toBe(110);
  expect(store.data.arrival.value).toBeNull();
});

it('is loaded again for the next trainer when its own dies', async () => {
  const { store, mnist, trainers, signals } = await openPage();
  await mnist.send(40);
  trainers[0]?.die();
  await settle();
  await settle();
  expect(trainers).toHaveLength(2);
  expect(signals[0]?.aborted).toBe(true);
  expect(signals).toHaveLength(2);
  expect(store.data.inUse.value?.source).toBe('mnist');
  expect(store.data.fallback.value).toBeNull();
});

it('is given up without a word when the trainer refuses samples because it has died', async () => {
  const { store, mnist, trainers } = await openPage();
  const data = { code: 'crashed', path: '', message: 'It was killed.' } as const;
  const trainer = trainers[0];
  if (trainer) trainer.appendSamples = () => Promise.reject(new TrainerError(data));
  await mnist.send(40);
  expect(store.data.fallback.value).toBeNull();
  expect(store.data.inUse.value?.source).toBe('mnist');
});
