import type { DataErrorCode } from './protocol';

/** Data could not be had: a code to branch on and a sentence to show. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(
    readonly code: DataErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** Whether the same request may succeed if the visitor presses 'Try again'. */
  get canRetry(): boolean {
    return retryable.has(this.code);
  }
}

const retryable: ReadonlySet<DataErrorCode> = new Set<DataErrorCode>([
  'not-found',
  'connection-lost',
  'server-error',
  'damaged',
  'wrong-checksum',
  'out-of-memory',
  'crashed',
]);
