import type { EvaluationEvent, Position, RunEvent, RunId, StepMetrics } from '../shared/protocol';
import { describeFailure, isFatal } from './trainer-failure';
import type { Training } from './training';
import { yieldToMessages } from './yield-to-messages';

/** Short enough that a prediction which is asked for while the network trains is there in a frame. */
export const shortSliceMs = 8;
/** While nobody asks for anything: a turn for messages costs about 0.2 ms in a browser. */
export const longSliceMs = 32;
/** Who asks for something mostly asks again, as one who draws a digit; for so long slices are short. */
const attentiveMs = 1000;
const progressIntervalMs = 100;

export interface Surroundings {
  emit: (event: RunEvent) => void;
  /** Resolves when no command is under way. */
  idle: () => Promise<void>;
  /** A trap: the module can no longer be used. */
  onFatal: (error: unknown) => void;
}

/** Runs of one model: work in slices, with a turn for messages after each. */
export class TrainingLoop {
  readonly training: Training;
  /** Whether each epoch ends with a look into the layers. */
  watchesLayers = false;
  readonly #surroundings: Surroundings;
  #runId: RunId | null = null;
  /** Until then slices are short. */
  #attentiveUntil = 0;
  /** Ends a wait for samples. */
  #wake: () => void = () => undefined;

  constructor(training: Training, surroundings: Surroundings) {
    this.training = training;
    this.#surroundings = surroundings;
  }

  get isRunning(): boolean {
    return this.#runId !== null;
  }

  /** Trains until so many epochs in all are complete; returns at once. */
  start(runId: RunId, epochs: number): void {
    this.#runId = runId;
    void this.#run(runId, epochs);
  }

  /** A request has come, of whatever kind. */
  asked(): void {
    if (this.isRunning) this.#attentiveUntil = performance.now() + attentiveMs;
  }

  /** More samples are there: a run that waits looks again. */
  samplesArrived(): void {
    this.#wake();
  }

  /** Called between slices, as every message is handled there: takes effect at once. */
  pause(): Position {
    this.training.interrupt();
    const { position } = this.training;
    this.#end((runId) => ({ type: 'paused', runId, position }));
    return position;
  }

  /** One mini-batch while there is no run, and the evaluations that are due before and after it. */
  async step(): Promise<StepMetrics> {
    const { training } = this;
    const events = await this.#evaluate();
    let metrics = training.advance();
    while (!metrics) {
      await yieldToMessages();
      metrics = training.advance();
    }
    const { position, learningRate } = training;
    // What cannot be evaluated yet stays due.
    if (!training.missing) events.push(...(await this.#evaluate()));
    return { ...position, ...metrics, learningRate, events };
  }

  /** All of the evaluation that is due, if one is. */
  async #evaluate(): Promise<EvaluationEvent[]> {
    const runId = 0;
    const events: EvaluationEvent[] = [];
    while (this.training.needsEvaluation) {
      events.push(...this.#evaluatePart(runId));
      await yieldToMessages();
    }
    const { stop } = this.training;
    if (stop && events.at(-1)?.type === 'check') {
      events.push({ type: 'stopped-early', runId, ...stop });
    }
    return events;
  }

  /** One call's worth of the evaluation that is due; gives events when it is complete. */
  #evaluatePart(runId: RunId): EvaluationEvent[] {
    const { epoch, check } = this.training.evaluatePart() ?? {};
    const events: EvaluationEvent[] = [];
    if (epoch) events.push({ type: 'epoch', runId, ...epoch });
    if (check) events.push({ type: 'check', runId, ...check });
    return events;
  }

  async #run(runId: RunId, epochs: number): Promise<void> {
    let progressDueAt = performance.now() + progressIntervalMs;
    for (;;) {
      await yieldToMessages();
      await this.#surroundings.idle();
      if (this.#runId !== runId) return;
      try {
        if (this.#isComplete(epochs)) {
          const { position, stop } = this.training;
          this.#end(() =>
            stop
              ? { type: 'stopped-early', runId, ...stop }
              : { type: 'finished', runId, position },
          );
          return;
        }
        const { missing, position } = this.training;
        if (missing) {
          const arrival = new Promise<void>((resolve) => (this.#wake = resolve));
          this.#reportProgress(runId);
          this.#surroundings.emit({ type: 'waiting', runId, position, ...missing });
          await arrival;
          continue;
        }
        this.#slice(runId, epochs);
      } catch (error) {
        this.#fail(error);
        return;
      }
      if (performance.now() >= progressDueAt) {
        this.#reportProgress(runId);
        progressDueAt = performance.now() + progressIntervalMs;
      }
    }
  }

  #slice(runId: RunId, epochs: number): void {
    const { training } = this;
    const beganAt = performance.now();
    const endsAt = beganAt + (beganAt < this.#attentiveUntil ? shortSliceMs : longSliceMs);
    do {
      if (training.needsEvaluation) {
        const events = this.#evaluatePart(runId);
        for (const event of events) this.#surroundings.emit(event);
        if (this.watchesLayers && events[0]?.type === 'epoch') {
          const diagnostics = training.diagnose();
          this.#surroundings.emit({ type: 'diagnostics', runId, diagnostics });
        }
      } else {
        training.advance();
      }
    } while (performance.now() < endsAt && !this.#isComplete(epochs) && !training.missing);
  }

  #isComplete(epochs: number): boolean {
    const { position, stop, needsEvaluation } = this.training;
    return !needsEvaluation && (stop !== null || position.epoch >= epochs);
  }

  #reportProgress(runId: RunId): void {
    const report = this.training.takeProgress();
    if (report) this.#surroundings.emit({ type: 'progress', runId, ...report });
  }

  #fail(error: unknown): void {
    const data = describeFailure(error);
    this.#end((runId) =>
      data.divergence
        ? { type: 'diverged', runId, ...data.divergence }
        : { type: 'failed', runId, error: data },
    );
    if (isFatal(error)) this.#surroundings.onFatal(error);
  }

  /** The one place where a run ends: its last progress, then why it ended. */
  #end(reason: (runId: RunId) => RunEvent): void {
    const runId = this.#runId;
    if (runId === null) return;
    this.#runId = null;
    this.#reportProgress(runId);
    this.#surroundings.emit(reason(runId));
  }
}
