import { race } from './race.mjs';
import { formatTable } from './table.mjs';

/** Where time is short an epoch has so many samples, for all. */
const quickSamples = 5_000;

/** The same training on the first part of the samples. */
function shortened({ key, title, specification }) {
  return {
    key,
    title: `${title}; here ${quickSamples.toLocaleString('en')}`,
    specification: {
      ...specification,
      dataset: { ...specification.dataset, train: quickSamples },
    },
  };
}

function describe({ key, title, specification }, rounds, results) {
  const samples = specification.dataset.train;
  const [measure] = results;
  const rows = results.map(({ name, version, part, times, seconds, loss }) => [
    name,
    String(times.length),
    seconds.toFixed(3),
    Math.round(samples / seconds).toLocaleString('en'),
    `${(seconds / measure.seconds).toFixed(2)}x`,
    Math.min(...times).toFixed(3),
    Math.max(...times).toFixed(3),
    loss === undefined ? '–' : loss.toFixed(3),
    part === 1 ? version : `${version}; trains 1/${Math.round(1 / part)} of an epoch, scaled`,
  ]);
  const heading = [
    '',
    'epochs',
    's/epoch',
    'samples/s',
    'ratio',
    'fastest',
    'slowest',
    'loss',
    'version',
  ];
  return [
    `## ${key}: ${title}`,
    `Medians of so many epochs after ${rounds.warmUp} of warm-up, interleaved; ratios are ` +
      `of times, to ${measure.name}. The loss is the mean of the first epoch. ` +
      "Libraries for the web begin with Inkling's weights.",
    formatTable(heading, rows),
  ].join('\n\n');
}

/**
 * A race over whole epochs of one workload.
 *
 * @returns {Promise<{ results: import('./race.mjs').Result[], text: string }>}
 */
export async function raceEpochs(workload, entries, place, { rounds, isQuick }) {
  const trained = isQuick ? shortened(workload) : workload;
  const results = await race(entries, { ...place, workload: trained }, rounds);
  if (results.length === 0) return { results, text: `## ${workload.key}\n\nNobody took part.` };
  return { results, text: describe(trained, rounds, results) };
}
