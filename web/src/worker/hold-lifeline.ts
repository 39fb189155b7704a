/**
 * Takes the lock and keeps it until this worker ends, however it ends; the
 * browser then gives it to the client, which waits for it. Resolves once held.
 */
export function holdLifeline(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const forever = new Promise<never>(() => undefined);
    navigator.locks
      .request(name, () => {
        resolve();
        return forever;
      })
      .catch(reject);
  });
}
