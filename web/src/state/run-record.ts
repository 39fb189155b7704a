import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { TrainerError } from '../client/trainer-error';
import type {
  Divergence,
  Position,
  RunEvent,
  StepMetrics,
  StoppedEarlyEvent,
} from '../shared/protocol';
import { CurveRecorder, emptyHistory, type EpochFigures, type History } from './history';

export interface Speed {
  samplesPerSecond: number;
  /** Time of training so far, pauses left out. */
  elapsedMs: number;
}

/** What a network's training has said so far. */
export interface RunRecord {
  position: ReadonlySignal<Position>;
  history: ReadonlySignal<History>;
  speed: ReadonlySignal<Speed | null>;
  divergence: ReadonlySignal<Divergence | null>;
  /** How early stopping ended the run; null if it did not. */
  earlyStop: ReadonlySignal<StoppedEarlyEvent | null>;
  /** A sentence for screen readers, at the moments that matter. */
  announcement: ReadonlySignal<string>;
  /** Throws what a failed run failed of. */
  take: (event: RunEvent) => void;
  takeStep: (step: StepMetrics) => void;
  takeDivergence: (cause: Divergence) => void;
  announce: (sentence: string) => void;
  /** For a fresh network. */
  clear: () => void;
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
  const announcement = signal('');
  let recorder = new CurveRecorder();

  function take(event: RunEvent): void {
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

  return {
    position,
    history,
    speed,
    divergence,
    earlyStop,
    announcement,
    take: (event) => batch(() => take(event)),
    takeDivergence,
    announce: (sentence) => (announcement.value = sentence),

    takeStep({ step, epoch, loss, accuracy }) {
      batch(() => {
        position.value = { step, epoch };
        recorder.add({ epoch, loss, accuracy });
        history.value = { ...history.value, train: recorder.points };
        announcement.value = `Step ${step}.`;
      });
    },

    clear() {
      recorder = new CurveRecorder();
      history.value = emptyHistory;
      position.value = start;
      speed.value = null;
      divergence.value = null;
      earlyStop.value = null;
    },
  };
}
