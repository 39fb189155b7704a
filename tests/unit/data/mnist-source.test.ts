import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openFileCache } from '../../../web/src/data/file-cache';
import { loadMnist, type MnistManifest } from '../../../web/src/data/mnist-source';
import type { DataProgress } from '../../../web/src/data/protocol';
import { errorOf } from './support/error-of';
import { file, lostHalfWay, startFileServer, type Answer } from './support/file-server';
import { gzipped, imageFile, labelFile } from './support/idx-files';
import { MemoryCacheStorage } from './support/memory-cache';

const contents = {
  'train-images': imageFile(30),
  'train-labels': labelFile(30),
  'test-images': imageFile(10),
  'test-labels': labelFile(10),
};
type Name = keyof typeof contents;

function entry(name: Name) {
  const bytes = contents[name];
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, bytes: bytes.length, gzipBytes: gzipped(bytes).length, sha256 };
}

const files: MnistManifest = {
  train: { images: entry('train-images'), labels: entry('train-labels') },
  test: { images: entry('test-images'), labels: entry('test-labels') },
};

/** A host with small files in MNIST's place, under a sub-path, and a browser with a cache. */
async function host(changes: Partial<Record<Name, Answer[]>> = {}) {
  const server = await startFileServer();
  const base = `${server.url}some/where/`;
  const path = (name: string) => `some/where/data/mnist/${name}.gz`;
  for (const [name, bytes] of Object.entries(contents)) {
    server.answers.set(path(name), changes[name as Name] ?? [file(gzipped(bytes))]);
  }
  const storage = new MemoryCacheStorage();
  const progress: DataProgress[] = [];
  return {
    storage,
    progress,
    requestsFor: (name: Name) => server.requests.filter((each) => each === path(name)).length,
    requests: server.requests,
    load: async () => {
      const loaded = await loadMnist(base, (each) => progress.push(each), {
        files,
        cache: await openFileCache(base, storage as unknown as CacheStorage),
        patience: { pausesMs: [1, 1], silenceMs: 1000 },
      });
      if (!loaded) throw new Error('expected all data at once');
      return loaded;
    },
  };
}

describe('MNIST', () => {
  it('comes from data/mnist/ beside the page', async () => {
    const { load, requests } = await host();
    const { dataset, ...about } = await load();
    expect(requests.toSorted()).toEqual(
      ['test-images', 'test-labels', 'train-images', 'train-labels'].map(
        (name) => `some/where/data/mnist/${name}.gz`,
      ),
    );
    expect(about).toMatchObject({ source: 'mnist', name: 'MNIST', warnings: [] });
    expect(about.description).toContain('30 handwritten digits');
    expect(dataset.images).toEqual(contents['train-images'].subarray(16));
    expect(dataset.labels).toEqual(contents['train-labels'].subarray(8));
    expect(dataset.test?.images).toEqual(contents['test-images'].subarray(16));
    expect(dataset.test?.labels).toEqual(contents['test-labels'].subarray(8));
  });

  it('reports bytes over all files', async () => {
    const { load, progress } = await host();
    await load();
    const total = Object.values(contents).reduce((sum, bytes) => sum + gzipped(bytes).length, 0);
    expect(progress.at(-1)).toEqual({ phase: 'unpacking', loaded: total, total, unit: 'bytes' });
    expect(progress[0]?.phase).toBe('downloading');
    expect(progress.every(({ loaded }) => loaded <= total)).toBe(true);
  });

  it('comes from the cache the second time', async () => {
    const { load, requests, progress } = await host();
    const first = await load();
    progress.length = 0;
    const second = await load();
    expect(second).toEqual(first);
    expect(requests).toHaveLength(4);
    const { loaded, total } = progress.at(-1) ?? {};
    expect(loaded).toBe(total);
  });

  it('is fetched again where the cache was poisoned', async () => {
    const { load, storage, requestsFor } = await host();
    const first = await load();
    const key = [...storage.entries.keys()].find((each) =>
      each.endsWith(files.train.labels.sha256),
    );
    storage.entries.set(key ?? '', gzipped(labelFile(29)));
    expect(await load()).toEqual(first);
    expect(requestsFor('train-labels')).toBe(2);
    expect(requestsFor('train-images')).toBe(1);
    expect(storage.entries.get(key ?? '')).toEqual(gzipped(contents['train-labels']));
  });

  it('may have been inflated on the way', async () => {
    const { load } = await host({
      'train-images': [file(gzipped(contents['train-images']), { 'content-encoding': 'gzip' })],
      'test-labels': [file(contents['test-labels'])],
    });
    const { dataset } = await load();
    expect(dataset.images).toEqual(contents['train-images'].subarray(16));
    expect(dataset.test?.labels).toEqual(contents['test-labels'].subarray(8));
  });

  it('is told to be waiting while a lost connection is tried again', async () => {
    const images = gzipped(contents['train-images']);
    const { load, progress } = await host({ 'train-images': [lostHalfWay(images), file(images)] });
    await load();
    expect(progress.some(({ phase }) => phase === 'waiting')).toBe(true);
    expect(progress.at(-1)?.phase).toBe('unpacking');
  });

  it('after a failure fetches only what is missing', async () => {
    const images = gzipped(contents['train-images']);
    const lost = lostHalfWay(images);
    const { load, requestsFor } = await host({ 'train-images': [lost, lost, lost, file(images)] });
    expect((await errorOf(load())).code).toBe('connection-lost');
    await load();
    expect(requestsFor('train-images')).toBe(4);
    expect(requestsFor('test-images')).toBe(1);
  });

  it('gets a second chance if the first copy was damaged', async () => {
    const good = file(gzipped(contents['test-labels']));
    const { load, requestsFor } = await host({
      'test-labels': [file(gzipped(labelFile(9))), good],
    });
    await load();
    expect(requestsFor('test-labels')).toBe(2);
  });

  const cutShort = gzipped(contents['train-images']).slice(0, -20);
  const garbled = gzipped(contents['train-images']).map((byte, i) => (i > 20 ? byte ^ 0x5a : byte));
  it.each<[string, Answer[], string, string]>([
    ['missing', [], 'not-found', 'train-images.gz is not on the server.'],
    ['cut short', [file(cutShort)], 'damaged', 'train-images.gz is broken gzip, or was cut short.'],
    ['garbled', [file(garbled)], 'damaged', 'train-images.gz is broken gzip, or was cut short.'],
    [
      'another file',
      [file(gzipped(imageFile(29)))],
      'wrong-checksum',
      'train-images is not the file it should be: its SHA-256 begins with',
    ],
  ])('says so when a file is %s, and keeps nothing of it', async (_, answers, code, message) => {
    const { load, storage } = await host({ 'train-images': answers });
    const error = await errorOf(load());
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.canRetry).toBe(true);
    const kept = [...storage.entries.keys()];
    expect(kept.some((key) => key.endsWith(files.train.images.sha256))).toBe(false);
  });
});
