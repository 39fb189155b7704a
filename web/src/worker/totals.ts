import type { Metrics } from '../shared/protocol';

/** Sums over samples, from which means are made. */
export interface Totals {
  samples: number;
  lossSum: number;
  correct: number;
}

export function noTotals(): Totals {
  return { samples: 0, lossSum: 0, correct: 0 };
}

export function addTotals(to: Totals, part: Totals): void {
  to.samples += part.samples;
  to.lossSum += part.lossSum;
  to.correct += part.correct;
}

export function meanOf({ samples, lossSum, correct }: Totals): Metrics {
  return { loss: lossSum / samples, accuracy: correct / samples };
}
