import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadData, type LoadedData } from '../../../web/src/data/data-source';
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
const loaded: LoadedData = {
  source: 'built-in',
  name: 'Digits',
  description: 'Some digits.',
  warnings: [],
  split: { train: 1, valid: 1 },
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
