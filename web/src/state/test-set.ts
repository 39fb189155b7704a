import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Evaluation, Position } from '../shared/protocol';
import type { Run } from './run';

/** What the test set said, and about which moment of the run. */
export interface TestResult extends Evaluation {
  position: Position;
}

export interface TestSet {
  /** Null while the seal is whole for this network. */
  result: ReadonlySignal<TestResult | null>;
  evaluating: ReadonlySignal<boolean>;
  /** How often the seal of this data set's test set was broken. */
  timesOpened: ReadonlySignal<number>;
  evaluate: () => Promise<void>;
  /** Another data set: nobody has seen its test set. */
  replace: () => void;
}

export function createTestSet(run: Run): TestSet {
  const result = signal<TestResult | null>(null);
  const evaluating = signal(false);
  const timesOpened = signal(0);

  // Another network: its test result is not known.
  effect(() => {
    if (run.networkVersion.value > 0) result.value = null;
  });

  return {
    result,
    evaluating,
    timesOpened,

    async evaluate() {
      if (evaluating.value) return;
      evaluating.value = true;
      const network = run.networkVersion.value;
      const position = run.position.value;
      const evaluation = await run.ask((trainer) => trainer.evaluate('test'));
      evaluating.value = false;
      if (!evaluation || network !== run.networkVersion.value) return;
      timesOpened.value++;
      result.value = { ...evaluation, position };
    },

    replace() {
      timesOpened.value = 0;
    },
  };
}
