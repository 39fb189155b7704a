import { signal, type ReadonlySignal } from '@preact/signals';
import type { DatasetName } from '../shared/specification';
import type { Problem } from '../shared/validate-specification';
import { linkTo, readLink } from './experiment-link';
import type { Address } from './services';
import type { Settings } from './settings';

/** The experiment that the page's address asks for. */
export interface Link {
  /** Why it could not be set up; null if it could or there is none. */
  problems: ReadonlySignal<readonly Problem[] | null>;
  dismiss: () => void;
  /** The data to begin with. */
  source: DatasetName;
  /** Data has come into use: only now is it known whether it is enough. */
  settle: (source: DatasetName) => void;
  /** Puts the experiment on the page into the address, and gives the whole of it. */
  share: () => string;
}

/** What the validator has let through, as far as it matters here. */
interface Experiment {
  dataset?: { name?: DatasetName };
}

const ownFiles: Problem = {
  path: 'dataset.name',
  message:
    'It is for data of its author’s own. Drop those files onto the page; until then it learns from what is there.',
};

/** `loadData` is asked for the data of a link that comes while other data is in use. */
export function createLink(
  address: Address,
  settings: Settings,
  loadData: (source: Exclude<DatasetName, 'custom'>) => void,
): Link {
  const problems = signal<readonly Problem[] | null>(null);
  let inUse: DatasetName | null = null;
  /** Waits for its data. */
  let awaited: Experiment | null = null;

  function report(found: readonly Problem[]): void {
    problems.value = found.length > 0 ? found : null;
  }

  function open(hash: string): void {
    const reading = readLink(hash);
    if (!reading) return;
    awaited = null;
    if ('unreadable' in reading) {
      report([{ path: '', message: reading.unreadable }]);
      return;
    }
    const before = settings.specification.value;
    const refused = settings.adopt(reading.experiment);
    report(refused);
    if (refused.length > 0) return;
    awaited = reading.experiment as Experiment;
    const { name } = settings.specification.value.dataset;
    if (inUse === null) return;
    if (name === inUse || name === 'custom') {
      settle(inUse);
    } else {
      // Until its data is there, the page keeps an experiment that fits the data in use.
      settings.restore(before);
      loadData(name);
    }
  }

  function settle(source: DatasetName): void {
    inUse = source;
    if (!awaited) return;
    const { dataset } = awaited;
    const name = dataset?.name ?? 'mnist';
    // Digits that stand in for others need another split, which the page has made.
    if (name === source) report(settings.adopt(awaited));
    else if (name === 'custom') {
      report([...settings.adopt({ ...awaited, dataset: { ...dataset, name: source } }), ownFiles]);
    }
    awaited = null;
  }

  open(address.hash());
  address.onHashChange(open);

  return {
    problems,
    dismiss: () => (problems.value = null),
    source: settings.specification.value.dataset.name,
    settle,
    share: () => address.replaceHash(linkTo(settings.specification.value)),
  };
}
