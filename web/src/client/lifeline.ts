/**
 * A lock that the worker holds for life: no event tells of a worker that was
 * ended from outside, but its locks are freed at once. Null where there are no
 * locks, as in Node, which has an event, and on pages without a secure origin.
 */
export function nameLifeline(): string | null {
  const { navigator } = globalThis as { navigator?: Partial<Navigator> };
  return navigator?.locks ? `inkling-${crypto.randomUUID()}` : null;
}

/** Calls back when whoever held the lock is gone. */
export function watchLifeline(name: string, onDeath: () => void): void {
  void navigator.locks.request(name, onDeath);
}
