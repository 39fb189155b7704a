import { openInklingInChromium } from './contestants/inkling.mjs';
import { formatTable, median } from './table.mjs';
import { workloads } from './workloads.mjs';

const hiddenLayers = [[32], [64, 32], [128, 64], [256, 128], [512, 256]];
const sampleCounts = [6_250, 12_500, 25_000, 50_000];
const settings = { variant: 'relaxed-simd', threads: 1 };
const rounds = { warmUp: 1, timed: 3 };

const widthsOf = (hidden) => [784, ...hidden, 10];

/** Weights and biases. */
function parametersOf(hidden) {
  return widthsOf(hidden)
    .slice(1)
    .reduce((sum, outputs, i) => sum + (widthsOf(hidden)[i] + 1) * outputs, 0);
}

function workloadOf(hidden, samples) {
  const { specification } = workloads.W;
  const [first, , output] = specification.model.layers;
  const layers = [...hidden.map((units) => ({ ...first, units })), output];
  return {
    key: 'scaling',
    title: widthsOf(hidden).join('-'),
    specification: {
      ...specification,
      dataset: { ...specification.dataset, train: samples },
      model: { ...specification.model, layers },
    },
  };
}

/** An epoch's seconds; a round has as many epochs as make the largest number of samples. */
async function secondsOf(workload, place) {
  const epochs = sampleCounts.at(-1) / workload.specification.dataset.train;
  const contestant = await openInklingInChromium({ ...place, workload }, settings);
  try {
    const times = [];
    for (let round = 0; round < rounds.warmUp + rounds.timed; round += 1) {
      let sum = 0;
      for (let epoch = 0; epoch < epochs; epoch += 1)
        sum += (await contestant.trainRound()).seconds;
      if (round >= rounds.warmUp) times.push(sum / epochs);
    }
    return median(times);
  } finally {
    await contestant.close();
  }
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
  const cells = [];
  for (const hidden of networks) {
    for (const samples of counts) {
      const seconds = await secondsOf(workloadOf(hidden, samples), place);
      cells.push({ hidden, samples, parameters: parametersOf(hidden), seconds });
    }
    console.error(`  ${widthsOf(hidden).join('-')}: ${cells.at(-1).seconds.toFixed(3)} s`);
  }
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
    'Seconds; Inkling in Chromium, relaxed SIMD, one thread; ReLU, SGD, batches of 128.',
    formatTable(heading, rows),
  ];
  return { growth: Math.max(...growths), text: text.join('\n\n') };
}
