import { describe, expect, it, onTestFinished } from 'vitest';
import type { Trainer } from '../../../web/src/client/index';
import type { RunEvent } from '../../../web/src/shared/protocol';
import type { SpecificationInput } from '../../../web/src/shared/validate-specification';
import { library, variants } from '../support/library';
import { collect, figures } from '../support/run-events';
import { syntheticDataset } from '../support/synthetic-dataset';

const data = syntheticDataset({ samples: 700, testSamples: 50, side: 12 });

/** Something of everything that a training depends on. */
const specification: SpecificationInput = {
  seed: 3,
  dataset: { name: 'custom', train: 600, valid: 100, scaling: 'standard' },
  model: {
    layers: [
      { type: 'gaussian-noise', standardDeviation: 0.1 },
      { units: 24 },
      { type: 'dropout', rate: 0.3 },
      { units: 10 },
    ],
  },
  training: {
    optimizer: { type: 'adamw', learningRate: 0.003 },
    schedule: { type: 'cosine', warmup: 1 },
    batchSize: 300,
    epochs: 40,
    gradientClipping: { norm: 1 },
    earlyStopping: { metric: 'loss', patience: 12, checksPerEpoch: 2, restoreBest: true },
  },
};

describe.each(variants)('a checkpoint with the %s module', (variant) => {
  async function start(): Promise<Trainer> {
    const trainer = await library.createTrainer({ variant });
    onTestFinished(() => trainer.dispose());
    await trainer.loadDataset(structuredClone(data));
    return trainer;
  }

  const bytesOf = async (trainer: Trainer) =>
    (await trainer.getParameters()).map(({ data: values }) =>
      Buffer.from(values.buffer).toString('base64'),
    );

  it('is gone on from, in other trainers, to the same weights and events', async () => {
    const uninterrupted = await start();
    await uninterrupted.createModel(specification);
    const expected = await collect(uninterrupted.train());

    let trainer = await start();
    await trainer.createModel(specification);
    const events: RunEvent[] = [];
    for (let saves = 0; ; saves++) {
      const piece = collect(trainer.train());
      await new Promise((resolve) => setTimeout(resolve, 3 + (saves % 5)));
      await trainer.pause();
      events.push(...(await piece));
      if (events.at(-1)?.type !== 'paused') break;
      const bytes = await trainer.saveCheckpoint();
      await trainer.dispose();
      trainer = await start();
      await trainer.loadCheckpoint(bytes);
    }
    expect(events.filter(({ type }) => type === 'paused').length).toBeGreaterThan(0);
    expect(figures(events)).toEqual(figures(expected));
    expect(await bytesOf(trainer)).toEqual(await bytesOf(uninterrupted));
  }, 60_000);

  it('holds all, whatever model it is loaded over', async () => {
    const trainer = await start();
    await trainer.createModel(specification);
    for (let step = 0; step < 5; step++) await trainer.trainStep();
    await trainer.setLearningRate(0.007);
    const bytes = await trainer.saveCheckpoint({ note: '✎ note' });
    for (let step = 0; step < 5; step++) await trainer.trainStep();
    const expected = await bytesOf(trainer);
    await trainer.createModel({ dataset: { name: 'custom', train: 300, valid: 100 } });
    await trainer.trainStep();
    expect(await trainer.loadCheckpoint(bytes)).toMatchObject({
      specification: { seed: 3, training: { optimizer: { type: 'adamw' } } },
      position: { step: 5, epoch: 2.5 },
      stepsPerEpoch: 2,
      baseLearningRate: 0.007,
      earlyStop: null,
      note: '✎ note',
    });
    for (let step = 0; step < 5; step++) await trainer.trainStep();
    expect(await bytesOf(trainer)).toEqual(expected);
  });

  it('is refused in words if it is damaged, and the model stays', async () => {
    const trainer = await start();
    await trainer.createModel(specification);
    await trainer.trainStep();
    const bytes = await trainer.saveCheckpoint();
    await trainer.trainStep();
    const before = await bytesOf(trainer);
    const damaged = bytes.slice();
    damaged[bytes.length - 100] = (damaged[bytes.length - 100] ?? 0) ^ 1;
    for (const [file, message] of [
      [damaged, 'The checkpoint is damaged: its content does not agree with its checksum.'],
      [
        bytes.subarray(0, 5000),
        `The checkpoint is damaged: it should have ${bytes.length} bytes and has 5000.`,
      ],
      [bytes.subarray(1), 'This file is not a checkpoint of Inkling.'],
      [new Uint8Array(), 'This file is not a checkpoint of Inkling.'],
    ] as const) {
      await expect(trainer.loadCheckpoint(file)).rejects.toMatchObject({
        name: 'TrainerError',
        code: 'invalid-checkpoint',
        message,
      });
    }
    expect(await bytesOf(trainer)).toEqual(before);
    expect(await trainer.trainStep()).toMatchObject({ step: 3 });
  });

  it('is refused on other data', async () => {
    const trainer = await start();
    await trainer.createModel(specification);
    const bytes = await trainer.saveCheckpoint();
    const other = structuredClone(data);
    other.images[700 * 144 - 1] = 7;
    await trainer.loadDataset(other);
    await expect(trainer.loadCheckpoint(bytes)).rejects.toMatchObject({
      code: 'invalid-checkpoint',
      message: expect.stringContaining('other data') as string,
    });
    await expect(trainer.trainStep()).rejects.toMatchObject({ code: 'no-model' });
  });
});
