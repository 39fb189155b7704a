import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainerClient } from '../../../web/src/client/trainer-client';
import type { Dataset, Tensor } from '../../../web/src/shared/protocol';
import {
  startFakeTrainer,
  startReadyTrainer,
  tinyDataset,
  tinySpecification,
} from './fake-trainer';

let trainer: TrainerClient;
afterEach(() => trainer.dispose());

/** For what only callers without a type checker can pass. */
const anything = (value: unknown) => value as never;

describe('before there is a data set', () => {
  beforeEach(async () => ({ trainer } = await startFakeTrainer()));

  it.each([
    ['createModel', () => trainer.createModel({})],
    ['trainStep', () => trainer.trainStep()],
    ['pause', () => trainer.pause()],
    ['evaluate', () => trainer.evaluate('valid')],
    ['predict', () => trainer.predict(new Float32Array(8))],
    ['getParameters', () => trainer.getParameters()],
    ['train', () => trainer.train()[Symbol.asyncIterator]().next()],
  ])('%s asks for one', async (_name, call) => {
    await expect(call()).rejects.toMatchObject({
      code: 'no-dataset',
      message: 'Load a data set first.',
    });
  });
});

describe('before there is a model', () => {
  beforeEach(async () => {
    ({ trainer } = await startFakeTrainer());
    await trainer.loadDataset(tinyDataset());
  });

  it.each([
    ['trainStep', () => trainer.trainStep()],
    ['setLearningRate', () => trainer.setLearningRate(0.1)],
    ['readSamples', () => trainer.readSamples('train', [0])],
    ['setParameters', () => trainer.setParameters([])],
    ['train', () => trainer.train()[Symbol.asyncIterator]().next()],
  ])('%s asks for one', async (_name, call) => {
    await expect(call()).rejects.toMatchObject({
      code: 'no-model',
      message: 'Create a model first.',
    });
  });

  it('a new data set drops the model of the old one', async () => {
    await trainer.createModel(tinySpecification);
    await trainer.loadDataset(tinyDataset());
    await expect(trainer.trainStep()).rejects.toMatchObject({ code: 'no-model' });
  });
});

describe('loadDataset', () => {
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it('tells what it has got', async () => {
    expect(await trainer.loadDataset(tinyDataset(20, 5))).toEqual({
      width: 4,
      height: 2,
      classes: 10,
      samples: 20,
      testSamples: 5,
    });
  });

  it('takes over the buffers, also of two arrays in one', async () => {
    const buffer = new ArrayBuffer(2 * 8 + 2);
    const dataset: Dataset = {
      width: 4,
      height: 2,
      images: new Uint8Array(buffer, 0, 16),
      labels: new Uint8Array(buffer, 16),
    };
    await trainer.loadDataset(dataset);
    expect(dataset.images.length).toBe(0);
  });

  it.each([
    [{ width: 0 }, 'width: Must be a whole number from 1 to 256; 0 was given.'],
    [{ height: 2.5 }, 'height: Must be a whole number from 1 to 256; 2.5 was given.'],
    [
      { images: new Uint8Array(319) },
      'images: 40 labels need 320 bytes of images, 8 each; there are 319.',
    ],
    [{ images: anything([1, 2, 3]) }, 'images: Must be a Uint8Array.'],
    [{ labels: anything('0123') }, 'labels: Must be a Uint8Array.'],
    [
      { images: new Uint8Array(8), labels: new Uint8Array(1) },
      'labels: A data set must have from 2 to 1000000 samples; this one has 1.',
    ],
    [
      { test: { images: new Uint8Array(9), labels: new Uint8Array(1) } },
      'test.images: 1 labels need 8 bytes of images, 8 each; there are 9.',
    ],
  ] satisfies [Partial<Dataset>, string][])(
    'refuses %j and keeps the model and its data',
    async (wrong, message) => {
      const dataset = { ...tinyDataset(), ...wrong };
      await expect(trainer.loadDataset(structuredClone(dataset))).rejects.toMatchObject({
        code: 'invalid-data',
        message,
      });
      await expect(trainer.trainStep()).resolves.toMatchObject({ step: 1 });
    },
  );
});

