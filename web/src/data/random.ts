/**
 * A small seeded generator for data: the same numbers in every browser. Its draws use
 * only operations that IEEE 754 rounds exactly, no sine or logarithm, whose last bit
 * differs between engines.
 */
export class Random {
  private state: number;

  /** @param seed any integer; its low 32 bits count */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Uniform in [0, 1), 32 bits of it: the generator known as mulberry32. */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Bell-shaped with mean 0 and the given deviation, never beyond 3.5 of them: four uniforms' sum. */
  spread(deviation: number): number {
    const sum = this.uniform() + this.uniform() + this.uniform() + this.uniform();
    return (sum - 2) * Math.sqrt(3) * deviation;
  }

  /** Integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }
}
