import { describe, expect, it, onTestFinished } from 'vitest';
import type { Dataset, Samples } from '../../../web/src/shared/protocol';
import { library, variants } from '../support/library';
import { syntheticDataset } from '../support/synthetic-dataset';

const samples = 12_500;
const specification = {
  dataset: { train: 12_000, valid: 500 },
  model: { layers: [{ units: 16 }, { units: 10, activation: { type: 'softmax' } }] },
  training: { batchSize: 128, epochs: 2 },
} as const;

function wholeDataset(): Dataset {
  return syntheticDataset({ samples, testSamples: 100, side: 8 });
}

function* partsOf(
  { images, labels, test }: Dataset,
  size: number,
): Generator<Samples, void, undefined> {
  for (let begin = 0; begin < labels.length; begin += size) {
    const end = begin + size;
    yield { images: images.slice(64 * begin, 64 * end), labels: labels.slice(begin, end) };
  }
  if (test) yield test;
}

describe.each(variants)('data that arrives in parts, with %s', (variant) => {
  const createTrainer = async () => {
    const trainer = await library.createTrainer({ variant });
    onTestFinished(() => trainer.dispose());
    return trainer;
  };

  it('makes the same network, bit for bit, as data that was there from the start', async () => {
    const whole = await createTrainer();
    await whole.loadDataset(wholeDataset());
    await whole.createModel(specification);
    for await (const { type } of whole.train()) expect(type).not.toBe('waiting');

    const trainer = await createTrainer();
    const shape = { width: 8, height: 8, samples, testSamples: 100 };
    await trainer.beginDataset(shape);
    await trainer.createModel(specification);
    const parts = partsOf(wholeDataset(), 2500);
    const waits: number[] = [];
    for await (const event of trainer.train()) {
      if (event.type !== 'waiting') continue;
      waits.push(event.arrived);
      const next = parts.next();
      if (next.done !== true) await trainer.appendSamples(next.value);
    }
    expect(waits).toEqual([0, 2500, 5000, 7500, 10_000]);
    expect(await trainer.getParameters()).toEqual(await whole.getParameters());
    expect(await trainer.evaluate('valid')).toEqual(await whole.evaluate('valid'));
    await expect(trainer.evaluate('test')).rejects.toMatchObject({ code: 'incomplete-data' });
  });

  it('is refused where a label is no digit, and can be sent again', async () => {
    const trainer = await createTrainer();
    await trainer.beginDataset({ width: 8, height: 8, samples, testSamples: 0 });
    await trainer.createModel(specification);
    const { images, labels } = wholeDataset();
    await expect(
      trainer.appendSamples({ images: images.slice(), labels: labels.with(11, 77) }),
    ).rejects.toMatchObject({
      code: 'invalid-data',
      message: 'Label 11 is 77; labels are 0 to 9.',
    });
    expect(await trainer.appendSamples({ images, labels })).toEqual({ arrived: samples });
    expect((await trainer.trainStep()).step).toBe(1);
  });
});
