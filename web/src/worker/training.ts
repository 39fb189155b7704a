import type { EpochEvent, Metrics, ModelInfo, Position, ProgressEvent } from '../shared/protocol';
import type { Session } from './session';
import { TrainerFailure } from './trainer-failure';
import { addTotals, meanOf, noTotals, type Totals } from './totals';

/** Work for one call into the module: forwards, some ten milliseconds. */
const parametersTimesSamples = 2 ** 27;

/** Samples for one call, from the network's size alone, so that results do not depend on time. */
export function samplesPerCall(parameterCount: number): number {
  const samples = Math.round(parametersTimesSamples / parameterCount);
  return Math.min(Math.max(samples, 16), 1024);
}

type Report<Event> = Omit<Event, 'type' | 'runId'>;

/**
 * How far the training of one model has come, across all its runs: counts the
 * steps, sums up losses, and knows when an epoch is due for evaluation. Each
 * call is short; when to call is the business of the loop.
 */
export class Training {
  readonly #session: Session;
  readonly #model: ModelInfo;
  readonly #samplesPerCall: number;
  #step = 0;
  #elapsedMs = 0;
  /** Of the mini-batch under way, which may yet be abandoned. */
  #batch = noTotals();
  #epoch = noTotals();
  /** Since the last progress report. */
  #window = { ...noTotals(), elapsedMs: 0 };
  /** Of the epoch that has just ended, until it is evaluated or training goes on. */
  #validation: { next: number; totals: Totals } | null = null;

  constructor(session: Session, model: ModelInfo) {
    this.#session = session;
    this.#model = model;
    this.#samplesPerCall = samplesPerCall(model.parameterCount);
  }

  get position(): Position {
    return { step: this.#step, epoch: this.#step / this.#model.stepsPerEpoch };
  }

  /** An epoch has ended and its evaluation is not complete. */
  get needsEvaluation(): boolean {
    return this.#validation !== null;
  }

  get #isBetweenEpochs(): boolean {
    return this.#step % this.#model.stepsPerEpoch === 0;
  }

  /**
   * One call into the module. Gives the mini-batch's metrics, before the
   * update, once it is complete. Fails with `diverged` if its loss is not finite.
   */
  advance(): Metrics | null {
    if (this.#isBetweenEpochs) this.#epoch = noTotals();
    this.#validation = null;
    const startedAt = performance.now();
    const part = this.#session.trainStep(this.#samplesPerCall);
    const elapsedMs = performance.now() - startedAt;
    this.#elapsedMs += elapsedMs;
    this.#window.elapsedMs += elapsedMs;
    addTotals(this.#batch, part);
    if (!part.finite) {
      this.#abandonBatch();
      const divergence = this.#session.describeDivergence(this.#step + 1);
      throw new TrainerFailure('diverged', divergence.message, '', divergence);
    }
    if (!part.complete) return null;
    const metrics = meanOf(this.#batch);
    addTotals(this.#epoch, this.#batch);
    addTotals(this.#window, this.#batch);
    this.#batch = noTotals();
    this.#step = part.step;
    if (this.#isBetweenEpochs) {
      this.#validation = { next: 0, totals: noTotals() };
    }
    return metrics;
  }

  /** Forgets what is not complete: a mini-batch, or the evaluation of an epoch. */
  interrupt(): void {
    this.#abandonBatch();
    if (this.#validation) this.#validation = { next: 0, totals: noTotals() };
  }

  /** One call's worth of the epoch's evaluation; gives the report when it is complete. */
  evaluatePart(): Report<EpochEvent> | null {
    const validation = this.#validation;
    if (!validation) return null;
    const { valid } = this.#model.specification.dataset;
    const end = Math.min(validation.next + this.#samplesPerCall, valid);
    addTotals(validation.totals, this.#session.evaluateRange('valid', validation.next, end));
    validation.next = end;
    if (end < valid) return null;
    this.#validation = null;
    return {
      epoch: this.#step / this.#model.stepsPerEpoch,
      step: this.#step,
      train: meanOf(this.#epoch),
      valid: meanOf(validation.totals),
      elapsedMs: this.#elapsedMs,
    };
  }

  /** What has been done since the last report, if a step has been completed. */
  takeProgress(): Report<ProgressEvent> | null {
    const { samples, elapsedMs } = this.#window;
    if (samples === 0) return null;
    const report = {
      position: this.position,
      samples,
      train: meanOf(this.#window),
      // The clock of some browsers is coarse: never divide by zero.
      samplesPerSecond: (1000 * samples) / Math.max(elapsedMs, 0.1),
      elapsedMs: this.#elapsedMs,
    };
    this.#window = { ...noTotals(), elapsedMs: 0 };
    return report;
  }

  #abandonBatch(): void {
    this.#session.abandonBatch();
    this.#batch = noTotals();
  }

  /** The model's weights were replaced: what they did in the last epoch is another model's. */
  forgetEvaluation(): void {
    this.#validation = null;
  }
}
