import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadData, type DataDescription, type LoadedData } from '../../../web/src/data/data-source';
import type { DataWorkerReply } from '../../../web/src/data/protocol';
import { errorOf } from './support/error-of';

/** A worker of which the test says what it answers. */
class FakeWorker {
  static started: FakeWorker[] = [];
  onmessage: ((event: { data: DataWorkerReply }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly posted: unknown[] = [];
  isTerminated = false;

  constructor(
    readonly url: URL,
    readonly options: WorkerOptions,
  ) {
    FakeWorker.started.push(this);
  }
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  reply(data: DataWorkerReply): void {
    this.onmessage?.({ data });
  }
}

const baseUrl = 'https://example.org/course/index.html';
const description: DataDescription = {
  source: 'built-in',
  name: 'Digits',
  description: 'Some digits.',
  warnings: [],
  split: { train: 1, valid: 1 },
};
const loaded: LoadedData = {
  ...description,
  dataset: { width: 28, height: 28, images: new Uint8Array(), labels: new Uint8Array() },
};

beforeEach(() => {
  FakeWorker.started = [];
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function onlyWorker(): FakeWorker {
  const [worker, ...others] = FakeWorker.started;
  if (!worker || others.length > 0) throw new Error('expected one worker');
  return worker;
}

describe('loading data', () => {
  it('asks a worker that lies beside the page, and ends it', async () => {
    const phases: string[] = [];
    const result = loadData(
      { source: 'built-in' },
      { baseUrl, onProgress: ({ phase }) => phases.push(phase) },
    );
    const worker = onlyWorker();
    expect(worker.url.href).toBe('https://example.org/course/inkling-data.js');
    expect(worker.options).toEqual({ type: 'module' });
    expect(worker.posted).toEqual([{ request: { source: 'built-in' }, baseUrl }]);
    worker.reply({ progress: { phase: 'drawing', loaded: 1, total: 2, unit: 'samples' } });
    worker.reply({ loaded });
    expect(await result).toBe(loaded);
    expect(phases).toEqual(['drawing']);
    expect(worker.isTerminated).toBe(true);
  });

  const part = { images: new Uint8Array(784), labels: new Uint8Array(1) };
  const shape = { width: 28, height: 28, samples: 3, testSamples: 1 };

  /** What a worker has begun to hand over. */
  async function begun(signal?: AbortSignal) {
    const result = loadData({ source: 'mnist' }, { baseUrl, ...(signal && { signal }) });
    onlyWorker().reply({ arriving: { ...description, shape } });
    onlyWorker().reply({ part });
    const data = await result;
    if (!('parts' in data)) throw new Error('expected data that arrives');
    return { data, parts: data.parts[Symbol.asyncIterator]() };
  }

  it('gives the parts of data that arrives, and ends the worker after the last', async () => {
    const { data, parts } = await begun();
    expect(data).toMatchObject({ name: 'Digits', shape });
    expect(await parts.next()).toEqual({ done: false, value: part });
    const next = parts.next();
    expect(onlyWorker().isTerminated).toBe(false);
    onlyWorker().reply({ part });
    onlyWorker().reply({ complete: true });
    expect(await next).toEqual({ done: false, value: part });
    expect((await parts.next()).done).toBe(true);
    expect(onlyWorker().isTerminated).toBe(true);
  });

  it('rejects the parts with the error that ended them', async () => {
    const { parts } = await begun();
    onlyWorker().reply({ error: { code: 'damaged', message: 'It is broken.' } });
    await parts.next();
    expect(await errorOf(parts.next())).toMatchObject({ code: 'damaged' });
    expect(onlyWorker().isTerminated).toBe(true);
  });

  it('ends the parts when it is cancelled', async () => {
    const controller = new AbortController();
    const { parts } = await begun(controller.signal);
    controller.abort();
    await parts.next();
    expect(await errorOf(parts.next())).toMatchObject({ code: 'cancelled' });
    expect(onlyWorker().isTerminated).toBe(true);
  });

  it('rejects with the error that the worker found', async () => {
    const result = loadData({ source: 'mnist' }, { baseUrl });
    onlyWorker().reply({ error: { code: 'not-found', message: 'It is not there.' } });
    expect(await errorOf(result)).toMatchObject({ code: 'not-found', message: 'It is not there.' });
    expect(onlyWorker().isTerminated).toBe(true);
  });

  it('rejects when the worker dies', async () => {
    const result = loadData({ source: 'mnist' }, { baseUrl });
    onlyWorker().onerror?.({ message: 'boom' });
    const error = await errorOf(result);
    expect(error).toMatchObject({ code: 'crashed', canRetry: true });
    expect(error.message).toContain('boom');
  });

  it('rejects when no worker can be started', async () => {
    vi.stubGlobal('Worker', undefined);
    const error = await errorOf(loadData({ source: 'mnist' }, { baseUrl }));
    expect(error.code).toBe('crashed');
    expect(error.message).toBe('This browser does not let the page start a worker.');
  });

  it('rejects when a message cannot be read', async () => {
    const result = loadData({ source: 'mnist' }, { baseUrl });
    onlyWorker().onmessageerror?.();
    expect((await errorOf(result)).code).toBe('crashed');
  });

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController();
    const result = loadData({ source: 'mnist' }, { baseUrl, signal: controller.signal });
    controller.abort();
    expect(await errorOf(result)).toMatchObject({ code: 'cancelled', canRetry: false });
    expect(onlyWorker().isTerminated).toBe(true);
  });

  it('starts no worker when it was cancelled before', async () => {
    const result = loadData({ source: 'mnist' }, { baseUrl, signal: AbortSignal.abort() });
    expect((await errorOf(result)).code).toBe('cancelled');
    expect(FakeWorker.started).toEqual([]);
  });
});
