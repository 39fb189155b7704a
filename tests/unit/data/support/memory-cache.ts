/** As much of Cache Storage as the page uses; `entries` by address. */
export class MemoryCacheStorage {
  readonly entries = new Map<string, Uint8Array<ArrayBuffer>>();

  open(): Promise<Cache> {
    const { entries } = this;
    const cache = {
      match: (key: string) => {
        const bytes = entries.get(key);
        return Promise.resolve(bytes && new Response(bytes));
      },
      put: async (key: string, response: Response) => {
        entries.set(key, new Uint8Array(await response.arrayBuffer()));
      },
      delete: (key: string) => Promise.resolve(entries.delete(key)),
    };
    return Promise.resolve(cache as unknown as Cache);
  }
}
