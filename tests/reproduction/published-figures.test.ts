import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { locateMnist } from '../../scripts/fetch-mnist.mjs';
import { readMnist } from '../../scripts/lib/read-mnist.mjs';
import { describeResults, reproduce } from '../../scripts/lib/reproduce.mjs';
import { experiments } from '../../web/src/lessons';
import { library } from '../unit/support/library';

/** Short enough to be run each time; the others are for scripts/reproduce. */
const shortOnes: { id: string; names: string[]; seeds: number[] }[] = [
  { id: 'ift6135-initialization', names: ['zeros', 'Glorot'], seeds: [1] },
  {
    id: 'tdt4265-tricks',
    names: ['initial', 'weight initialisation', 'improved sigmoid', 'momentum', '32 units'],
    seeds: [1, 2, 3],
  },
];

const hasMnist = (await locateMnist(process.env)) !== undefined;

describe.skipIf(!hasMnist)('published figures come out again', () => {
  it.each(shortOnes)('$id: $names', async ({ id, names, seeds }) => {
    const experiment = experiments.find((each) => each.id === id);
    const runs = experiment?.runs.filter(({ name }) => names.includes(name)) ?? [];
    expect(runs).toHaveLength(names.length);
    if (!experiment) return;
    const results = await reproduce({
      createTrainer: library.createTrainer,
      dataset: await readMnist(),
      experiment: { ...experiment, runs },
      seeds,
      jobs: availableParallelism(),
    });
    expect(results.isReproduced, describeResults(experiment, results)).toBe(true);
  });
});
