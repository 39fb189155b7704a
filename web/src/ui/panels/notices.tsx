import type { JSX } from 'preact';
import type { Change } from '../../state/settings';
import * as format from '../format';
import { fieldName } from '../names';
import { Notice } from '../parts/notice';
import { useStore } from '../store-context';

/** What has happened to the data. */
export function DataNotices(): JSX.Element | null {
  const { data } = useStore();
  const loading = data.loading.value;
  const fallback = data.fallback.value;
  if (loading.state === 'failed') {
    return (
      <Notice
        kind="warning"
        title={data.inUse.value ? 'This data could not be used' : 'There is no data to learn from'}
        actions={
          <>
            {loading.canRetry && (
              <button type="button" onClick={() => void data.retry()}>
                Try again
              </button>
            )}
            {data.inUse.value && (
              <button type="button" class="quiet" onClick={data.dismiss}>
                Dismiss
              </button>
            )}
          </>
        }
      >
        <p>
          {loading.message}
          {data.inUse.value && ` The data before, ${data.inUse.value.name}, stays in use.`}
        </p>
      </Notice>
    );
  }
  if (fallback === null || loading.state === 'loading') return null;
  return (
    <Notice
      kind="info"
      title="This page uses its built-in digits instead of MNIST"
      actions={
        <button type="button" onClick={() => void data.choose({ source: 'mnist' })}>
          Try MNIST again
        </button>
      }
    >
      <p>{fallback}</p>
    </Notice>
  );
}

/** What has happened to the network and its training. */
export function TrainingNotices(): JSX.Element {
  return (
    <>
      <HostNotice />
      <DivergenceNotice />
      <RefusalNotice />
      <ChangesNotice />
    </>
  );
}

function HostNotice(): JSX.Element | null {
  const { host } = useStore();
  const problem = host.problem.value;
  if (!problem) return null;
  if (problem.code === 'no-simd') {
    return (
      <Notice kind="danger" title="This browser cannot run the network">
        <p>{problem.message}</p>
      </Notice>
    );
  }
  if (problem.restarted) {
    return (
      <Notice
        kind="warning"
        title="The training worker stopped and was started again"
        actions={
          <button type="button" class="quiet" onClick={host.dismiss}>
            Dismiss
          </button>
        }
      >
        <p>
          The data is loaded again and the settings are as they were; the network begins anew from
          its first weights.
        </p>
        <p class="soft">The reason given: {problem.message}</p>
      </Notice>
    );
  }
  return (
    <Notice
      kind="danger"
      title={
        problem.code === 'start-failed'
          ? 'The training worker could not be started'
          : 'The training worker has stopped'
      }
      actions={
        <button type="button" onClick={() => void host.restart()}>
          Restart
        </button>
      }
    >
      <p>{problem.message} A restart loads the data again and keeps the settings.</p>
    </Notice>
  );
}

function DivergenceNotice(): JSX.Element | null {
  const { run, settings } = useStore();
  const divergence = run.divergence.value;
  if (!divergence) return null;
  const { learningRate } = settings.specification.value.training.optimizer;
  const smaller = Number((learningRate / 10).toPrecision(2));
  return (
    <Notice
      kind="danger"
      title={`Training diverged at step ${format.count(divergence.step)}`}
      actions={
        <>
          <button type="button" onClick={() => run.rewindWithLearningRate(smaller)}>
            Rewind with learning rate {format.plain(smaller)}
          </button>
          <button type="button" class="quiet" onClick={run.rewind}>
            Rewind only
          </button>
        </>
      }
    >
      <p>
        The loss is no longer a finite number. The largest weight, in {layerName(divergence.layer)},
        is {format.magnitude(divergence.largestWeight)}.
      </p>
      <p class="soft">
        Each step overshot the last; a smaller learning rate, or smaller first weights, take shorter
        steps.
      </p>
    </Notice>
  );
}

/** 'layers.1' as people count: 'layer 2'. */
function layerName(name: string): string {
  const index = Number(/\d+/.exec(name)?.[0]);
  return Number.isNaN(index) ? name : `layer ${index + 1}`;
}

function RefusalNotice(): JSX.Element | null {
  const { run } = useStore();
  if (run.refusal.value === null) return null;
  return (
    <Notice
      kind="warning"
      title="That was not possible"
      actions={
        <button type="button" class="quiet" onClick={run.dismissRefusal}>
          Dismiss
        </button>
      }
    >
      <p>{run.refusal.value}</p>
    </Notice>
  );
}

function ChangesNotice(): JSX.Element | null {
  const { run } = useStore();
  const changes = run.pendingChanges.value;
  // After divergence there is nothing to go on with: Rewind is offered there.
  if (changes.length === 0 || run.phase.value === 'diverged') return null;
  return (
    <Notice
      kind="info"
      title="Changed settings wait for a fresh network"
      actions={
        <>
          <button type="button" onClick={run.rewind}>
            Start afresh
          </button>
          <button type="button" class="quiet" onClick={run.revertChanges}>
            Undo changes
          </button>
        </>
      }
    >
      <p>{changes.map(changeSentence).join(' ')} The network you see goes on without them.</p>
    </Notice>
  );
}

function changeSentence({ path, from, to }: Change): string {
  return `${fieldName(path)}: ${describeValue(from)} becomes ${describeValue(to)}.`;
}

function describeValue(value: unknown): string {
  if (typeof value === 'number') return format.plain(value);
  if (typeof value === 'string') return value;
  // A list of layers: '512-256-10' with the activations where they matter.
  if (Array.isArray(value)) {
    return value.map((layer: { units: number }) => layer.units).join('-');
  }
  return 'none';
}
