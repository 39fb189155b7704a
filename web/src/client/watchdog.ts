/** Of a worker that says nothing at all for so many beats we say that it is dead. */
const beatsUntilDead = 4;

export interface Watched {
  /** Whether an answer is being waited for. */
  isAwaited(): boolean;
  ping(): void;
  /** Neither a pong nor anything else came. */
  onSilence(): void;
}

/**
 * Notices workers that die without an event, as browsers do when memory runs
 * short. Counts beats of its own timer and not time, so that a laptop waking
 * up or a slowed-down background tab is not taken for a death.
 */
export class Watchdog {
  readonly #stop: () => void;
  #silentBeats = 0;

  constructor(watched: Watched, beatMs: number) {
    const timer: unknown = setInterval(() => {
      if (!watched.isAwaited()) {
        this.#silentBeats = 0;
      } else if (this.#silentBeats++ >= beatsUntilDead) {
        watched.onSilence();
      } else {
        watched.ping();
      }
    }, beatMs);
    this.#stop = () => {
      clearInterval(timer as number);
    };
    // In Node, where it is an object, a timer would keep the program from ending.
    (timer as { unref?: () => void }).unref?.();
  }

  /** Any message from the worker is a sign of life. */
  heard(): void {
    this.#silentBeats = 0;
  }

  stop(): void {
    this.#stop();
  }
}
