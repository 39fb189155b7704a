import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Trainer } from '../../../web/src/client/index';
import type { Distribution } from '../../../web/src/shared/diagnostics';
import type { SpecificationInput } from '../../../web/src/shared/specification-input';
import { library } from '../support/library';
import { collect } from '../support/run-events';
import { syntheticDataset } from '../support/synthetic-dataset';

const specification: SpecificationInput = {
  dataset: { name: 'custom', train: 300, valid: 100 },
  model: {
    layers: [
      { type: 'conv2d', filters: 4, activation: { type: 'relu' } },
      { type: 'flatten' },
      { units: 6, activation: { type: 'sigmoid' } },
      { units: 10 },
    ],
  },
  training: { batchSize: 50, epochs: 2 },
};

let trainer: Trainer;
beforeEach(async () => {
  trainer = await library.createTrainer({ variant: 'simd128' });
  await trainer.loadDataset(syntheticDataset({ samples: 400, side: 12 }));
  await trainer.createModel(specification);
});
afterEach(() => trainer.dispose());

const total = ({ histogram }: Distribution) => histogram.reduce((sum, count) => sum + count, 0);

it('looks into all layers', async () => {
  const { step, samples, layers } = await trainer.diagnose();
  expect([step, samples]).toEqual([0, 256]);
  expect(layers.map(({ layer }) => layer)).toEqual([0, 1, 2, 3].map((i) => `layers.${i}`));
  expect(layers.map(({ dead }) => dead === null)).toEqual([false, true, true, true]);
  expect(layers.map(({ saturated }) => saturated === null)).toEqual([true, true, false, true]);
  expect(layers.map(({ weights }) => weights === null)).toEqual([false, true, false, false]);
  expect(layers.map(({ activation }) => total(activation))).toEqual(
    [4 * 144, 4 * 144, 6, 10].map((units) => 256 * units),
  );
  const weights = layers[2]?.weights;
  expect(weights && total(weights.gradient)).toBe(4 * 144 * 6);
});

it('finds the dead filters and saturated units that were put there', async () => {
  const tensors = await trainer.getParameters();
  for (const { name, data } of tensors) {
    // Two of four filters see less than nothing; two of six units see far more than anything.
    if (name === 'layers.0.bias') data.set([-100, -100], 0);
    if (name === 'layers.2.bias') data.set([1000, -1000], 2);
    if (name === 'layers.2.weight') data.fill(0);
  }
  await trainer.setParameters(tensors);
  const { layers } = await trainer.diagnose();
  expect(layers[0]?.dead).toBeGreaterThanOrEqual(0.5);
  expect(layers[0]?.dead).toBeLessThan(1);
  expect(layers[2]?.saturated).toBeCloseTo(2 / 6, 12);
});

it('sends diagnostics with the last update at the end of each epoch, on request', async () => {
  await trainer.watchLayers(true);
  const events = await collect(trainer.train());
  const found = events.flatMap((each) => (each.type === 'diagnostics' ? [each.diagnostics] : []));
  expect(found.map(({ step }) => step)).toEqual([6, 12]);
  for (const { weights } of found.flatMap(({ layers }) => layers)) {
    if (weights === null) continue;
    // Plain SGD at 0.1: the update is of the size of the rate times a gradient.
    expect(weights.updateRatio).toBeGreaterThan(0);
    expect(weights.updateRatio).toBeLessThan(0.1);
    expect(weights.update && total(weights.update)).toBe(total(weights.weight));
  }
});

it('does not change the weights that training comes to', async () => {
  const run = async (watches: boolean) => {
    const { step } = await trainer.diagnose();
    expect(step).toBe(0);
    await trainer.watchLayers(watches);
    for await (const event of trainer.train()) expect(event.type).not.toBe('failed');
    return (await trainer.getParameters()).map(({ data }) => [...data.slice(0, 50)]);
  };
  const watched = await run(true);
  await trainer.createModel(specification);
  expect(await run(false)).toEqual(watched);
});
