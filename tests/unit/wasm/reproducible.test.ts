import { describe, expect, it } from 'vitest';
import { cases } from '../../reproducible/cases.mjs';
import { checksums } from '../../reproducible/checksums.mjs';
import { trainAll } from '../../reproducible/train-all.mjs';
import { distUrl, library } from '../support/library';
import { syntheticDataset } from '../support/synthetic-dataset';

describe('a reproducible experiment', () => {
  it.each([1, 2])('has the weights of every machine, with %i threads', async (threads) => {
    const sums = await trainAll({ library: distUrl('inkling.js').href, threads, cases });
    expect(sums).toEqual(checksums);
  });

  it('takes the place of another, with the data that are there, and gives way to it', async () => {
    const trainer = await library.createTrainer({ variant: 'relaxed-simd', threads: 2 });
    await trainer.loadDataset(syntheticDataset({ samples: 300, testSamples: 20 }));
    const dataset = { name: 'custom', train: 250, valid: 50 } as const;
    const fast = await trainer.createModel({ dataset });
    const samples = await trainer.readSamples('test', [0, 19]);

    const reproducible = await trainer.createModel({ dataset, reproducible: true });
    expect([fast.variant, reproducible.variant]).toEqual(['relaxed-simd', 'simd128']);
    const pixels = (each: typeof samples) => each.map((sample) => [sample.label, sample.pixels]);
    expect(pixels(await trainer.readSamples('test', [0, 19]))).toEqual(pixels(samples));
    await trainer.trainStep();
    const checkpoint = await trainer.saveCheckpoint();
    const weights = await trainer.getParameters();

    expect((await trainer.createModel({ dataset })).variant).toBe('relaxed-simd');
    // A checkpoint brings the variant of its experiment with it.
    expect((await trainer.loadCheckpoint(checkpoint)).variant).toBe('simd128');
    expect(await trainer.getParameters()).toEqual(weights);
    await trainer.dispose();
  });

  it('that is refused leaves the network that was there', async () => {
    const trainer = await library.createTrainer({ variant: 'relaxed-simd', threads: 1 });
    await trainer.loadDataset(syntheticDataset({ samples: 300 }));
    await trainer.createModel({ dataset: { name: 'custom', train: 250, valid: 50 } });
    const weights = await trainer.getParameters();
    const refused = trainer.createModel({ dataset: { train: 1000 }, reproducible: true });
    await expect(refused).rejects.toMatchObject({ code: 'invalid-specification' });
    expect(await trainer.getParameters()).toEqual(weights);
    await trainer.dispose();
  });
});
