import {
  boolean,
  nullable,
  number,
  object,
  reader,
  given,
  type Reader,
} from '../shared/field-readers';
import type { Metrics } from '../shared/protocol';
import type { EarlyStoppingState } from './early-stopping';
import type { Totals } from './totals';

/** Where a training is, apart from what the module knows; plain data. */
export interface TrainingState {
  /** Of the last step. */
  learningRate: number;
  elapsedMs: number;
  /** Of the epoch under way, or of the last one if it has just ended. */
  epoch: Totals;
  /** Since the last progress report. */
  window: Totals & { elapsedMs: number };
  /** An epoch has ended or a check is due, and the evaluation is not complete. */
  needsEvaluation: boolean;
  /** Null without early stopping. */
  earlyStopping: EarlyStoppingState | null;
}

/** What a checkpoint has of this side of the module. */
export interface ClientState {
  training: TrainingState;
  /** Given by whoever asked for the checkpoint, and given back to whoever opens it. */
  note: string;
}

/** JSON has no word for numbers that are not finite; a validation loss may be one. */
export function writeClientState(state: ClientState): string {
  return JSON.stringify(state, (_name, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

const unwritable = ['NaN', 'Infinity', '-Infinity'];
const anyNumber: Reader<number> = reader({}, (value, path, problems) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && unwritable.includes(value)) return Number(value);
  problems.push({ path, message: `Must be a number; ${given(value)}.` });
  return 0;
});
const count = number({ min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, help: '' });
const quantity = number({ min: 0, max: Number.MAX_VALUE, integer: false, help: '' });
const note: Reader<string> = reader({}, (value, path, problems) => {
  if (typeof value === 'string') return value;
  problems.push({ path, message: `Must be a text; ${given(value)}.` });
  return '';
});

const totals = { samples: quantity, lossSum: anyNumber, correct: quantity };
const metrics = { loss: anyNumber, accuracy: anyNumber };

/** Its problems say that the text was not written by `writeClientState`. */
export const readClientState: Reader<ClientState> = object<ClientState>({
  training: object<TrainingState>({
    learningRate: quantity,
    elapsedMs: quantity,
    epoch: object<Totals>(totals),
    window: object<Totals & { elapsedMs: number }>({ ...totals, elapsedMs: quantity }),
    needsEvaluation: boolean(false),
    earlyStopping: nullable(
      object<EarlyStoppingState>({
        best: nullable(object<Metrics>(metrics)),
        bestStep: count,
        checksWithoutBest: count,
      }),
    ),
  }),
  note,
});
