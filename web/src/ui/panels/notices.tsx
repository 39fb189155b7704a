import type { JSX } from 'preact';
import type { Change } from '../../state/changes';
import * as format from '../format';
import type { LayerSpecification } from '../../shared/specification';
import { fieldName, inSentence, inWords, valueName } from '../names';
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
      <LinkNotice />
      <DivergenceNotice />
      <EarlyStopNotice />
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

function LinkNotice(): JSX.Element | null {
  const { link } = useStore();
  const problems = link.problems.value;
  if (!problems) return null;
  return (
    <Notice
      kind="warning"
      title="The experiment of this link could not be set up as it stands"
      actions={
        <button type="button" class="quiet" onClick={link.dismiss}>
          Dismiss
        </button>
      }
    >
      <ul>
        {problems.map(({ path, message }) => (
          <li key={path}>
            {path !== '' && <b>{fieldName(path)}: </b>}
            {inWords(message)}
          </li>
        ))}
      </ul>
      <p class="soft">What you see on the page is what will be trained.</p>
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

function EarlyStopNotice(): JSX.Element | null {
  const { run } = useStore();
  const stop = run.earlyStop.value;
  const rule = run.earlyStopping.value;
  if (!stop || !rule) return null;
  const { metric, patience } = rule;
  const { best, isRestored, position } = stop;
  const checks = patience === 1 ? 'The last check' : `The last ${patience} checks`;
  const [gain, figure] =
    metric === 'loss'
      ? ['a lower validation loss', format.loss(best.loss)]
      : ['a higher validation accuracy', format.percent(best.accuracy, 2)];
  return (
    <Notice
      kind="info"
      title={`Early stopping ended the run after ${epochs(position.epoch)}`}
      actions={
        <button type="button" class="quiet" onClick={run.rewind}>
          Start afresh
        </button>
      }
    >
      <p>
        {checks} of the validation set did not find {gain} than {figure}, after {epochs(best.epoch)}
        .{' '}
        {isRestored
          ? 'The network has the weights of that moment again.'
          : 'The network keeps its last weights.'}
      </p>
    </Notice>
  );
}

/** '6 epochs', '1 epoch', '2.50 epochs' */
function epochs(value: number): string {
  return `${format.epoch(value)} ${value === 1 ? 'epoch' : 'epochs'}`;
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
      <p>{inWords(run.refusal.value)}</p>
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
  if (typeof value === 'string') return inSentence(valueName(value));
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return describeLayers(value as LayerSpecification[]);
  if (typeof value !== 'object' || value === null) return 'off';
  return 'type' in value ? inSentence(valueName(String(value.type))) : 'on';
}

/** '512-256-10', and where there are others: 'convolution 16, flatten, 10'. */
function describeLayers(layers: readonly LayerSpecification[]): string {
  const words = layers.map((layer) => {
    if (layer.type === 'dense') return String(layer.units);
    const kind = inSentence(valueName(layer.type));
    return layer.type === 'conv2d' ? `${kind} ${layer.filters}` : kind;
  });
  return words.join(layers.every(({ type }) => type === 'dense') ? '-' : ', ');
}
