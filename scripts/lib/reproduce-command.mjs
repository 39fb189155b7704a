// What scripts/reproduce runs; see there.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { loadExperiments } from './experiments.mjs';
import { readMnist } from './read-mnist.mjs';
import { describeResults, reproduce } from './reproduce.mjs';

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        list: { type: 'boolean', default: false },
        run: { type: 'string', multiple: true },
        seeds: { type: 'string', default: '1,2,3' },
        jobs: { type: 'string', default: String(availableParallelism()) },
      },
    });
  } catch (error) {
    return fail(`${error.message}; see scripts/reproduce --help`);
  }
}

function wholeNumbers(text, option) {
  const numbers = text.split(',').map(Number);
  if (numbers.some((each) => !Number.isInteger(each) || each < 0)) {
    fail(`${option} takes whole numbers with commas between them, not '${text}'`);
  }
  return numbers;
}

const { values, positionals } = readArguments();
const experiments = await loadExperiments();

if (values.list) {
  for (const { id, title, runs } of experiments) {
    process.stdout.write(`${id.padEnd(26)} ${title}\n`);
    for (const { name } of runs) process.stdout.write(`${''.padEnd(28)}${name}\n`);
  }
  process.exit(0);
}

const [id] = positionals;
const experiment = experiments.find((each) => each.id === id);
if (!experiment || positionals.length > 1) {
  fail(`give the name of one experiment: ${experiments.map((each) => each.id).join(', ')}`);
}
const runs = values.run
  ? experiment.runs.filter(({ name }) => values.run.includes(name))
  : experiment.runs;
if (runs.length === 0) {
  fail(`the runs of ${id} are: ${experiment.runs.map(({ name }) => name).join(', ')}`);
}
const seeds = wholeNumbers(values.seeds, '--seeds');
const [jobs] = wholeNumbers(values.jobs, '--jobs');

const { createTrainer } = await import('../../dist/inkling.js');
const dataset = await readMnist().catch((error) => fail(error.message));
const results = await reproduce({
  createTrainer,
  dataset,
  experiment: { ...experiment, runs },
  seeds,
  jobs: Math.max(jobs, 1),
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${describeResults(experiment, results)}\n`);
process.exit(results.isReproduced ? 0 : 1);
