import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Trainer } from '../../../web/src/client/index';
import type {
  GradientCheckOptions,
  GradientCheckResult,
} from '../../../web/src/shared/gradient-check';
import type { LayerInput } from '../../../web/src/shared/specification-input';
import { library } from '../support/library';
import { syntheticDataset } from '../support/synthetic-dataset';

let trainer: Trainer;
beforeEach(async () => {
  trainer = await library.createTrainer({ variant: 'simd128' });
  await trainer.loadDataset(syntheticDataset({ samples: 400, side: 12 }));
});
afterEach(() => trainer.dispose());

async function createModel(layers: LayerInput[]): Promise<void> {
  const dataset = { name: 'custom', train: 300, valid: 100 } as const;
  await trainer.createModel({ dataset, model: { layers }, training: { batchSize: 50 } });
}

async function check(options?: GradientCheckOptions): Promise<GradientCheckResult> {
  for await (const event of trainer.gradientCheck(options)) {
    if (event.type === 'finished') return event.result;
  }
  throw new Error('The check ended without a result.');
}

it('passes for a trained network of all layer types', async () => {
  await createModel([
    { type: 'gaussian-noise', standardDeviation: 0.1 },
    { type: 'conv2d', filters: 3, kernel: 3, activation: { type: 'relu' } },
    { type: 'max-pool2d', size: 2 },
    { type: 'dropout', rate: 0.3 },
    { type: 'flatten' },
    { type: 'dense', units: 12, activation: { type: 'tanh' } },
    { type: 'dense', units: 10 },
  ]);
  for await (const event of trainer.train({ epochs: 2 })) expect(event.type).not.toBe('failed');
  const { layers, parameters, denominators } = await check();
  expect(denominators).toEqual(library.defaultDenominators);
  expect(layers.map(({ layer, verdict }) => [layer, verdict])).toEqual([
    ['layers.1', 'passed'],
    ['layers.5', 'passed'],
    ['layers.6', 'passed'],
  ]);
  for (const layer of layers) {
    expect(layer.difference).toBeLessThan(library.gradientTolerance);
    expect(layer.steps).toHaveLength(denominators.length);
  }
  // Three filters have three biases; the others have ten at least.
  expect(parameters).toHaveLength(10 + 3 + 4 * 10);
  expect(parameters.every(({ numeric }) => numeric.length === denominators.length)).toBe(true);
});

it('checks the parameters chosen, as a published experiment does', async () => {
  const activation = { type: 'sigmoid' } as const;
  await createModel([{ units: 32, activation }, { units: 16, activation }, { units: 10 }]);
  // The first ten weights that lead to the second layer's first unit, on one sample.
  const indices = Array.from({ length: 10 }, (_, i) => 16 * i);
  const denominators = [1, 10, 100, 1000, 10_000];
  const result = await check({
    indices: [0],
    denominators,
    parameters: [{ tensor: 'layers.1.weight', indices }],
  });
  expect(result.parameters.map(({ tensor, index }) => [tensor, index])).toEqual(
    indices.map((index) => ['layers.1.weight', index]),
  );
  const [layer, ...others] = result.layers;
  expect(others).toEqual([]);
  // 'The largest difference falls as N grows.'
  const absolute = layer?.steps.map((step) => step.absolute) ?? [];
  expect(absolute).toEqual([...absolute].sort((a, b) => b - a));
  expect(absolute.at(-1)).toBeLessThan(1e-9);
  // The least difference of all parameters is that of the largest N here.
  for (const { analytic, numeric } of result.parameters) {
    expect(Math.abs(analytic - (numeric.at(-1) ?? NaN))).toBeLessThanOrEqual(absolute.at(-1) ?? 0);
  }
});

it('checks the network as it was when it began, while training goes on', async () => {
  await createModel([{ units: 64 }, { units: 10 }]);
  const options = { perTensor: 60 };
  const before = await check(options);
  const underWay = trainer.gradientCheck(options)[Symbol.asyncIterator]();
  const first = await underWay.next();
  expect(first.value).toMatchObject({ type: 'progress' });
  for await (const event of trainer.train({ epochs: 1 })) expect(event.type).not.toBe('failed');
  let last = first;
  for (let next = first; !next.done; next = await underWay.next()) last = next;
  expect(last.value).toEqual({ type: 'finished', result: before });
  expect(await check(options)).not.toEqual(before);
});
