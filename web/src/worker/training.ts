import type { NetworkDiagnostics } from '../shared/diagnostics';
import type {
  Arrival,
  CheckEvent,
  EpochEvent,
  Metrics,
  ModelInfo,
  Position,
  ProgressEvent,
  StoppedEarlyEvent,
} from '../shared/protocol';
import { EarlyStoppingWatch } from './early-stopping';
import type { Session } from './session';
import { TrainerFailure } from './trainer-failure';
import { addTotals, meanOf, noTotals, type Totals } from './totals';
import type { TrainingState } from './training-state';

/** Of the forward passes in one call into the module, some ten milliseconds. */
const multiplyAddsPerCall = 2 ** 27;

/**
 * Samples for one call, from the network alone, so that results do not depend on time.
 * `multiplyAdds` are those of a forward pass for one sample.
 */
export function samplesPerCall(multiplyAdds: number): number {
  const samples = Math.round(multiplyAddsPerCall / multiplyAdds);
  return Math.min(Math.max(samples, 16), 1024);
}

type Report<Event> = Omit<Event, 'type' | 'runId'>;

/** What a complete evaluation of the validation set was for: either or both. */
export interface EvaluationReports {
  epoch: Report<EpochEvent> | null;
  check: Report<CheckEvent> | null;
}

/**
 * How far the training of one model has come, across all its runs: counts the
 * steps, sums up losses, and knows when an evaluation is due and when to stop
 * early. Each call is short; when to call is the business of the loop.
 */
export class Training {
  readonly #session: Session;
  readonly #model: ModelInfo;
  readonly #samplesPerCall: number;
  #step = 0;
  /** Of the last step. */
  #learningRate = 0;
  #elapsedMs = 0;
  /** Of the mini-batch under way, which may yet be abandoned. */
  #batch = noTotals();
  #epoch = noTotals();
  /** Since the last progress report. */
  #window = { ...noTotals(), elapsedMs: 0 };
  /** Due after the last step, until it is complete or training goes on. */
  #validation: { next: number; totals: Totals } | null = null;
  readonly #watch: EarlyStoppingWatch | null;

  constructor(session: Session, model: ModelInfo) {
    this.#session = session;
    this.#model = model;
    this.#samplesPerCall = samplesPerCall(session.multiplyAdds);
    const { earlyStopping } = model.specification.training;
    this.#watch = earlyStopping && new EarlyStoppingWatch(earlyStopping, model.stepsPerEpoch);
  }

  get position(): Position {
    return this.#positionOf(this.#step);
  }

