import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { firstParameters } from '../../bench/first-parameters.mjs';
import { inRounds } from '../../bench/pages/rounds.mjs';
import { layersOf } from '../../bench/pages/tensorflow-layers.mjs';
import { workloads } from '../../bench/workloads.mjs';
import { library } from '../support/library';
import { syntheticDataset } from '../support/synthetic-dataset';

const small = { name: 'custom' as const, train: 19, valid: 1 };

describe('the peer on TensorFlow.js', () => {
  beforeAll(async () => {
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  it.each(['W', 'W2', 'W3'])('begins with the network of ours: %s', async (key) => {
    const workload = workloads[key];
    if (!workload) throw new Error(`no workload ${key}`);
    const specification = { ...workload.specification, dataset: small };
    const data = syntheticDataset({ samples: 20 });
    const pixels = Float32Array.from(data.images.subarray(0, 784), (byte) => byte / 255);

    const trainer = await library.createTrainer({ threads: 1 });
    await trainer.loadDataset(data);
    await trainer.createModel(specification);
    const expected = await trainer.predict(pixels);
    await trainer.dispose();

    const parameters = await firstParameters(library.createTrainer, specification);
    const { layers, inputShape } = layersOf(specification, parameters);
    const input = tf.tensor(pixels, [1, ...inputShape]);
    const logits = layers.reduce((values, layer) => layer.forward(values), input);
    const probabilities = tf.softmax(logits).dataSync();

    // The longest sums are of 784 products and of order 1; their roundings add up like a random
    // walk (Higham & Mary 2019). A probability is off by less than its logit.
    const tolerance = Math.sqrt(784) * 2 ** -24;
    const differences = probabilities.map((value, i) => Math.abs(value - (expected[i] ?? NaN)));
    expect(differences).toHaveLength(10);
    expect(Math.max(...differences)).toBeLessThan(tolerance);
  });
});

describe('rounds in a page', () => {
  const samples = 20;

  /** The orders of two epochs, each trained in two halves. */
  async function ordersOf(seed: number): Promise<number[][]> {
    const halves: number[][] = [];
    const specification = { seed, dataset: { train: samples } };
    const { trainRound } = inRounds({ specification, part: 1 / 2 }, (order) => {
      halves.push([...order]);
      return Promise.resolve(0);
    });
    for (let round = 0; round < 4; round++) await trainRound();
    const [a = [], b = [], c = [], d = []] = halves;
    return [
      [...a, ...b],
      [...c, ...d],
    ];
  }

  it('take every sample once an epoch, each time in another order', async () => {
    const [first = [], second = []] = await ordersOf(1);
    const all = Array.from({ length: samples }, (_, i) => i);
    expect(first.toSorted((a, b) => a - b)).toEqual(all);
    expect(second.toSorted((a, b) => a - b)).toEqual(all);
    expect(second).not.toEqual(first);
  });

  it('take the same orders whenever the seed is the same', async () => {
    const orders = await ordersOf(1);
    expect(await ordersOf(1)).toEqual(orders);
    expect(await ordersOf(2)).not.toEqual(orders);
  });
});
