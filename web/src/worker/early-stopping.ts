import type { Metrics } from '../shared/protocol';
import type { EarlyStopping } from '../shared/specification';

/** What is remembered between checks; plain JSON. */
export interface EarlyStoppingState {
  /** Of the best check so far; null before the first. */
  best: Metrics | null;
  /** After which the best check came. */
  bestStep: number;
  /** Since the best one. */
  checksWithoutBest: number;
}

/**
 * Watches the validation metric and says when training no longer improves it
 * (Prechelt 1998, 'Early stopping - but when?'). Only a strictly better value
 * is a new best.
 */
export class EarlyStoppingWatch {
  readonly #settings: EarlyStopping;
  readonly #stepsPerEpoch: number;
  state: EarlyStoppingState = { best: null, bestStep: 0, checksWithoutBest: 0 };

  constructor(settings: EarlyStopping, stepsPerEpoch: number) {
    this.#settings = settings;
    this.#stepsPerEpoch = stepsPerEpoch;
  }

  /** Check i of c in an epoch of s steps comes after step ceil(i s / c). */
  isDueAfter(step: number): boolean {
    const checksBy = (steps: number) =>
      Math.floor((steps * this.#settings.checksPerEpoch) / this.#stepsPerEpoch);
    return step > 0 && checksBy(step) > checksBy(step - 1);
  }

  /** Checks without a new best that there may still be. */
  get patienceLeft(): number {
    return Math.max(0, this.#settings.patience - this.state.checksWithoutBest);
  }

  get shouldStop(): boolean {
    return this.patienceLeft === 0;
  }

  /** Takes in a check; true if it is the best so far. */
  check(metrics: Metrics, step: number): boolean {
    const isBest = this.state.best === null || this.#isBetter(metrics, this.state.best);
    this.state = isBest
      ? { best: metrics, bestStep: step, checksWithoutBest: 0 }
      : { ...this.state, checksWithoutBest: this.state.checksWithoutBest + 1 };
    return isBest;
  }

  #isBetter(metrics: Metrics, best: Metrics): boolean {
    if (this.#settings.metric === 'accuracy') return metrics.accuracy > best.accuracy;
    return metrics.loss < best.loss || Number.isNaN(best.loss);
  }
}
