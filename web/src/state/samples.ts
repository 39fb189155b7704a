import { batch, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { SampleReading } from '../shared/protocol';
import { latestOnly } from './latest';
import type { DataSlice } from './data';
import type { Run } from './run';
import type { Settings } from './settings';

export type SampleFilter = 'all' | 'mistakes';

/** Digits of the validation set, and what the network makes of them. */
export interface Samples {
  readings: ReadonlySignal<readonly SampleReading[]>;
  filter: ReadonlySignal<SampleFilter>;
  /** A search for mistakes has come to the end without finding a full page. */
  exhausted: ReadonlySignal<boolean>;
  setFilter: (filter: SampleFilter) => void;
  showOthers: () => void;
}

/** Fills two rows of twelve, three of eight, four of six. */
export const samplesShown = 24;
/** Digits read in one request when mistakes are looked for: a few milliseconds' work. */
const searchBatch = 64;
/** A network that makes hardly any mistakes is not searched for ever. */
const searchLimit = 2_000;
/** Between two readings while the network learns; a search is more work than a page of digits. */
const refreshPauseMs = { all: 600, mistakes: 3000 };

export function createSamples(
  run: Run,
  settings: Settings,
  { arrival }: Pick<DataSlice, 'arrival'>,
): Samples {
  const readings = signal<readonly SampleReading[]>([]);
  const filter = signal<SampleFilter>('all');
  const exhausted = signal(false);
  /** Index in the validation set where the page of samples begins. */
  let first = 0;
  /** Where the next page begins. */
  let next = samplesShown;

  async function refresh(): Promise<void> {
    const size = settings.specification.peek().dataset.valid;
    const asked = filter.peek();
    const begin = first;
    const found: SampleReading[] = [];
    const wanted = Math.min(samplesShown, size);
    const atOnce = asked === 'all' ? wanted : searchBatch;
    const limit = Math.min(asked === 'all' ? wanted : searchLimit, size);
    let searched = 0;
    while (found.length < wanted && searched < limit) {
      const length = Math.min(atOnce, limit - searched);
      const indices = Array.from({ length }, (_, i) => (begin + searched + i) % size);
      const read = await run.ask((trainer) => trainer.readSamples('valid', indices));
      // No network, another page or another filter: what was found no longer counts.
      if (!read || begin !== first || asked !== filter.peek()) return;
      for (const reading of read) {
        searched++;
        if (asked === 'mistakes' && reading.predicted === reading.label) continue;
        if (found.length < wanted) found.push(reading);
        if (found.length === wanted) break;
      }
    }
    next = (begin + searched) % Math.max(1, size);
    batch(() => {
      readings.value = found;
      exhausted.value = found.length < wanted;
    });
  }

  const requestRefresh = latestOnly(refresh, () => refreshPauseMs[filter.peek()]);
  effect(() => {
    // The validation set is the last to come of the data that networks are trained on.
    const isThere = arrival.value === null || arrival.value.lacksTestOnly;
    if (!isThere) readings.value = [];
    else if (run.weightsVersion.value > 0) requestRefresh();
  });

  return {
    readings,
    filter,
    exhausted,
    setFilter(chosen) {
      filter.value = chosen;
      first = 0;
      void refresh();
    },
    showOthers() {
      first = next;
      void refresh();
    },
  };
}
