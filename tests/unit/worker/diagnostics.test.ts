import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainerClient } from '../../../web/src/client/trainer-client';
import { collect } from '../support/run-events';
import type { FakeLog } from './fake-module';
import { startReadyTrainer, tinySpecification } from './fake-trainer';

let trainer: TrainerClient;
let log: FakeLog;
beforeEach(async () => ({ trainer, log } = await startReadyTrainer()));
afterEach(() => trainer.dispose());

const anything = (value: unknown) => value as never;

describe('diagnose', () => {
  it('gives what the module found, and null for what there is not', async () => {
    await trainer.trainStep();
    const { step, samples, layers } = await trainer.diagnose();
    expect([step, samples]).toEqual([1, 30]);
    const [layer] = layers;
    expect(layer).toMatchObject({ layer: 'layers.0', dead: 0.25, saturated: null });
    expect(layer?.activation).toMatchObject({ count: 1, mean: 2, minimum: 2, maximum: 2 });
    expect(layer?.activation.histogram).toHaveLength(40);
    expect(layer?.weights).toMatchObject({
      weightNorm: 4,
      gradientNorm: 3,
      update: null,
      updateNorm: null,
      updateRatio: null,
    });
  });

  it('gives the ratio of the last update to the weight while the layers are watched', async () => {
    await trainer.watchLayers(true);
    const { layers } = await trainer.diagnose();
    expect(layers[0]?.weights).toMatchObject({ updateNorm: 2, updateRatio: 0.5 });
  });

  it('gets through in the middle of a run, and leaves its steps alone', async () => {
    const run = collect(trainer.train({ epochs: 10_000 }));
    await expect(trainer.diagnose()).resolves.toMatchObject({ samples: 30 });
    await trainer.pause();
    await run;
    expect(log.abandonedBatches).toBe(0);
  });
});

describe('watchLayers', () => {
  const kinds = async () => (await collect(trainer.train({ epochs: 2 }))).map(({ type }) => type);

  it('adds an event to the end of each epoch', async () => {
    await trainer.watchLayers(true);
    const types = (await kinds()).filter((type) => type !== 'progress');
    expect(types).toEqual(['epoch', 'diagnostics', 'epoch', 'diagnostics', 'finished']);
  });

  it('is off at first, and when it is switched off', async () => {
    expect(log.keepsUpdates).toBe(false);
    await trainer.watchLayers(true);
    await trainer.watchLayers(false);
    expect(await kinds()).not.toContain('diagnostics');
    expect(log.keepsUpdates).toBe(false);
  });

  it('holds for the next network, too', async () => {
    await trainer.watchLayers(true);
    log.keepsUpdates = false;
    await trainer.createModel(tinySpecification);
    expect(log.keepsUpdates).toBe(true);
    expect(await kinds()).toContain('diagnostics');
  });

  it('may be asked for before there is a network', async () => {
    const { trainer: fresh, log: freshLog } = await startReadyTrainer();
    await fresh.loadDataset({
      width: 4,
      height: 2,
      images: new Uint8Array(320),
      labels: new Uint8Array(40),
    });
    await fresh.watchLayers(true);
    await fresh.createModel(tinySpecification);
    expect(freshLog.keepsUpdates).toBe(true);
    await fresh.dispose();
  });

  it('takes true or false', async () => {
    await expect(trainer.watchLayers(anything('yes'))).rejects.toMatchObject({
      code: 'invalid-input',
      path: 'enabled',
    });
  });
});
