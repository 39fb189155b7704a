import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import type { LayerDiagnostics } from '../../shared/diagnostics';
import { Histogram } from '../charts/histogram';
import * as format from '../format';
import { layerName } from '../names';
import { useStore } from '../store-context';

/** How large the numbers of each layer are and which units no longer work; live while it is open. */
export function LayersView(): JSX.Element {
  const { layerWatch, run } = useStore();
  useEffect(() => layerWatch.watch(), [layerWatch]);
  const diagnostics = layerWatch.diagnostics.value;
  const error = layerWatch.error.value;
  return (
    <>
      <p class="soft closer-look-text">
        What happens in each layer to some training digits. A dead unit is not above its floor for
        any of them, a saturated one has a slope below 1/20 of the steepest: neither learns much.
        The last step should change weights by about a thousandth, ‖Δw‖ / ‖w‖ ≈ 10⁻³. Bars are drawn
        by the square root of their count.
      </p>
      {error !== null && (
        <p class="closer-look-error" role="alert">
          {error}
        </p>
      )}
      {!diagnostics && error === null && (
        <p class="soft">
          {run.phase.value === 'starting' ? 'There is no network yet.' : 'Looking into the layers…'}
        </p>
      )}
      {diagnostics && (
        <>
          <div class="table-scroll" tabIndex={0} role="region" aria-label="Figures of every layer">
            <table class="layers-table">
              <thead>
                <tr>
                  <th scope="col">Layer</th>
                  <th scope="col">Outputs</th>
                  <th scope="col">Dead</th>
                  <th scope="col">Saturated</th>
                  <th scope="col">Weights w</th>
                  <th scope="col">Gradients g</th>
                  <th scope="col">Last update Δw</th>
                </tr>
              </thead>
              <tbody>
                {diagnostics.layers.map((layer) => (
                  <LayerRow key={layer.layer} layer={layer} />
                ))}
              </tbody>
            </table>
          </div>
          <p class="soft closer-look-text">
            After step {format.count(diagnostics.step)}, on the first{' '}
            {format.count(diagnostics.samples)} training digits.
            {diagnostics.layers.some(({ weights }) => weights?.update === null) &&
              ' The last update is known from the next step on.'}
          </p>
        </>
      )}
    </>
  );
}

function LayerRow({ layer }: { layer: LayerDiagnostics }): JSX.Element {
  const name = layerName(layer.layer);
  const of = `of ${name.toLowerCase()}`;
  const { activation, dead, saturated, weights } = layer;
  const ratio = weights?.updateRatio ?? null;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Histogram of={activation} what={`Outputs ${of}`} />
      </td>
      <td>{dead === null ? '–' : format.percent(dead)}</td>
      <td>{saturated === null ? '–' : format.percent(saturated)}</td>
      <td>{weights ? <Histogram of={weights.weight} what={`Weights ${of}`} /> : '–'}</td>
      <td>
        {weights ? (
          <Histogram
            of={weights.gradient}
            what={`Gradients ${of}`}
            figures={`‖g‖ = ${format.magnitude(weights.gradientNorm)}`}
          />
        ) : (
          '–'
        )}
      </td>
      <td>
        {weights?.update ? (
          <Histogram
            of={weights.update}
            what={`Last update ${of}`}
            figures={`‖Δw‖ / ‖w‖ = ${ratio === null ? '–' : format.magnitude(ratio)}`}
          />
        ) : (
          '–'
        )}
      </td>
    </tr>
  );
}
