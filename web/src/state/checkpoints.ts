import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { LoadedCheckpoint } from '../shared/protocol';
import { maxCheckpointBytes } from '../shared/ranges';
import type { Run } from './run';
import type { Settings } from './settings';
import { describe } from './trainer-host';
import { readNote, writeNote, type TrainingNote } from './training-note';

/** How the last file went. */
export interface CheckpointReport {
  isRefusal: boolean;
  sentence: string;
}

/** The network and its training as files. */
export interface Checkpoints {
  /** Null until a file was opened or refused, and again with the next network. */
  report: ReadonlySignal<CheckpointReport | null>;
  /** Null if the training could not be saved, as the report then says. */
  save: () => Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> } | null>;
  /** A file that is refused leaves all as it is. */
  open: (file: File) => Promise<void>;
}

export function createCheckpoints(run: Run, settings: Settings): Checkpoints {
  const latest = signal<(CheckpointReport & { network: number }) | null>(null);

  function say(sentence: string, isRefusal: boolean): void {
    latest.value = { sentence, isRefusal, network: run.networkVersion.value };
  }

  async function report(task: () => Promise<void>): Promise<void> {
    latest.value = null;
    try {
      await task();
    } catch (reason) {
      const { code, message } = describe(reason);
      if (code !== 'crashed' && code !== 'disposed') say(message, true);
    }
  }

  function take(loaded: LoadedCheckpoint, note: TrainingNote | null): void {
    const { specification, baseLearningRate } = loaded;
    // The data are the same, whatever they were called.
    const { name } = settings.specification.value.dataset;
    const network = { ...specification, dataset: { ...specification.dataset, name } };
    const { training } = network;
    const optimizer = { ...training.optimizer, learningRate: baseLearningRate };
    const epochs = note?.target ?? training.epochs;
    batch(() => {
      run.adopt(network, loaded, note);
      settings.restore({ ...network, training: { ...training, optimizer, epochs } }, network);
    });
  }

  return {
    report: computed(() =>
      latest.value?.network === run.networkVersion.value ? latest.value : null,
    ),

    async save() {
      let saved: Awaited<ReturnType<Checkpoints['save']>> = null;
      await report(() =>
        // At rest the curves have no more and no less than the file.
        run.atRest(async (trainer) => {
          const target = settings.specification.value.training.epochs;
          const note = writeNote({ ...run.recorded(), target });
          const bytes = await trainer.saveCheckpoint({ note });
          saved = { name: `inkling-step-${run.position.value.step}.checkpoint`, bytes };
        }),
      );
      return saved;
    },

    open: (file) =>
      report(async () => {
        if (file.size > maxCheckpointBytes) {
          say(`${file.name} is too large to be a checkpoint.`, true);
          return;
        }
        const bytes = new Uint8Array(await file.arrayBuffer());
        await run.atRest(async (trainer) => {
          const loaded = await trainer.loadCheckpoint(bytes);
          const note = readNote(loaded.note);
          take(loaded, note);
          const { step, epoch } = loaded.position;
          const curves = note ? '' : ' The file has no curves; they begin here.';
          say(
            `${file.name} is open: it goes on after step ${step}, in epoch ${Math.floor(epoch) + 1}.${curves}`,
            false,
          );
        });
      }),
  };
}
