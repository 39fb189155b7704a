import type { JSX } from 'preact';
import * as format from '../format';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';

/** The test set: sealed until the visitor breaks the seal. */
export function TestPanel(): JSX.Element {
  const { testSet, data, run } = useStore();
  const size = data.inUse.value?.testSamples ?? 0;
  const result = testSet.result.value;
  const hasNetwork = run.phase.value !== 'starting';
  const isArriving = data.arrival.value !== null;
  const hasTestSet = hasNetwork && size > 0 && !isArriving;
  return (
    <section class="card test" data-sealed={result === null} aria-labelledby="test-title">
      <span class="seal">
        <Icon name={result ? 'unlock' : 'lock'} />
      </span>
      <div class="test-text">
        <h2 id="test-title">Test set</h2>
        <p role="status">
          {result ? (
            <>
              <b class="test-accuracy">{format.percent(result.accuracy, 2)}</b> of{' '}
              {format.count(result.samples)} digits right, loss {format.loss(result.loss)}, measured
              at epoch {format.epoch(result.position.epoch)}, step{' '}
              {format.count(result.position.step)}.
            </>
          ) : (
            sealedSentence(hasNetwork, size, isArriving)
          )}
        </p>
        <p class="soft">
          Use it once, at the very end. Settings chosen because they do well on it have begun to fit
          it, and it no longer tells how the network does on digits that nobody has seen.
          {openedSentence(testSet.timesOpened.value)}
        </p>
      </div>
      <button
        type="button"
        disabled={!hasTestSet || testSet.evaluating.value}
        onClick={() => void testSet.evaluate()}
      >
        Evaluate on test
      </button>
    </section>
  );
}

function sealedSentence(hasNetwork: boolean, size: number, isArriving: boolean): string {
  if (!hasNetwork) return 'Sealed.';
  if (size === 0) return 'This data has no test set.';
  if (isArriving) return 'Sealed, and still on its way here.';
  return `Sealed: ${format.count(size)} digits that neither training nor you have looked at.`;
}

function openedSentence(times: number): string {
  if (times === 0) return '';
  return times === 1 ? ' Opened once so far.' : ` Opened ${times} times so far.`;
}
