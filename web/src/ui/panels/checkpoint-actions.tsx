import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { download } from '../download';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';

/** Takes the training to a file and back, and the experiment to a link. */
export function CheckpointActions(): JSX.Element {
  const { run, checkpoints } = useStore();
  const files = useRef<HTMLInputElement>(null);
  const hasNetwork = run.phase.value !== 'starting';
  const report = checkpoints.report.value;
  const save = async (): Promise<void> => {
    const saved = await checkpoints.save();
    if (saved) download(saved.name, saved.bytes, 'application/octet-stream');
  };
  return (
    <div class="checkpoints">
      {report && (
        <p
          class={report.isRefusal ? 'checkpoint-refusal' : 'soft'}
          role={report.isRefusal ? 'alert' : 'status'}
        >
          {report.isRefusal && <Icon name="warning" />}
          {report.sentence}
        </p>
      )}
      <CopyLink />
      <button
        type="button"
        class="quiet"
        disabled={!hasNetwork}
        title="A file with the network, its optimiser and where it is in the data: opened again, it trains on as if it had never stopped"
        onClick={() => void save()}
      >
        <Icon name="download" /> Save training
      </button>
      <button
        type="button"
        class="quiet"
        disabled={!hasNetwork}
        title="Go on with a saved training, on the data that it was saved with; its settings come with it"
        onClick={() => files.current?.click()}
      >
        <Icon name="open" /> Open training…
      </button>
      <input
        ref={files}
        type="file"
        accept=".checkpoint"
        hidden
        aria-label="Saved training"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void checkpoints.open(file);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

function CopyLink(): JSX.Element {
  const { link } = useStore();
  const outcome = useSignal('');
  const copy = async (): Promise<void> => {
    const address = link.share();
    try {
      await navigator.clipboard.writeText(address);
      outcome.value = 'Copied';
    } catch {
      // Not over plain http, nor where the visitor forbids it.
      outcome.value = 'The link is in the address bar';
    }
  };
  return (
    <button
      type="button"
      class="quiet"
      title="An address that opens this page with these settings, for others or for later"
      onClick={() => void copy()}
    >
      <Icon name="link" /> Copy link
      <span class="soft" role="status">
        {outcome.value}
      </span>
    </button>
  );
}
