import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataWorkerReply, DataWorkerRequest } from '../../../web/src/data/protocol';
import { startFileServer } from './support/file-server';
import { imageFile, labelFile } from './support/idx-files';

interface WorkerScope {
  onmessage?: (event: { data: DataWorkerRequest }) => void;
  postMessage: (reply: DataWorkerReply, options: { transfer: ArrayBuffer[] }) => void;
}

let scope: WorkerScope;
let onReply: (reply: DataWorkerReply, transfer: ArrayBuffer[]) => void;

beforeEach(async () => {
  scope = { postMessage: (reply, { transfer }) => onReply(reply, transfer) };
  vi.stubGlobal('self', scope);
  vi.resetModules();
  await import('../../../web/src/data/data-worker');
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** All replies up to the last one, and what was transferred with that. */
function ask(data: DataWorkerRequest): Promise<{ replies: DataWorkerReply[]; transfer: unknown }> {
  return new Promise((resolve) => {
    const replies: DataWorkerReply[] = [];
    onReply = (reply, transfer) => {
      replies.push(reply);
      if (!('progress' in reply)) resolve({ replies, transfer });
    };
    scope.onmessage?.({ data });
  });
}

describe('the data worker', () => {
  it('draws the built-in digits and hands over their buffers', async () => {
    const { replies, transfer } = await ask({ request: { source: 'built-in' }, baseUrl: '' });
    const last = replies.at(-1);
    if (!last || !('loaded' in last)) throw new Error('expected a data set');
    const { dataset, split, source } = last.loaded;
    expect(source).toBe('built-in');
    expect(dataset.labels).toHaveLength(split.train + split.valid);
    expect(dataset.images).toHaveLength((split.train + split.valid) * 784);
    expect(dataset.test?.images).toHaveLength((dataset.test?.labels.length ?? 0) * 784);
    const { images, labels, test } = dataset;
    expect(transfer).toEqual([
      images.buffer,
      labels.buffer,
      test?.images.buffer,
      test?.labels.buffer,
    ]);
    expect(replies.slice(0, -1).every((reply) => 'progress' in reply)).toBe(true);
    expect(replies.length).toBeGreaterThan(1);
  });

  it('reads dropped files', async () => {
    const files = [new File([imageFile(12)], 'i'), new File([labelFile(12)], 'l')];
    const { replies } = await ask({ request: { source: 'custom', files }, baseUrl: '' });
    expect(replies.at(-1)).toMatchObject({ loaded: { source: 'custom', name: 'i' } });
  });

  it('says why MNIST cannot be had', async () => {
    const { url } = await startFileServer();
    const { replies } = await ask({ request: { source: 'mnist' }, baseUrl: url });
    expect(replies.at(-1)).toMatchObject({ error: { code: 'not-found' } });
  });

  it('turns what nobody foresaw into words too', async () => {
    const { replies } = await ask({ request: { source: 'mnist' }, baseUrl: 'not an address' });
    expect(replies).toEqual([
      { error: { code: 'crashed', message: expect.stringContaining('failed') as string } },
    ]);
  });
});
