import { describe, expect, it } from 'vitest';
import { experiments } from '../../../web/src/lessons';
import { modelShape } from '../../../web/src/shared/model-shape';
import { validateSpecification } from '../../../web/src/shared/validate-specification';

const runs = experiments.flatMap((experiment) =>
  experiment.runs.map((run) => ({ id: experiment.id, name: run.name, run })),
);

function parametersOf(id: string, name: string): number {
  const found = runs.find((each) => each.id === id && each.name === name);
  const result = validateSpecification(found?.run.specification);
  return result.ok && found ? modelShape(result.specification.model.layers).parameterCount : 0;
}

describe('the published experiments', () => {
  it('have names of their own, and so have the runs of each', () => {
    const ids = experiments.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, runs: own } of experiments) {
      expect(new Set(own.map(({ name }) => name)).size, id).toBe(own.length);
    }
  });

  it.each(runs)('can be run: $id, $name', ({ run }) => {
    expect(validateSpecification(run.specification, { samples: 60_000 })).toMatchObject({
      ok: true,
    });
  });

  it.each(runs)('have a figure for every epoch: $id, $name', ({ run }) => {
    const result = validateSpecification(run.specification);
    const epochs = result.ok ? result.specification.training.epochs : 0;
    for (const figures of Object.values(run.epochs ?? {})) expect(figures).toHaveLength(epochs);
  });

  it.each(runs)('say of each run what was published: $id, $name', ({ run }) => {
    expect(run.epochs ?? run.final ?? run.statement ?? run.expected).toBeDefined();
  });

  it('expect what was published', () => {
    for (const { id, name, run } of runs) {
      const { expected, final, epochs } = run;
      if (!expected || !('value' in expected) || name === 'zeros') continue;
      const published = final?.[expected.metric] ?? epochs?.[expected.metric]?.at(-1);
      expect(expected.value, `${id}, ${name}`).toBe(published);
    }
  });

  it('put runs in order that there are', () => {
    for (const { order = [], runs: own } of experiments) {
      const names = own.map(({ name }) => name);
      for (const name of order) expect(names).toContain(name);
    }
  });

  it.each([
    ['ift6135b-97-percent', '784-666-666-10', 973_702],
    ['tdt4265-tricks', 'initial', 50_890],
    ['tdt4265-tricks', 'two layers', 55_050],
  ])('have as many parameters as were published: %s, %s', (id, name, count) => {
    expect(parametersOf(id, name)).toBe(count);
  });

  it('compare a convolutional network with an MLP of the same size', () => {
    const cnn = parametersOf('cnn-beside-mlp', 'CNN');
    const mlp = parametersOf('cnn-beside-mlp', 'MLP');
    expect(cnn).toBeGreaterThan(500_000);
    expect(cnn).toBeLessThan(1_000_000);
    expect(Math.abs(cnn / mlp - 1)).toBeLessThan(0.01);
  });
});
