/** As much of Cache Storage as the page uses; `entries` by address. */
export class MemoryCacheStorage {
  readonly entries = new Map<string, Uint8Array<ArrayBuffer>>();

  open(): Promise<Cache> {
    const { entries } = this;
    const cache: Pick<Cache, 'match' | 'put' | 'delete'> = {
      match: (key) => {
        const bytes = entries.get(String(key));
        return Promise.resolve(bytes && new Response(bytes));
      },
      put: async (key, response) => {
        entries.set(String(key), new Uint8Array(await response.arrayBuffer()));
      },
      delete: (key) => Promise.resolve(entries.delete(String(key))),
    };
    return Promise.resolve(cache as Cache);
  }
}
