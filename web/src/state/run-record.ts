import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { TrainerError } from '../client/trainer-error';
import type {
  Arrival,
  Divergence,
  LoadedCheckpoint,
  Position,
  RunEvent,
  StepMetrics,
  StoppedEarlyEvent,
} from '../shared/protocol';
import {
  CurveRecorder,
  emptyHistory,
  type EpochFigures,
  type History,
  type RecordedCurve,
} from './history';

export interface Speed {
  samplesPerSecond: number;
  /** Time of training so far, pauses left out. */
  elapsedMs: number;
}

/** The course of a run as it is kept in a file. */
export interface RecordedRun {
  curve: RecordedCurve;
  epochs: readonly EpochFigures[];
}

/** What a network's training has said so far. */
export interface RunRecord {
  position: ReadonlySignal<Position>;
  history: ReadonlySignal<History>;
  speed: ReadonlySignal<Speed | null>;
  /** Null if nothing can be said yet. */
  secondsLeft: ReadonlySignal<number | null>;
  divergence: ReadonlySignal<Divergence | null>;
  /** How early stopping ended the run; null if it did not. */
  earlyStop: ReadonlySignal<StoppedEarlyEvent | null>;
  /** What a run waits for; null if it does not wait. */
  waiting: ReadonlySignal<Arrival | null>;
  /** A sentence for screen readers, at the moments that matter. */
  announcement: ReadonlySignal<string>;
  /** Throws what a failed run failed of. */
  take: (event: RunEvent) => void;
  takeStep: (step: StepMetrics) => void;
  takeDivergence: (cause: Divergence) => void;
  announce: (sentence: string) => void;
  /** For a fresh network. */
  clear: () => void;
  /** For the network of a file; its course so far is empty if the file does not have it. */
  resume: (loaded: LoadedCheckpoint, course: RecordedRun | null) => void;
  recorded: () => RecordedRun;
}

const start: Position = { step: 0, epoch: 0 };

/** How much of a new report goes into the speed that is shown, so that it does not flicker. */
const speedInertia = 0.2;

export function createRunRecord(epochs: ReadonlySignal<number>): RunRecord {
  const position = signal<Position>(start);
  const history = signal<History>(emptyHistory);
  const speed = signal<Speed | null>(null);
  const divergence = signal<Divergence | null>(null);
  const earlyStop = signal<StoppedEarlyEvent | null>(null);
  const waiting = signal<Arrival | null>(null);
  const announcement = signal('');
  let recorder = new CurveRecorder();
  const secondsLeft = computed(() => {
    const { epoch } = position.value;
    if (!speed.value || epoch <= 0) return null;
    return (speed.value.elapsedMs / 1000 / epoch) * Math.max(0, epochs.value - epoch);
  });

  function take(event: RunEvent): void {
    if (event.type !== 'waiting') waiting.value = null;
    switch (event.type) {
      case 'progress': {
        const { samplesPerSecond: latest, elapsedMs } = event;
        const before = speed.value?.samplesPerSecond ?? latest;
        position.value = event.position;
        recorder.add({ epoch: event.position.epoch, ...event.train });
        history.value = { ...history.value, train: recorder.points };
        speed.value = { samplesPerSecond: before + speedInertia * (latest - before), elapsedMs };
        return;
      }
      case 'epoch':
        takeEpoch(event);
        return;
      case 'check':
        position.value = event.position;
        return;
      // Whoever watches the layers asks for them when there is something to draw.
      case 'diagnostics':
        return;
      case 'waiting':
        if (!waiting.value) announcement.value = 'Training waits for more data.';
        waiting.value = event;
        return;
      case 'stopped-early': {
        position.value = event.position;
        earlyStop.value = event;
        const best = event.best.epoch.toFixed(1);
        const kept = event.isRestored ? ' The weights of that moment are back.' : '';
        announcement.value = `Stopped early: the best was after ${best} epochs.${kept} ${accuracySentence()}`;
        return;
      }
      case 'paused':
        position.value = event.position;
        announcement.value = `Paused in epoch ${Math.floor(event.position.epoch) + 1}.`;
        return;
      case 'finished': {
        position.value = event.position;
        const done = Math.round(event.position.epoch);
        announcement.value = `Finished after ${done} epochs. ${accuracySentence()}`;
        return;
      }
      case 'diverged':
        takeDivergence(event);
        return;
      case 'failed':
        throw new TrainerError(event.error);
      default:
        event satisfies never;
    }
  }

  function takeEpoch({ epoch, step, train, valid, elapsedMs }: EpochFigures): void {
    const figures = [...history.value.epochs, { epoch, step, train, valid, elapsedMs }];
    history.value = { train: recorder.points, epochs: figures };
    position.value = { epoch, step };
    announcement.value = `Epoch ${epoch} of ${epochs.value}. ${accuracySentence()}`;
  }

  function takeDivergence(cause: Divergence): void {
    divergence.value = cause;
    announcement.value = `Training diverged at step ${cause.step}. ${cause.message}`;
  }

  function accuracySentence(): string {
    const last = history.value.epochs.at(-1);
    return last ? `Validation accuracy ${(100 * last.valid.accuracy).toFixed(1)} per cent.` : '';
  }

  function clear(): void {
    recorder = new CurveRecorder();
    history.value = emptyHistory;
    position.value = start;
    speed.value = null;
    divergence.value = null;
    earlyStop.value = null;
    waiting.value = null;
  }

  return {
    position,
    history,
    speed,
    secondsLeft,
    divergence,
    earlyStop,
    waiting,
    announcement,
    take: (event) => batch(() => take(event)),
    takeDivergence,
    announce: (sentence) => (announcement.value = sentence),

    takeStep({ step, epoch, loss, accuracy, events }) {
      batch(() => {
        recorder.add({ epoch, loss, accuracy });
        history.value = { ...history.value, train: recorder.points };
        announcement.value = `Step ${step}.`;
        events.forEach(take);
        // Some may be of the step before.
        position.value = { step, epoch };
      });
    },

    clear,

    resume(loaded, course) {
      batch(() => {
        clear();
        position.value = loaded.position;
        if (loaded.earlyStop) {
          earlyStop.value = { type: 'stopped-early', runId: 0, ...loaded.earlyStop };
        }
        if (!course) return;
        recorder = new CurveRecorder(course.curve);
        history.value = { train: recorder.points, epochs: course.epochs };
      });
    },

    recorded: () => ({ curve: recorder.recorded, epochs: history.value.epochs }),
  };
}
