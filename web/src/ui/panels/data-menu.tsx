import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { DataArrival, DataInUse, DataLoading } from '../../state/data';
import * as format from '../format';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';

const sourceNames = { mnist: 'MNIST', 'built-in': 'Built-in digits', custom: 'Your files' };

/** What is counted; the name of the built-in digits says it already. */
const nouns = { mnist: ' digits', 'built-in': '', custom: ' digits' };

const phaseNames = {
  downloading: 'downloading',
  waiting: 'connection lost, trying again',
  unpacking: 'unpacking',
  drawing: 'drawing',
  reading: 'reading',
};

/** The pill that says which data is in use, and the menu to choose other data. */
export function DataMenu(): JSX.Element {
  const { data } = useStore();
  const menu = useRef<HTMLDivElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const inUse = data.inUse.value;
  const loading = data.loading.value;
  const arrival = data.arrival.value;
  const choose = (source: 'mnist' | 'built-in'): void => {
    menu.current?.hidePopover();
    void data.choose({ source });
  };

  return (
    <div class="data-menu">
      <button
        type="button"
        class="pill pill-data"
        data-state={arrival ? 'loading' : pillState(loading, inUse !== null)}
        popovertarget="data-choices"
      >
        <span class="visually-hidden">Data: </span>
        <span class="pill-text">
          {loading.state === 'loading'
            ? loadingText(loading)
            : inUse
              ? inUseText(inUse, arrival)
              : 'No data'}
        </span>
        <Icon name="chevron" />
        {loading.state === 'loading' ? (
          <LoadingBar progress={loading.progress} />
        ) : (
          arrival && <LoadingBar progress={{ loaded: arrival.arrived, total: arrival.total }} />
        )}
      </button>
      <div ref={menu} id="data-choices" class="menu" popover="auto">
        <h2>Data to learn from</h2>
        {inUse && <p class="soft">{inUse.description}</p>}
        {arrival && (
          <p class="soft">
            {format.count(arrival.arrived)} of {format.count(arrival.total)} are here; training can
            begin on them while the rest arrives.
          </p>
        )}
        {inUse?.warnings.map((warning) => (
          <p key={warning} class="soft">
            {warning}
          </p>
        ))}
        <button type="button" class="menu-item" onClick={() => choose('mnist')}>
          <b>MNIST</b>
          <span>60,000 digits written by hand, 10,000 more as the test set</span>
          {inUse?.source === 'mnist' && <Icon name="check" />}
        </button>
        <button type="button" class="menu-item" onClick={() => choose('built-in')}>
          <b>Built-in digits</b>
          <span>Drawn by the program itself; nothing to download</span>
          {inUse?.source === 'built-in' && <Icon name="check" />}
        </button>
        <button type="button" class="menu-item" onClick={() => files.current?.click()}>
          <b>Your own files…</b>
          <span>
            Images and labels in MNIST’s IDX format, gzipped or not; or drop them anywhere on the
            page
          </span>
          {inUse?.source === 'custom' && <Icon name="check" />}
        </button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label="IDX files"
          onChange={(event) => {
            const chosen = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            menu.current?.hidePopover();
            if (chosen.length > 0) void data.choose({ source: 'custom', files: chosen });
          }}
        />
        {loading.state === 'loading' ? (
          <button type="button" class="quiet" onClick={data.cancel}>
            Cancel loading
          </button>
        ) : (
          <p class="soft">Other data takes a fresh network.</p>
        )}
      </div>
    </div>
  );
}

function pillState(loading: DataLoading, hasData: boolean): string {
  if (loading.state === 'loading') return 'loading';
  if (loading.state === 'failed' && !hasData) return 'failed';
  return hasData ? 'good' : 'loading';
}

function inUseText({ name, samples, source }: DataInUse, arrival: DataArrival | null): string {
  if (!arrival) return `${name}, ${format.count(samples)}${nouns[source]}`;
  if (arrival.isInterrupted) return `${name}, ${phaseNames.waiting}`;
  return `${name}, ${format.count(arrival.arrived)} of ${format.count(arrival.total)} here`;
}

type Loading = Extract<DataLoading, { state: 'loading' }>;

function loadingText({ source, progress }: Loading): string {
  const name = sourceNames[source];
  if (!progress) return `${name}, loading`;
  const { phase, loaded, total, unit } = progress;
  if (phase !== 'downloading' || unit !== 'bytes') return `${name}, ${phaseNames[phase]}`;
  return `${name}, ${(loaded / 1e6).toFixed(1)} of ${format.bytes(total)}`;
}

function LoadingBar({
  progress,
}: {
  progress: { loaded: number; total: number } | null;
}): JSX.Element {
  const fraction = progress && progress.total > 0 ? progress.loaded / progress.total : 0;
  return (
    <span
      class="pill-bar"
      role="progressbar"
      aria-label="Loading data"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * fraction)}
    >
      <span style={{ transform: `scaleX(${fraction})` }} />
    </span>
  );
}
