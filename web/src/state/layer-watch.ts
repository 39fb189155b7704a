import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { NetworkDiagnostics } from '../shared/diagnostics';
import { latestOnly } from './latest';
import type { Run } from './run';
import { describe } from './trainer-host';

/** A look into the layers, kept up to date for as long as somebody looks. */
export interface LayerWatch {
  /** Null before the first look. */
  diagnostics: ReadonlySignal<NetworkDiagnostics | null>;
  error: ReadonlySignal<string | null>;
  /** Begins to look; call what it gives to stop. */
  watch: () => () => void;
}

/** Between two looks while the network learns: each takes the trainer some ten milliseconds. */
const refreshPauseMs = 1000;

export function createLayerWatch(run: Run): LayerWatch {
  const diagnostics = signal<NetworkDiagnostics | null>(null);
  const error = signal<string | null>(null);
  const watching = signal(false);

  const request = latestOnly(
    async () => {
      if (!watching.peek()) return;
      await run.ask(async (trainer) => {
        try {
          const found = await trainer.diagnose();
          error.value = null;
          diagnostics.value = found;
        } catch (reason) {
          error.value = describe(reason).message;
        }
      });
    },
    () => refreshPauseMs,
  );

  // The trainer keeps the last update only when told so, and another trainer knows nothing of it.
  effect(() => {
    if (run.networkVersion.value === 0) return;
    diagnostics.value = null;
    const enabled = watching.value;
    void run.ask((trainer) => trainer.watchLayers(enabled));
  });
  effect(() => {
    if (watching.value && run.weightsVersion.value > 0) request();
  });

  return {
    diagnostics,
    error,
    watch() {
      watching.value = true;
      return () => {
        watching.value = false;
      };
    },
  };
}
