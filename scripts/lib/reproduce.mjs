// Trains the networks of an experiment and compares them with what was published.
import { formatTable } from './format-table.mjs';

/**
 * @typedef {import('../../web/src/lessons').Experiment} Experiment
 * @typedef {import('../../web/src/lessons').ExperimentRun} ExperimentRun
 * @typedef {import('../../web/src/lessons').Figures} Figures
 * @typedef {import('../../web/src/client').Trainer} Trainer
 *
 * @typedef {object} RunResult
 * @property {ExperimentRun} run
 * @property {Required<Figures>[]} bySeed
 * @property {Required<Figures>} mean
 * @property {boolean | null} isReproduced null if nothing is expected of the run
 *
 * @typedef {object} Results
 * @property {RunResult[]} runs
 * @property {boolean | null} isInOrder null if no order is expected
 * @property {boolean} isReproduced
 */

const figureNames = /** @type {const} */ ([
  'trainLoss',
  'trainAccuracy',
  'validLoss',
  'validAccuracy',
]);

/**
 * @param {object} options
 * @param {typeof import('../../web/src/client').createTrainer} options.createTrainer
 * @param {import('../../web/src/shared/protocol').Dataset} options.dataset
 * @param {Experiment} options.experiment
 * @param {number[]} options.seeds
 * @param {number} options.jobs trainings at the same time
 * @param {(line: string) => void} [options.say]
 * @returns {Promise<Results>}
 */
export async function reproduce({ createTrainer, dataset, experiment, seeds, jobs, say }) {
  const tasks = experiment.runs.flatMap((run) => seeds.map((seed) => ({ run, seed })));
  const waiting = [...tasks];
  const measured = new Map();
  const work = async () => {
    const trainer = await createTrainer();
    try {
      await trainer.loadDataset(structuredClone(dataset));
      for (let task = waiting.shift(); task; task = waiting.shift()) {
        const figures = await measure(trainer, task.run, task.seed);
        measured.set(task, figures);
        say?.(`${task.run.name}, seed ${task.seed}: ${describeFigures(figures)}`);
      }
    } finally {
      await trainer.dispose();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work));
  const runs = experiment.runs.map((run) =>
    judge(
      run,
      tasks.filter((task) => task.run === run).map((task) => measured.get(task)),
    ),
  );
  const isInOrder = judgeOrder(experiment.order, runs);
  const isReproduced = isInOrder !== false && runs.every((run) => run.isReproduced !== false);
  return { runs, isInOrder, isReproduced };
}

/** @param {Trainer} trainer @returns {Promise<Required<Figures>>} of the trained network */
async function measure(trainer, run, seed) {
  await trainer.createModel({ ...run.specification, seed });
  let last;
  for await (const event of trainer.train()) last = event;
  if (last?.type !== 'finished' && last?.type !== 'stopped-early') {
    throw new Error(`${run.name}, seed ${seed}: ${last?.message ?? `ended with ${last?.type}`}`);
  }
  const train = await trainer.evaluate('train');
  const valid = await trainer.evaluate('valid');
  return {
    trainLoss: train.loss,
    trainAccuracy: train.accuracy,
    validLoss: valid.loss,
    validAccuracy: valid.accuracy,
  };
}

/** @returns {RunResult} */
function judge(run, bySeed) {
  const mean = Object.fromEntries(
    figureNames.map((name) => [name, meanOf(bySeed.map((figures) => figures[name]))]),
  );
  const { expected } = run;
  if (!expected) return { run, bySeed, mean, isReproduced: null };
  const value = mean[expected.metric];
  const isReproduced =
    'atLeast' in expected
      ? value >= expected.atLeast
      : Math.abs(value - expected.value) <= expected.tolerance;
  return { run, bySeed, mean, isReproduced };
}

/** Only of the runs that were done. */
function judgeOrder(order, runs) {
  const accuracies = (order ?? [])
    .map((name) => runs.find(({ run }) => run.name === name)?.mean.validAccuracy)
    .filter((accuracy) => accuracy !== undefined);
  if (accuracies.length < 2) return null;
  return accuracies.every((accuracy, i) => i === 0 || accuracies[i - 1] < accuracy);
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param {Experiment} experiment @param {Results} results @returns {string} a table and a verdict */
export function describeResults(experiment, { runs, isInOrder, isReproduced }) {
  const rows = runs.flatMap(({ run, bySeed, mean, isReproduced: isRight }) => {
    const published = publishedOf(run);
    const names = figureNames.filter(
      (name) => name in published || name === run.expected?.metric || name === 'validAccuracy',
    );
    return names.map((name, index) => [
      index === 0 ? run.name : '',
      name,
      published[name] === undefined ? '' : format(name, published[name]),
      format(name, mean[name]),
      spreadOf(name, bySeed),
      name === run.expected?.metric ? describeExpectation(run.expected) : '',
      name === run.expected?.metric ? (isRight ? 'reproduced' : 'NOT REPRODUCED') : '',
    ]);
  });
  const header = ['run', 'figure', 'published', 'measured', 'from-to', 'expected', 'verdict'];
  const lines = [
    `${experiment.id}: ${experiment.title}`,
    `Source: ${experiment.source.title}, ${experiment.source.part}`,
    ...experiment.assumed.map((sentence) => `Assumed: ${sentence}`),
    '',
    formatTable([header, ...rows]),
    '',
    ...(isInOrder === null
      ? []
      : [
          `Order ${experiment.order.join(' < ')}: ${isInOrder ? 'as published' : 'NOT as published'}`,
        ]),
    isReproduced ? 'Reproduced.' : 'NOT REPRODUCED.',
  ];
  return lines.join('\n');
}

/** The figures after the last epoch. @returns {Figures} */
function publishedOf({ final = {}, epochs = {} }) {
  const last = Object.entries(epochs).map(([name, values]) => [name, values.at(-1)]);
  return { ...Object.fromEntries(last), ...final };
}

function describeExpectation(expected) {
  if ('atLeast' in expected) return `at least ${format(expected.metric, expected.atLeast)}`;
  const { metric, value, tolerance } = expected;
  return `${format(metric, value)} ± ${format(metric, tolerance)}`;
}

function describeFigures(figures) {
  return figureNames.map((name) => `${name} ${format(name, figures[name])}`).join(', ');
}

function spreadOf(name, bySeed) {
  const values = bySeed.map((figures) => figures[name]);
  return `${format(name, Math.min(...values))}-${format(name, Math.max(...values))}`;
}

function format(name, value) {
  return name.endsWith('Accuracy') ? value.toFixed(4) : value.toPrecision(4);
}