describe('createModel', () => {
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it('gives the complete specification and the shape', async () => {
    const info = await trainer.createModel(tinySpecification);
    expect(info).toMatchObject({
      specification: { seed: 1, training: { batchSize: 10, loss: 'cross-entropy' } },
      stepsPerEpoch: 3,
      layers: [{ name: 'layers.0', inputs: 8, units: 10, parameterCount: 90 }],
    });
  });

  it('names the first field at fault and counts the others; the model stays', async () => {
    await trainer.trainStep();
    const wrong = {
      seed: -1,
      training: { epochs: 0, batchSize: 0 },
      dataset: { train: 4, valid: 4 },
    };
    await expect(trainer.createModel(wrong)).rejects.toMatchObject({
      code: 'invalid-specification',
      path: 'seed',
      message: 'seed: Must be a whole number from 0 to 4294967295; -1 was given. (and 2 more)',
    });
    await expect(trainer.trainStep()).resolves.toMatchObject({ step: 2 });
  });

  it('refuses more samples than the data set has', async () => {
    await expect(
      trainer.createModel({ ...tinySpecification, dataset: { train: 31, valid: 10 } }),
    ).rejects.toMatchObject({ code: 'invalid-specification', path: 'dataset.train' });
  });

  it('refuses what cannot even be sent', async () => {
    await expect(trainer.createModel(anything({ seed: () => 1 }))).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('predict', () => {
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it('reads the pixels and leaves the caller the array', async () => {
    const pixels = Float32Array.from([0.5, 0, 0, 0, 0, 0, 0, 0]);
    const probabilities = await trainer.predict(pixels);
    expect(probabilities).toHaveLength(10);
    expect(probabilities[0]).toBe(0.5);
    expect(pixels).toHaveLength(8);
  });

  it('reads the part of a larger array that a view shows', async () => {
    const large = new Float32Array(1000).fill(0.25, 500, 508);
    expect((await trainer.predict(large.subarray(500, 508)))[0]).toBe(0.25);
    expect(large).toHaveLength(1000);
  });

  it.each([
    [new Float32Array(7), 'pixels: Must have 4 x 2 = 8 values; 7 were given.'],
    [new Float32Array(9), 'pixels: Must have 4 x 2 = 8 values; 9 were given.'],
    [
      Float32Array.from([0, 0, NaN, 0, 0, 0, 0, 0]),
      'pixels: Must be finite numbers; pixel 2 is NaN.',
    ],
    [
      Float32Array.from([0, 0, 0, 0, 0, 0, 0, Infinity]),
      'pixels: Must be finite numbers; pixel 7 is Infinity.',
    ],
    [anything([0, 0, 0, 0, 0, 0, 0, 0]), 'pixels: Must be a Float32Array.'],
    [anything(undefined), 'pixels: Must be a Float32Array.'],
  ])('refuses %s', async (pixels, message) => {
    await expect(trainer.predict(pixels)).rejects.toMatchObject({ code: 'invalid-input', message });
  });
});

describe('setLearningRate', () => {
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it.each([0, -1, NaN, Infinity, 101, anything('0.1')])('refuses %s', async (rate) => {
    await expect(trainer.setLearningRate(rate)).rejects.toMatchObject({
      code: 'invalid-input',
      path: 'learningRate',
    });
  });
});

describe('train', () => {
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it.each([{ epochs: 0 }, { epochs: 1.5 }, { epochs: 10_001 }, anything({ epoch: 3 })])(
    'refuses %j',
    async (options) => {
      await expect(trainer.train(options)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        code: 'invalid-input',
      });
    },
  );
});

describe('evaluate', () => {
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it('gives the loss, the accuracy and the confusion matrix of a split', async () => {
    const evaluation = await trainer.evaluate('test');
    expect(evaluation).toMatchObject({ split: 'test', samples: 10, loss: 0.5, accuracy: 1 });
    expect(evaluation.confusion).toHaveLength(100);
    expect(evaluation.confusion[0]).toBe(10);
  });

  it('starts each confusion matrix from nothing, one evaluation after the other', async () => {
    const evaluations = await Promise.all([trainer.evaluate('train'), trainer.evaluate('valid')]);
    expect(evaluations.map(({ confusion }) => confusion[0])).toEqual([30, 10]);
  });

  it('refuses a split that there is not', async () => {
    await expect(trainer.evaluate(anything('all'))).rejects.toMatchObject({
      code: 'invalid-input',
      path: 'split',
    });
  });

  it('refuses the test set of a data set without one', async () => {
    await trainer.loadDataset({ ...tinyDataset(), test: anything(undefined) });
    await trainer.createModel(tinySpecification);
    await expect(trainer.evaluate('test')).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'split: The data set has no test samples.',
    });
  });
});

describe('readSamples', () => {
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it('gives images, labels and what the network reads', async () => {
    const samples = await trainer.readSamples('train', [2, 7]);
    expect(samples.map(({ index, label, predicted }) => [index, label, predicted])).toEqual([
      [2, 2, 3],
      [7, 7, 3],
    ]);
    expect(samples[1]?.pixels).toEqual(new Uint8Array(8).fill(7));
  });

  it.each([[[30]], [[-1]], [[0.5]], [anything('0')], [new Array<number>(1001).fill(0)]])(
    'refuses the indices %s',
    async (indices) => {
      await expect(trainer.readSamples('train', indices)).rejects.toMatchObject({
        code: 'invalid-input',
      });
    },
  );
});

describe('setParameters', () => {
  const tensor = (change: Partial<Tensor> = {}): Tensor => ({
    name: 'layers.0.weight',
    shape: [1, 1],
    data: Float32Array.of(4),
    ...change,
  });
  beforeEach(async () => ({ trainer } = await startReadyTrainer()));

  it('sets what getParameters gives', async () => {
    await trainer.setParameters([tensor()]);
    expect(await trainer.getParameters()).toEqual([tensor()]);
  });

  it('leaves the caller the arrays', async () => {
    const tensors = [tensor()];
    await trainer.setParameters(tensors);
    expect(tensors[0]?.data).toEqual(Float32Array.of(4));
  });

  it.each([
    [[], "tensors: 'layers.0.weight' is missing."],
    [[tensor(), tensor()], "tensors[1].name: 'layers.0.weight' is given twice."],
    [
      [tensor({ name: 'layers.9.bias' })],
      "tensors[0].name: This network has no tensor 'layers.9.bias'.",
    ],
    [
      [tensor({ shape: [1] })],
      "tensors[0].shape: 'layers.0.weight' must have the shape 1 x 1; 1 was given.",
    ],
    [
      [tensor({ data: new Float32Array(2) })],
      "tensors[0].data: 'layers.0.weight' must have 1 values; 2 were given.",
    ],
    [
      [tensor({ data: Float32Array.of(NaN) })],
      "tensors[0].data: Value 0 of 'layers.0.weight' is NaN.",
    ],
    [[tensor({ data: anything([4]) })], 'tensors[0].data: Must be a Float32Array.'],
    [anything('weights'), 'tensors: Must be a list of tensors.'],
    [anything([null]), 'tensors[0]: Must be a tensor.'],
  ])('refuses %j and changes nothing', async (tensors, message) => {
    await trainer.trainStep();
    await expect(trainer.setParameters(tensors)).rejects.toMatchObject({
      code: 'invalid-input',
      message,
    });
    expect((await trainer.getParameters())[0]?.data).toEqual(Float32Array.of(0.5));
  });
});
