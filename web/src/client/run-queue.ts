import type { Metrics, ProgressEvent, RunEvent } from '../shared/protocol';

const endings = new Set<RunEvent['type']>([
  'paused',
  'finished',
  'stopped-early',
  'diverged',
  'failed',
]);

/** Whether no event of the run follows. */
export function endsRun({ type }: RunEvent): boolean {
  return endings.has(type);
}

/**
 * Events of one run on their way to its consumer. However slow the consumer is,
 * at most one progress event waits, so the queue is no longer than epochs and checks.
 */
export class RunQueue {
  readonly #events: RunEvent[] = [];
  #wake: (() => void) | null = null;
  #hasEnded = false;

  /** The last event has been put in, though perhaps not yet taken. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  put(event: RunEvent): void {
    if (this.#hasEnded) return;
    this.#hasEnded = endsRun(event);
    this.#events.push(event.type === 'progress' ? this.#absorbWaiting(event) : event);
    this.#wake?.();
  }

  async take(): Promise<RunEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event) return event;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #absorbWaiting(event: ProgressEvent): ProgressEvent {
    const index = this.#events.findIndex(({ type }) => type === 'progress');
    const [waiting] = index === -1 ? [] : this.#events.splice(index, 1);
    return waiting?.type === 'progress' ? mergeProgress(waiting, event) : event;
  }
}

function mergeProgress(earlier: ProgressEvent, later: ProgressEvent): ProgressEvent {
  const samples = earlier.samples + later.samples;
  const seconds = (event: ProgressEvent) => event.samples / event.samplesPerSecond;
  return {
    ...later,
    samples,
    samplesPerSecond: samples / (seconds(earlier) + seconds(later)),
    train: mean(earlier.train, earlier.samples, later.train, later.samples),
  };
}

function mean(a: Metrics, weightOfA: number, b: Metrics, weightOfB: number): Metrics {
  const of = (x: number, y: number) => (x * weightOfA + y * weightOfB) / (weightOfA + weightOfB);
  return { loss: of(a.loss, b.loss), accuracy: of(a.accuracy, b.accuracy) };
}
