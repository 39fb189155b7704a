import type { JSX } from 'preact';
import type {
  GradientCheckResult,
  GradientVerdict,
  LayerGradientCheck,
} from '../../shared/gradient-check';
import { gradientCheckCsv, type GradientFinding } from '../../state/gradient-check';
import { DifferenceChart } from '../charts/difference-chart';
import * as format from '../format';
import { layerName } from '../names';
import { download } from '../download';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';

/** Whether backpropagation gives the slopes that can be measured. */
export function GradientCheckView(): JSX.Element {
  const { gradientChecks, run } = useStore();
  const progress = gradientChecks.progress.value;
  const finding = gradientChecks.finding.value;
  const error = gradientChecks.error.value;
  return (
    <>
      <p class="soft closer-look-text">
        Compares the gradient a of backpropagation with the slope measured directly, n = (L(w + 1/N)
        − L(w − 1/N)) / (2/N), in double precision, for ten parameters of each tensor on ten
        training digits. They agree if |a − n| / max(|a|, |n|, g) is below 10⁻⁷ for some N: a large
        N cuts the curve’s bend off, too large a one drowns in rounding. The floor g is the smallest
        gradient of which rounding leaves seven digits, so that two that are next to nothing agree.
      </p>
      <div class="closer-look-controls">
        {progress === null ? (
          <button
            type="button"
            disabled={run.phase.value === 'starting'}
            onClick={gradientChecks.start}
          >
            Check gradients
          </button>
        ) : (
          <>
            <button type="button" onClick={gradientChecks.stop}>
              Stop the check
            </button>
            <progress value={progress} max={1} aria-label="Gradient check" />
          </>
        )}
      </div>
      {error !== null && (
        <p class="closer-look-error" role="alert">
          {error}
        </p>
      )}
      {finding && <Finding finding={finding} />}
    </>
  );
}

function Finding({ finding: { result, position } }: { finding: GradientFinding }): JSX.Element {
  return (
    <>
      <p role="status">
        {conclusion(result)} At epoch {format.epoch(position.epoch)}, step{' '}
        {format.count(position.step)}.
      </p>
      <DifferenceChart result={result} />
      <div
        class="table-scroll"
        tabIndex={0}
        role="region"
        aria-label="Gradient check of every layer"
      >
        <table>
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Verdict</th>
              <th scope="col">Smallest difference</th>
              <th scope="col">Parameters</th>
              <th scope="col">At a kink</th>
            </tr>
          </thead>
          <tbody>
            {result.layers.map((layer) => (
              <LayerRow key={layer.layer} layer={layer} />
            ))}
          </tbody>
        </table>
      </div>
      <div class="closer-look-foot">
        <p class="soft closer-look-text">
          The smallest difference is that of the N which suits a parameter best, and of the layer’s
          parameters the largest one. Where the step crosses a kink of a ReLU or of max-pooling
          there is no slope to compare with: such parameters are counted apart and are no errors.
          The floor g was {format.magnitude(result.leastGradient)}.
        </p>
        <button
          type="button"
          class="quiet"
          onClick={() => download('inkling-gradients.csv', gradientCheckCsv(result), 'text/csv')}
        >
          <Icon name="download" /> Download CSV
        </button>
      </div>
    </>
  );
}

const verdicts: Record<GradientVerdict, string> = {
  passed: 'Agrees',
  failed: 'Differs',
  undecided: 'All at kinks',
};

function LayerRow({ layer }: { layer: LayerGradientCheck }): JSX.Element {
  const { verdict, difference, parameters, kinks } = layer;
  return (
    <tr>
      <th scope="row">{layerName(layer.layer)}</th>
      <td data-verdict={verdict} class="verdict">
        {verdicts[verdict]}
      </td>
      <td>{verdict === 'undecided' ? '–' : format.magnitude(difference)}</td>
      <td>{format.count(parameters)}</td>
      <td>{format.count(kinks)}</td>
    </tr>
  );
}

function conclusion({ layers }: GradientCheckResult): string {
  const failed = layers.filter(({ verdict }) => verdict === 'failed');
  if (failed.length > 0) {
    return `The gradients of ${failed.map(({ layer }) => layerName(layer).toLowerCase()).join(', ')} differ.`;
  }
  const passed = layers.filter(({ verdict }) => verdict === 'passed').length;
  if (passed === layers.length) return 'The gradients of all layers agree.';
  return `The gradients of ${passed} of ${layers.length} layers agree; in the others all parameters are at kinks.`;
}
