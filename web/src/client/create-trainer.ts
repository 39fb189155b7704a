import { versionQuery } from '../shared/build-version';
import type { Variant } from '../shared/protocol';
import { failure, reasonOf } from './connection';
import type { Trainer, TrainerOptions } from './trainer';
import { TrainerClient } from './trainer-client';
import { TrainerError } from './trainer-error';
import { startWorker } from './worker-handle';

const variants: readonly (Variant | 'auto')[] = ['auto', 'simd128', 'relaxed-simd'];
const maxThreads = 16;
const beatMs = 5000;

/** Starts a worker with the network's module in it. Rejects with a TrainerError in words. */
export async function createTrainer(options: TrainerOptions = {}): Promise<Trainer> {
  const {
    variant = 'auto',
    threads = 'auto',
    workerUrl = `./inkling-worker.js${versionQuery}`,
  } = options;
  if (!variants.includes(variant)) {
    const message = `Must be one of ${variants.join(', ')}; '${variant}' was given.`;
    throw new TrainerError({ code: 'invalid-input', path: 'variant', message });
  }
  if (threads !== 'auto' && !(Number.isInteger(threads) && threads >= 1 && threads <= maxThreads)) {
    const message = `Must be 'auto' or a whole number from 1 to ${maxThreads}; ${String(threads)} was given.`;
    throw new TrainerError({ code: 'invalid-input', path: 'threads', message });
  }
  try {
    const address = new URL(workerUrl, import.meta.url);
    return await TrainerClient.start({
      startWorker: (listener) => startWorker(address, listener),
      variant,
      threads,
      beatMs,
    });
  } catch (error) {
    if (error instanceof TrainerError) throw error;
    const message = `The training worker could not be started: ${reasonOf(error)}.`;
    throw new TrainerError(failure('start-failed', message));
  }
}
