/** Does pieces of work one after another, in the order in which they came. */
export class CommandQueue {
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;

  run<T>(work: () => T | Promise<T>): Promise<T> {
    this.#pending++;
    const result = this.#last.then(work);
    this.#last = result
      .catch(() => undefined)
      .then(() => {
        this.#pending--;
      });
    return result;
  }

  /** Resolves when nothing is under way or waiting. */
  async idle(): Promise<void> {
    while (this.#pending > 0) await this.#last;
  }
}
