import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Trainer } from '../../../web/src/client/trainer';
import type { Variant } from '../../../web/src/shared/protocol';
import type { SpecificationInput } from '../../../web/src/shared/specification-input';
import { distUrl, library, variants } from '../support/library';
import { syntheticDataset } from '../support/synthetic-dataset';

// As large as it takes for its loops to be shared among threads.
const dense: SpecificationInput = {
  dataset: { name: 'custom', train: 250, valid: 50 },
  model: {
    layers: [
      { units: 200 },
      { units: 130, activation: { type: 'sigmoid' } },
      { units: 10, activation: { type: 'softmax' } },
    ],
  },
  training: { batchSize: 64, epochs: 2, optimizer: { type: 'adam' } },
};
const convolutional: SpecificationInput = {
  dataset: { name: 'custom', train: 250, valid: 50 },
  model: {
    layers: [
      { type: 'conv2d', filters: 5, kernel: 5, padding: 'same' },
      { type: 'max-pool2d', size: 2 },
      { type: 'flatten' },
      { units: 10, activation: { type: 'softmax' } },
    ],
  },
  training: { batchSize: 64, epochs: 1 },
};

let trainer: Trainer;
afterEach(() => trainer.dispose());

/** All numbers that the training of a network ends with, as bytes. */
async function resultOf(
  specification: SpecificationInput,
  options: { variant: Variant; threads: number },
): Promise<unknown> {
  trainer = await library.createTrainer(options);
  expect(trainer.info).toEqual(options);
  await trainer.loadDataset(syntheticDataset({ samples: 300 }));
  await trainer.createModel(specification);
  const losses = [];
  for await (const event of trainer.train()) {
    if (event.type === 'epoch') losses.push(event.train, event.valid);
  }
  const tensors = await trainer.getParameters();
  await trainer.dispose();
  const weights = tensors.map(({ data }) => Buffer.from(data.buffer).toString('base64'));
  return { losses, weights };
}

describe.each(variants)('threads of the %s module', (variant) => {
  it.each([
    ['an MLP', dense],
    ['a CNN', convolutional],
  ])('leave every bit of the training of %s as it is with one', async (_, specification) => {
    const alone = await resultOf(specification, { variant, threads: 1 });
    for (const threads of [2, 3]) {
      expect(await resultOf(specification, { variant, threads })).toEqual(alone);
    }
  });
});

it('end with the trainer, and keep no program from ending', async () => {
  const program = `
    import { createTrainer } from ${JSON.stringify(distUrl('inkling.js').href)};
    const trainer = await createTrainer({ variant: 'simd128', threads: 4 });
    const labels = new Uint8Array(100);
    await trainer.loadDataset({ width: 28, height: 28, images: new Uint8Array(78400), labels });
    await trainer.createModel({ dataset: { name: 'custom', train: 80, valid: 20 } });
    await trainer.trainStep();
    await trainer.dispose();
    console.log('disposed');`;
  const folder = mkdtempSync(path.join(tmpdir(), 'threads-'));
  try {
    const file = path.join(folder, 'program.mjs');
    writeFileSync(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 20_000 });
    expect(stdout).toBe('disposed\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
