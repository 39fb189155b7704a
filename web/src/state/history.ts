import type { Metrics } from '../shared/protocol';

/** A point of a curve. */
export interface CurvePoint extends Metrics {
  /** Epochs done, with the fraction of the one under way. */
  epoch: number;
}

/** The figures of one complete epoch. */
export interface EpochFigures {
  epoch: number;
  step: number;
  train: Metrics;
  valid: Metrics;
  /** Time of training so far, pauses left out. */
  elapsedMs: number;
}

/**
 * The course of one run. The training curve is bounded: when it is full, each two
 * neighbours become their mean, so a run of any length costs the same to draw.
 */
export interface History {
  train: readonly CurvePoint[];
  epochs: readonly EpochFigures[];
}

export const emptyHistory: History = { train: [], epochs: [] };

/** Points that a curve has at most; more than a screen shows apart. */
export const maxCurvePoints = 400;

/** A curve with what its recorder needs to go on. */
export interface RecordedCurve {
  points: CurvePoint[];
  /** Reports that make up one point. */
  stride: number;
  /** Reports that do not make up a whole point yet. */
  open: CurvePoint[];
}

/** Collects the means that a run reports into a bounded curve. */
export class CurveRecorder {
  #points: CurvePoint[];
  #stride: number;
  #open: CurvePoint[];

  /** Goes on with a curve, or begins one. */
  constructor({ points, stride, open }: RecordedCurve = { points: [], stride: 1, open: [] }) {
    this.#points = [...points];
    this.#stride = stride;
    this.#open = [...open];
  }

  add(point: CurvePoint): void {
    this.#open.push(point);
    if (this.#open.length < this.#stride) return;
    this.#points.push(mean(this.#open));
    this.#open = [];
    if (this.#points.length >= maxCurvePoints) this.#halve();
  }

  /** The curve, with the reports that do not make up a whole point yet as its end. */
  get points(): CurvePoint[] {
    return this.#open.length > 0 ? [...this.#points, mean(this.#open)] : [...this.#points];
  }

  get recorded(): RecordedCurve {
    return { points: [...this.#points], stride: this.#stride, open: [...this.#open] };
  }

  #halve(): void {
    const halved: CurvePoint[] = [];
    for (let i = 0; i < this.#points.length; i += 2)
      halved.push(mean(this.#points.slice(i, i + 2)));
    this.#points = halved;
    this.#stride *= 2;
  }
}

/** The mean loss and accuracy, where the last of the points is. */
function mean(points: CurvePoint[]): CurvePoint {
  const result = { epoch: 0, loss: 0, accuracy: 0 };
  for (const { epoch, loss, accuracy } of points) {
    result.epoch = epoch;
    result.loss += loss / points.length;
    result.accuracy += accuracy / points.length;
  }
  return result;
}

/**
 * The curve without the noise of single mini-batches: each point is the mean over
 * the points at most `reach` epochs away, and fewer at the steep beginning.
 */
export function smooth(points: readonly CurvePoint[], reach: number): CurvePoint[] {
  let first = 0;
  let end = 0;
  let loss = 0;
  let accuracy = 0;
  return points.map(({ epoch }) => {
    const near = Math.min(reach, epoch / 3);
    // The window only moves forward, so each point enters and leaves it once.
    for (let next = points[end]; next && next.epoch <= epoch + near; next = points[++end]) {
      loss += next.loss;
      accuracy += next.accuracy;
    }
    for (let old = points[first]; old && old.epoch < epoch - near; old = points[++first]) {
      loss -= old.loss;
      accuracy -= old.accuracy;
    }
    return { epoch, loss: loss / (end - first), accuracy: accuracy / (end - first) };
  });
}

/** The epochs of a run as comma-separated values, with a line of headings. */
export function toCsv(epochs: readonly EpochFigures[]): string {
  const head = 'epoch,step,train_loss,train_accuracy,valid_loss,valid_accuracy,elapsed_s';
  const rows = epochs.map(({ epoch, step, train, valid, elapsedMs }) =>
    [
      epoch,
      step,
      train.loss,
      train.accuracy,
      valid.loss,
      valid.accuracy,
      (elapsedMs / 1000).toFixed(3),
    ].join(','),
  );
  return [head, ...rows, ''].join('\n');
}
