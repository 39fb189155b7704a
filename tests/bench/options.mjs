import { parseArgs } from 'node:util';
import { roster } from './contestants/roster.mjs';
import { workloads } from './workloads.mjs';

const allSections = ['epochs', 'measures', 'scaling', 'kernels'];

/** The names in a list with commas between them, each of which must be one of these. */
function listed(option, text, allowed) {
  return text.split(',').map((name) => {
    if (allowed.includes(name)) return name;
    throw new Error(`--${option} takes ${allowed.join(', ')}, not '${name}'`);
  });
}

/** The entries asked for: an id or the beginning of several. */
function entriesOf({ only, quick }) {
  if (only === undefined) return quick ? roster.filter(({ isQuick }) => isQuick) : roster;
  const names = only.split(',');
  const unknown = names.find((name) => !roster.some(({ id }) => id.startsWith(name)));
  if (unknown !== undefined) {
    const ids = roster.map(({ id }) => id).join(', ');
    throw new Error(`--only takes beginnings of ${ids}; none begins with '${unknown}'`);
  }
  return roster.filter(({ id }) => names.some((name) => id.startsWith(name)));
}

function roundsOf({ rounds, quick }) {
  const isDefault = rounds === undefined && !quick;
  const timed = Number(rounds ?? (quick ? 3 : 15));
  if (!Number.isInteger(timed) || timed < 1) {
    throw new Error(`--rounds takes a whole number of at least 1, not '${rounds}'`);
  }
  // On a noisy machine medians of five epochs differ by a tenth. Fifteen of the slow contestants,
  // too, would take a quarter of an hour more.
  return { warmUp: quick ? 1 : 2, timed, slowEvery: isDefault ? 3 : 1 };
}

/** What this program was asked to measure; throws an Error in words if that cannot be. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      section: { type: 'string' },
      workload: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const { quick, section, workload, only, rounds } = values;
  const isOfEpochs = [workload, only, rounds].some((value) => value !== undefined);
  const sections = isOfEpochs ? ['epochs'] : allSections;
  const keys = Object.keys(workloads);
  return {
    isQuick: quick,
    /** Nothing is left out: the figures are fit to be published. */
    isFull: !quick && !isOfEpochs && section === undefined,
    sections: section === undefined ? sections : listed('section', section, allSections),
    workloads: workload === undefined ? keys : listed('workload', workload, keys),
    entries: entriesOf(values),
    rounds: roundsOf(values),
  };
}
