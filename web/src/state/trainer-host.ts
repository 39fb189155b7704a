import { signal, type ReadonlySignal } from '@preact/signals';
import type { Trainer } from '../client/trainer';
import { TrainerError } from '../client/trainer-error';
import type { TrainerErrorCode, TrainerErrorData, TrainerInfo } from '../shared/protocol';
import type { Services } from './services';

/** Why there is no trainer, or why it is a new one. */
export interface HostProblem {
  code: TrainerErrorCode;
  message: string;
  /** A new trainer has taken the place of the one that died. */
  restarted: boolean;
}

export interface TrainerHost {
  info: ReadonlySignal<TrainerInfo | null>;
  problem: ReadonlySignal<HostProblem | null>;
  /** The trainer of the moment; null while there is none. */
  current: () => Trainer | null;
  /** Resolves with a trainer, or null if none can be started. */
  ready: () => Promise<Trainer | null>;
  /** Starts a trainer again after a problem. */
  restart: () => Promise<void>;
  dismiss: () => void;
}

/** A trainer that dies again so soon after a restart is not restarted by itself. */
const leastLifeMs = 20_000;

/**
 * Keeps a trainer alive. `onLost` runs as soon as the worker has died, `onRestarted`
 * when an empty trainer has taken its place.
 */
export function createTrainerHost(
  services: Services,
  onLost: () => void,
  onRestarted: () => Promise<void>,
): TrainerHost {
  const info = signal<TrainerInfo | null>(null);
  const problem = signal<HostProblem | null>(null);
  let trainer: Trainer | null = null;
  let restartedAt = -Infinity;
  let starting = start();

  async function start(): Promise<Trainer | null> {
    try {
      const started = await services.createTrainer();
      trainer = started;
      info.value = started.info;
      void started.crashed.then(lose);
      return started;
    } catch (reason) {
      info.value = null;
      problem.value = problemFrom(reason);
      return null;
    }
  }

  function problemFrom(reason: unknown): HostProblem {
    const { code, message } = describe(reason);
    return { code, message, restarted: false };
  }

  async function lose(error: TrainerError): Promise<void> {
    const sinceRestartMs = performance.now() - restartedAt;
    trainer = null;
    info.value = null;
    problem.value = problemFrom(error);
    onLost();
    if (sinceRestartMs >= leastLifeMs) await restart();
  }

  async function restart(): Promise<void> {
    const before = problem.value;
    restartedAt = performance.now();
    starting = start();
    if (!(await starting)) return;
    if (before) problem.value = { ...before, restarted: true };
    await onRestarted();
  }

  return {
    info,
    problem,
    current: () => trainer,
    ready: () => starting,
    restart,
    dismiss: () => (problem.value = null),
  };
}

/** What the library rejects with, in the store's terms. */
export function describe(reason: unknown): TrainerErrorData {
  if (reason instanceof TrainerError) return reason;
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: 'internal', path: '', message };
}
