import { describe, expect, it } from 'vitest';
import { openFileCache } from '../../../web/src/data/file-cache';
import { MemoryCacheStorage } from './support/memory-cache';

const base = 'https://example.org/course/';
const bytes = new Uint8Array([1, 2, 3]);

async function open(storage: unknown) {
  return openFileCache(base, storage as CacheStorage | undefined);
}

describe('the file cache', () => {
  it('keeps files by checksum, beside the page, until they are dropped', async () => {
    const storage = new MemoryCacheStorage();
    const cache = await open(storage);
    expect(await cache.read('abc')).toBeNull();
    await cache.write('abc', bytes);
    expect(await cache.read('abc')).toEqual(bytes);
    expect([...storage.entries.keys()]).toEqual(['https://example.org/course/data/sha256/abc']);
    await cache.drop('abc');
    expect(await cache.read('abc')).toBeNull();
  });

  const fail = () => Promise.reject(new Error('refused'));
  it.each([
    ['is absent', undefined],
    ['may not be opened', { open: fail }],
    [
      'refuses everything',
      { open: () => Promise.resolve({ match: fail, put: fail, delete: fail }) },
    ],
  ])('does without where Cache Storage %s', async (_, storage) => {
    const cache = await open(storage);
    await cache.write('abc', bytes);
    await cache.drop('abc');
    expect(await cache.read('abc')).toBeNull();
  });
});
