import { batch, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Trainer } from '../client/trainer';
import type { GradientCheckResult } from '../shared/gradient-check';
import type { Position } from '../shared/protocol';
import type { Run } from './run';
import { describe } from './trainer-host';

/** What a check said, and about which moment of the run. */
export interface GradientFinding {
  result: GradientCheckResult;
  position: Position;
}

export interface GradientChecks {
  /** In [0, 1]; null while no check is under way. */
  progress: ReadonlySignal<number | null>;
  /** Of this network; null before the first check. */
  finding: ReadonlySignal<GradientFinding | null>;
  /** Why the last check could not be done. */
  error: ReadonlySignal<string | null>;
  start: () => void;
  stop: () => void;
}

export function createGradientChecks(run: Run): GradientChecks {
  const progress = signal<number | null>(null);
  const finding = signal<GradientFinding | null>(null);
  const error = signal<string | null>(null);
  /** Grows with every start and stop: a check that is not the latest ends. */
  let latest = 0;

  async function follow(trainer: Trainer, id: number): Promise<void> {
    const position = run.position.peek();
    try {
      for await (const event of trainer.gradientCheck()) {
        if (id !== latest) return;
        if (event.type === 'finished') finding.value = { result: event.result, position };
        else progress.value = event.done;
      }
    } catch (reason) {
      if (id === latest) error.value = describe(reason).message;
    }
  }

  function stop(): void {
    latest++;
    progress.value = null;
  }

  // Another network: what was found is not about it.
  effect(() => {
    if (run.networkVersion.value === 0) return;
    stop();
    finding.value = null;
    error.value = null;
  });

  async function start(): Promise<void> {
    if (progress.value !== null) return;
    const id = ++latest;
    batch(() => {
      progress.value = 0;
      error.value = null;
    });
    await run.ask((trainer) => follow(trainer, id));
    if (id === latest) progress.value = null;
  }

  return { progress, finding, error, start: () => void start(), stop };
}

/** Every parameter and N of a check, as comma-separated values. */
export function gradientCheckCsv({ denominators, parameters }: GradientCheckResult): string {
  const rows = parameters.flatMap(({ tensor, index, analytic, numeric, crossesKink }) =>
    denominators.map((denominator, i) =>
      [tensor, index, denominator, analytic, numeric[i], crossesKink[i]].join(','),
    ),
  );
  return ['tensor,index,n,analytic,numeric,crosses_kink', ...rows, ''].join('\n');
}
