import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFileCache } from '../../../web/src/data/file-cache';
import { loadMnist, type MnistManifest } from '../../../web/src/data/mnist-source';
import type { DataToCome } from '../../../web/src/data/protocol';
import type { Samples } from '../../../web/src/shared/protocol';
import { errorOf } from './support/error-of';
import { file, startFileServer, type Answer } from './support/file-server';
import { gzipped, idxFile, labelFile } from './support/idx-files';
import { MemoryCacheStorage } from './support/memory-cache';

const samples = 23_000;
const testSamples = 20;

/** Images that differ from one another and hardly shrink. */
function images(count: number): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(count * 784);
  for (let i = 0, state = 1; i < values.length; i += 7) {
    state = (state * 48271) % 2147483647;
    values[i] = state;
  }
  return idxFile([count, 28, 28], values);
}

const contents = {
  'train-images': images(samples),
  'train-labels': labelFile(samples),
  'test-images': images(testSamples),
  'test-labels': labelFile(testSamples),
};
type Name = keyof typeof contents;
const trainImages = new Uint8Array(gzipSync(contents['train-images'], { level: 1 }));

function entry(name: Name) {
  const bytes = contents[name];
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, bytes: bytes.length, gzipBytes: bytes.length, sha256 };
}

const files: MnistManifest = {
  train: { images: entry('train-images'), labels: entry('train-labels') },
  test: { images: entry('test-images'), labels: entry('test-labels') },
};

/** Sends a file up to a byte, the rest when it is told, or breaks off if it is told so. */
function halting(bytes: Uint8Array, at: number) {
  let go: (how: 'on' | 'away') => void = () => undefined;
  const told = new Promise<'on' | 'away'>((resolve) => (go = resolve));
  const answer: Answer = (response) => {
    response.writeHead(200, { 'content-length': String(bytes.length) });
    response.write(bytes.subarray(0, at));
    void told.then((how) => (how === 'on' ? response.end(bytes.subarray(at)) : response.destroy()));
  };
  return { answer, go };
}

async function host(trainImageAnswers: Answer[]) {
  const server = await startFileServer();
  const path = (name: string) => `data/mnist/${name}.gz`;
  for (const [name, bytes] of Object.entries(contents)) {
    server.answers.set(
      path(name),
      name === 'train-images' ? trainImageAnswers : [file(gzipped(bytes))],
    );
  }
  const cache = await openFileCache(
    server.url,
    new MemoryCacheStorage() as unknown as CacheStorage,
  );
  const load = () => {
    let announced: DataToCome | null = null;
    let wake: () => void = () => undefined;
    const parts: Samples[] = [];
    const result = loadMnist(server.url, () => undefined, {
      files,
      cache,
      patience: { pausesMs: [1, 1], silenceMs: 10_000 },
      delivery: {
        begin: (data) => (announced = data),
        add: (part) => {
          parts.push(part);
          wake();
        },
      },
    });
    return {
      result,
      parts,
      announced: () => announced,
      /** Resolves when so many parts are there. */
      async part(count: number) {
        while (parts.length < count) await new Promise<void>((resolve) => (wake = resolve));
      },
    };
  };
  return { load, requests: server.requests, path };
}

function joined(parts: Samples[]) {
  const join = (key: keyof Samples) => Buffer.concat(parts.map((part) => part[key]));
  return { images: join('images'), labels: join('labels') };
}

const everything = joined([
  { images: contents['train-images'].subarray(16), labels: contents['train-labels'].subarray(8) },
  { images: contents['test-images'].subarray(16), labels: contents['test-labels'].subarray(8) },
]);

/** Where the second part is there and the third is not. */
const afterTwoParts = Math.floor(trainImages.length * (21_500 / samples));

