/**
 * Files kept in the browser, by the SHA-256 of what they hold. A help, never a need:
 * where the browser has no such store, or refuses, every read finds nothing.
 */
export interface FileCache {
  read(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  write(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  drop(sha256: string): Promise<void>;
}

const cacheName = 'inkling-data';

/** @param baseUrl of the page: entries of several pages of one host stay apart */
export async function openFileCache(
  baseUrl: string,
  // Browsers keep Cache Storage from pages that came over plain HTTP from another machine.
  storage = (globalThis as { caches?: CacheStorage }).caches,
): Promise<FileCache> {
  const cache = await storage?.open(cacheName).catch(() => undefined);
  const key = (sha256: string): string => new URL(`data/sha256/${sha256}`, baseUrl).href;
  return {
    async read(sha256) {
      try {
        const response = await cache?.match(key(sha256));
        return response ? new Uint8Array(await response.arrayBuffer()) : null;
      } catch {
        return null;
      }
    },
    async write(sha256, bytes) {
      // Fails where the browser's quota is used up: the file is then fetched again next time.
      await cache?.put(key(sha256), new Response(bytes)).catch(() => undefined);
    },
    async drop(sha256) {
      await cache?.delete(key(sha256)).catch(() => undefined);
    },
  };
}
