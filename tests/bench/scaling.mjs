import { inPage } from './browser.mjs';
import { formatTable, median } from './table.mjs';
import { workloads } from './workloads.mjs';

const hiddenLayers = [[32], [64, 32], [128, 64], [256, 128], [512, 256]];
const sampleCounts = [6_250, 12_500, 25_000, 50_000];
const timedPasses = 5;

/** A cell trains several epochs in a pass if one takes less. */
const shortestSeconds = 0.3;

const widthsOf = (hidden) => [784, ...hidden, 10];

/** Weights and biases. */
function parametersOf(hidden) {
  return widthsOf(hidden)
    .slice(1)
    .reduce((sum, outputs, i) => sum + (widthsOf(hidden)[i] + 1) * outputs, 0);
}

function specificationOf({ hidden, samples }) {
  const { specification } = workloads.W;
  const [first, , output] = specification.model.layers;
  const layers = [...hidden.map((units) => ({ ...first, units })), output];
  return {
    ...specification,
    dataset: { ...specification.dataset, train: samples },
    model: { ...specification.model, layers },
  };
}

/**
 * The cells with an epoch's seconds: the median of passes over all of them, so that a moment in
 * which the machine is slow spoils a pass of some cells, and not a cell. In the first pass the
 * engine still compiles.
 */
async function measureCells(cells, place) {
  const specifications = cells.map(specificationOf);
  const options = { passes: 1 + timedPasses, shortest: shortestSeconds };
  const [, ...times] = await inPage(place, 'epochOfEach', specifications, options);
  return cells.map((cell, i) => {
    const ofCell = times.map((pass) => pass[i]);
    const range = [Math.min(...ofCell), Math.max(...ofCell)].map((each) => each.toFixed(3));
    console.error(`  ${widthsOf(cell.hidden).join('-')}, ${cell.samples}: ${range.join(' to ')} s`);
    return { ...cell, seconds: median(ofCell) };
  });
}

/** How much faster the time grows than parameters and samples, from one cell to another. */
function growthBetween(from, to) {
  const work = ({ parameters, samples }) => parameters * samples;
  return to.seconds / from.seconds / (work(to) / work(from));
}

/**
 * How the time of an epoch grows with the network and with the data.
 *
 * @returns {Promise<{ growth: number, text: string }>} the largest growth of the time along a row
 *   or a column, from its smallest network or data set on, in units of the growth of parameters
 *   or samples: at most 1 if it grows no faster
 */
export async function measureScaling(place, { isQuick }) {
  const networks = isQuick ? hiddenLayers.slice(0, 2) : hiddenLayers;
  const counts = isQuick ? sampleCounts.slice(0, 2) : sampleCounts;
  const table = networks.flatMap((hidden) =>
    counts.map((samples) => ({ hidden, samples, parameters: parametersOf(hidden) })),
  );
  const cells = await measureCells(table, place);
  const growths = cells.flatMap((cell) => [
    growthBetween(
      cells.find(({ hidden }) => hidden === cell.hidden),
      cell,
    ),
    growthBetween(
      cells.find(({ samples }) => samples === cell.samples),
      cell,
    ),
  ]);
  const rows = networks.map((hidden) => [
    widthsOf(hidden).join('-'),
    parametersOf(hidden).toLocaleString('en'),
    ...cells.filter((cell) => cell.hidden === hidden).map(({ seconds }) => seconds.toFixed(3)),
  ]);
  const heading = [
    'network',
    'parameters',
    ...counts.map((samples) => `${samples.toLocaleString('en')} samples`),
  ];
  const text = [
    '## Time of an epoch by parameters and samples',
    'Seconds; Inkling in Chromium, relaxed SIMD, one thread; ReLU, SGD, batches of 128. ' +
      `Medians of ${timedPasses} passes over the table.`,
    formatTable(heading, rows),
  ];
  return { growth: Math.max(...growths), text: text.join('\n\n') };
}