  /** Of the last step, by the schedule. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** Not null once early stopping has ended the training of this model. */
  get stop(): Report<StoppedEarlyEvent> | null {
    const { best = null, bestStep = 0 } = this.#watch?.state ?? {};
    if (!this.#watch?.shouldStop || !best) return null;
    return {
      position: this.position,
      best: { ...this.#positionOf(bestStep), ...best },
      isRestored: this.#restoresBest,
    };
  }

  /** An epoch has ended or a check is due, and the evaluation is not complete. */
  get needsEvaluation(): boolean {
    return this.#validation !== null;
  }

  /** What must arrive before the next call of advance or evaluatePart; null if all is there. */
  get missing(): Arrival | null {
    const { arrivedSamples: arrived, totalSamples } = this.#session;
    if (arrived === totalSamples) return null;
    const needed = this.#validation ? this.#session.poolSamples : this.#session.samplesForStep;
    return arrived < needed ? { arrived, needed } : null;
  }

  get #isBetweenEpochs(): boolean {
    return this.#step % this.#model.stepsPerEpoch === 0;
  }

  /** Single steps may go on where early stopping has ended the training: it measures them no more. */
  get #isCheckDue(): boolean {
    const watch = this.#watch;
    return watch !== null && !watch.shouldStop && watch.isDueAfter(this.#step);
  }

  /** All that is not the module's of where this training is. */
  get state(): TrainingState {
    return {
      learningRate: this.#learningRate,
      elapsedMs: this.#elapsedMs,
      epoch: { ...this.#epoch },
      window: { ...this.#window },
      needsEvaluation: this.needsEvaluation,
      earlyStopping: this.#watch?.state ?? null,
    };
  }

  /** Makes a new training go on where another of the same model was, after that step. */
  restore(step: number, state: TrainingState): void {
    this.#step = step;
    this.#learningRate = state.learningRate;
    this.#elapsedMs = state.elapsedMs;
    this.#epoch = { ...state.epoch };
    this.#window = { ...state.window };
    this.#validation = state.needsEvaluation ? { next: 0, totals: noTotals() } : null;
    if (this.#watch && state.earlyStopping) this.#watch.state = state.earlyStopping;
  }

  /**
   * One call into the module. Gives the mini-batch's metrics, before the
   * update, once it is complete. Fails with `diverged` if its loss is not finite.
   */
  advance(): Metrics | null {
    if (this.#isBetweenEpochs) this.#epoch = noTotals();
    this.#validation = null;
    this.#learningRate = this.#session.learningRate;
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
    if (this.#isBetweenEpochs || this.#isCheckDue) {
      this.#validation = { next: 0, totals: noTotals() };
    }
    return metrics;
  }

  /** Forgets what is not complete: a mini-batch, or an evaluation. */
  interrupt(): void {
    this.#abandonBatch();
    if (this.#validation) this.#validation = { next: 0, totals: noTotals() };
  }

  /** One call's worth of the evaluation that is due; gives the reports when it is complete. */
  evaluatePart(): EvaluationReports | null {
    const validation = this.#validation;
    if (!validation) return null;
    const { valid } = this.#model.specification.dataset;
    const end = Math.min(validation.next + this.#samplesPerCall, valid);
    addTotals(validation.totals, this.#session.evaluateRange('valid', validation.next, end));
    validation.next = end;
    if (end < valid) return null;
    this.#validation = null;
    const metrics = meanOf(validation.totals);
    return { epoch: this.#reportEpoch(metrics), check: this.#check(metrics) };
  }

  #reportEpoch(valid: Metrics): Report<EpochEvent> | null {
    if (!this.#isBetweenEpochs) return null;
    const { epoch, step } = this.position;
    return { epoch, step, train: meanOf(this.#epoch), valid, elapsedMs: this.#elapsedMs };
  }

  #check(valid: Metrics): Report<CheckEvent> | null {
    const watch = this.#watch;
    if (!watch || !this.#isCheckDue) return null;
    const isBest = watch.check(valid, this.#step);
    if (this.#restoresBest) {
      if (isBest) this.#session.snapshotBest();
      else if (watch.shouldStop) this.#session.restoreBest();
    }
    return { position: this.position, valid, isBest, patienceLeft: watch.patienceLeft };
  }

  /** A look into the layers as they are. */
  diagnose(): NetworkDiagnostics {
    return this.#session.diagnose(this.#step);
  }

  /** What has been done since the last report, if a step has been completed. */
  takeProgress(): Report<ProgressEvent> | null {
    const { samples, elapsedMs } = this.#window;
    if (samples === 0) return null;
    const report = {
      position: this.position,
      samples,
      train: meanOf(this.#window),
      learningRate: this.#learningRate,
      // The clock of some browsers is coarse: never divide by zero.
      samplesPerSecond: (1000 * samples) / Math.max(elapsedMs, 0.1),
      elapsedMs: this.#elapsedMs,
    };
    this.#window = { ...noTotals(), elapsedMs: 0 };
    return report;
  }

  get #restoresBest(): boolean {
    return this.#model.specification.training.earlyStopping?.restoreBest ?? false;
  }

  #positionOf(step: number): Position {
    return { step, epoch: step / this.#model.stepsPerEpoch };
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
