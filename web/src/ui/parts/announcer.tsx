import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { useStore } from '../store-context';

/** Between two sentences; of those that come faster, the last is spoken. */
const restMs = 4000;

/** Speaks what matters to a screen reader, without chattering through fast epochs. */
export function Announcer(): JSX.Element {
  const { run } = useStore();
  const spoken = useSignal('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let spokenAt = -restMs;
    const speak = (): void => {
      timer = undefined;
      spokenAt = performance.now();
      spoken.value = run.announcement.peek();
    };
    const stop = run.announcement.subscribe(() => {
      timer ??= setTimeout(speak, Math.max(0, spokenAt + restMs - performance.now()));
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [run, spoken]);

  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {spoken.value}
    </p>
  );
}
