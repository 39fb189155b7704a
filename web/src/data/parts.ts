import type { Samples } from '../shared/protocol';
import type { DataError } from './data-error';

/** Parts of a data set on their way to their one consumer. */
export class Parts implements AsyncIterable<Samples> {
  readonly #parts: Samples[] = [];
  #hasEnded = false;
  #error: DataError | null = null;
  #wake: () => void = () => undefined;

  put(part: Samples): void {
    this.#parts.push(part);
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Parts that are there are still given. */
  fail(error: DataError): void {
    this.#error = error;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Samples, void, undefined> {
    for (;;) {
      const part = this.#parts.shift();
      if (part) yield part;
      else if (this.#error) throw this.#error;
      else if (this.#hasEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