describe('MNIST over a slow line', () => {
  it('is handed over part by part while it is downloaded', async () => {
    const { answer, go } = halting(trainImages, afterTwoParts);
    const { load, requests, path } = await host([answer]);
    const loading = load();
    await loading.part(2);
    expect(loading.announced()).toMatchObject({
      source: 'mnist',
      shape: { width: 28, height: 28, samples, testSamples },
    });
    expect(loading.parts.map(({ labels }) => labels.length)).toEqual([10_000, 10_000]);
    // The line is the training images' until they are there.
    expect(requests).not.toContain(path('test-images'));
    go('on');
    expect(await loading.result).toBeNull();
    expect(loading.parts.map(({ labels }) => labels.length)).toEqual([10_000, 10_000, 3000, 20]);
    const { images, labels } = joined(loading.parts);
    expect(labels.equals(everything.labels)).toBe(true);
    expect(images.equals(everything.images)).toBe(true);
  });

  it('is there all at once the second time, from the cache', async () => {
    const { load, requests } = await host([file(trainImages)]);
    expect(await load().result).toBeNull();
    const again = load();
    const { dataset } = (await again.result) ?? {};
    expect(again.parts).toEqual([]);
    expect(dataset?.labels).toHaveLength(samples);
    expect(dataset?.test?.labels).toHaveLength(testSamples);
    expect(requests).toHaveLength(4);
  });

  it('goes on with what is missing after the connection was lost', async () => {
    const { answer, go } = halting(trainImages, afterTwoParts);
    const { load } = await host([answer, file(trainImages)]);
    const loading = load();
    await loading.part(2);
    go('away');
    expect(await loading.result).toBeNull();
    expect(joined(loading.parts).images.equals(everything.images)).toBe(true);
  });

  it('may be inflated on the way', async () => {
    const { load } = await host([file(contents['train-images'])]);
    const loading = load();
    expect(await loading.result).toBeNull();
    expect(joined(loading.parts).images.equals(everything.images)).toBe(true);
  });

  const wrongAt = (bytes: Uint8Array, at: number) =>
    new Uint8Array(gzipSync(bytes.with(at, (bytes[at] ?? 0) ^ 1), { level: 1 }));

  it('keeps the last part until its checksum is known to be right', async () => {
    const wrong = wrongAt(contents['train-images'], contents['train-images'].length - 1);
    const { load } = await host([file(wrong)]);
    const loading = load();
    const error = await errorOf(loading.result);
    expect(error.code).toBe('wrong-checksum');
    expect(error.message).toContain('train-images is not the file it should be');
    expect(loading.parts.map(({ labels }) => labels.length)).toEqual([10_000, 10_000]);
  });

  it('takes the right bytes of a second copy if what was handed over was right', async () => {
    const wrong = wrongAt(contents['train-images'], contents['train-images'].length - 1);
    const { load } = await host([file(wrong), file(trainImages)]);
    const loading = load();
    expect(await loading.result).toBeNull();
    expect(joined(loading.parts).images.equals(everything.images)).toBe(true);
  });

  it('ends with an error if a second copy contradicts what was handed over, and keeps that copy', async () => {
    const wrong = wrongAt(contents['train-images'], 5000);
    const { load } = await host([file(wrong), file(trainImages)]);
    const error = await errorOf(load().result);
    expect(error.message).toBe(
      'train-images was damaged on its way, which showed after training on it had begun.',
    );
    expect(error.canRetry).toBe(true);
    const { dataset } = (await load().result) ?? {};
    expect(dataset?.images[5000 - 16]).toBe(contents['train-images'][5000]);
  });

  it.each([
    ['too long', Uint8Array.from([...contents['train-images'], 0]), 'it has more than'],
    ['too short', contents['train-images'].subarray(0, -1), 'its SHA-256 begins with'],
  ])('is refused when it is %s', async (_, bytes, reason) => {
    const { load } = await host([file(new Uint8Array(gzipSync(bytes, { level: 1 })))]);
    const error = await errorOf(load().result);
    expect(error.code).toBe('wrong-checksum');
    expect(error.message).toContain(reason);
  });

  it('hands nothing over of a file that does not begin as it should', async () => {
    const { load } = await host([file(wrongAt(contents['train-images'], 3))]);
    const loading = load();
    expect((await errorOf(loading.result)).code).toBe('wrong-checksum');
    expect(loading.parts).toEqual([]);
  });
});
