import {
  list,
  number,
  object,
  type Fields,
  type Problem,
  type Reader,
} from '../shared/field-readers';
import type { Metrics } from '../shared/protocol';
import { ranges } from '../shared/ranges';
import { maxCurvePoints, type CurvePoint, type EpochFigures, type RecordedCurve } from './history';
import type { RecordedRun } from './run-record';

/** What the page adds to a checkpoint. */
export interface TrainingNote extends RecordedRun {
  /** How many epochs in all the visitor wants. */
  target: number;
}

export function writeNote(note: TrainingNote): string {
  return JSON.stringify(note);
}

const finite = number({ min: -Number.MAX_VALUE, max: Number.MAX_VALUE, integer: false, help: '' });
const count = number({ min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, help: '' });
const upTo = (max: number) => ({ min: 0, max, integer: true, help: '' });
const metrics: Fields<Metrics> = { loss: finite, accuracy: finite };
const points = list<CurvePoint>(upTo(maxCurvePoints), object({ ...metrics, epoch: finite }), []);
const stride = number({ ...upTo(2 ** 50), min: 1 });

const readFields: Reader<TrainingNote> = object<TrainingNote>({
  target: number(ranges['training.epochs']),
  curve: object<RecordedCurve>({
    points,
    stride,
    open: list<CurvePoint>(upTo(2 ** 20), object({ ...metrics, epoch: finite }), []),
  }),
  epochs: list<EpochFigures>(
    upTo(ranges['training.epochs'].max),
    object<EpochFigures>({
      epoch: count,
      step: count,
      train: object(metrics),
      valid: object(metrics),
      elapsedMs: finite,
    }),
    [],
  ),
});

/** Null if the text is not a note of this page: the file then comes from another program. */
export function readNote(text: string): TrainingNote | null {
  const problems: Problem[] = [];
  try {
    const note = readFields(JSON.parse(text), '', problems);
    return problems.length === 0 ? note : null;
  } catch {
    return null;
  }
}
