import type { JSX } from 'preact';
import { useComputed, useSignal } from '@preact/signals';
import { toCsv, type EpochFigures } from '../../state/history';
import { CurveChart } from '../charts/curve-chart';
import { download } from '../download';
import * as format from '../format';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';

/** How loss and accuracy went, as curves, as a table and as a file. */
export function CurvesPanel(): JSX.Element {
  const { run } = useStore();
  // The list of epochs changes at their ends only, the history several times a second.
  const epochs = useComputed(() => run.history.value.epochs).value;
  const open = useSignal(false);
  return (
    <section class="card" aria-label="Curves">
      <div class="curves">
        <CurveChart metric="loss" title="Loss" />
        <CurveChart metric="accuracy" title="Accuracy" />
      </div>
      <div class="curves-foot">
        <details class="figures" onToggle={(event) => (open.value = event.currentTarget.open)}>
          <summary>Exact figures</summary>
          {open.value && <FiguresTable epochs={epochs} />}
        </details>
        <button
          type="button"
          class="quiet"
          disabled={epochs.length === 0}
          onClick={() => download('inkling-run.csv', toCsv(epochs), 'text/csv')}
        >
          <Icon name="download" /> Download CSV
        </button>
      </div>
    </section>
  );
}

/** Rows that the table has at most; the file has all. */
const rowsShown = 200;

function FiguresTable({ epochs }: { epochs: readonly EpochFigures[] }): JSX.Element {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Figures of every epoch">
      <p class="soft">
        Training figures are means over the epoch’s mini-batches, taken while it learns; so at first
        they look worse than those of validation, which is measured at the epoch’s end.
        {epochs.length > rowsShown && ` The last ${rowsShown} epochs; the file has all.`}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Epoch</th>
            <th scope="col">Training loss</th>
            <th scope="col">Validation loss</th>
            <th scope="col">Training accuracy</th>
            <th scope="col">Validation accuracy</th>
          </tr>
        </thead>
        <tbody>
          {epochs.slice(-rowsShown).map(({ epoch, train, valid }) => (
            <tr key={epoch}>
              <th scope="row">{epoch}</th>
              <td>{train.loss.toFixed(4)}</td>
              <td>{valid.loss.toFixed(4)}</td>
              <td>{format.percent(train.accuracy, 2)}</td>
              <td>{format.percent(valid.accuracy, 2)}</td>
            </tr>
          ))}
          {epochs.length === 0 && (
            <tr>
              <td colSpan={5}>No epoch is complete yet.</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
