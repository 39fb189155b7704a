import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Trainer } from '../../../web/src/client/index';
import type { Dataset, RunEvent, Tensor } from '../../../web/src/shared/protocol';
import type { SpecificationInput } from '../../../web/src/shared/validate-specification';
import { library, variants } from '../support/library';
import { collect, figures } from '../support/run-events';
import { syntheticDataset } from '../support/synthetic-dataset';

const samples = 700;
/** Epochs of a run that is paused, however slow the machine. */
const endless = 10_000;
const data = syntheticDataset({ samples, testSamples: 50 });
const freshData = (): Dataset => structuredClone(data);

interface Changes {
  seed?: number;
  learningRate?: number;
  batchSize?: number;
  epochs?: number;
  initializer?: NonNullable<SpecificationInput['model']>['initializer'];
}

function specification(changes: Changes = {}): SpecificationInput {
  const { seed = 1, learningRate = 0.1, batchSize = 64, epochs = 3, initializer } = changes;
  return {
    seed,
    dataset: { name: 'custom', train: 600, valid: 100 },
    model: { layers: [{ units: 32 }, { units: 10 }], ...(initializer && { initializer }) },
    training: { batchSize, epochs, optimizer: { learningRate } },
  };
}

async function run(trainer: Trainer, epochs?: number): Promise<RunEvent[]> {
  return collect(trainer.train(epochs === undefined ? {} : { epochs }));
}

const pixelsOf = (sample: number) =>
  Float32Array.from(data.images.subarray(784 * sample, 784 * (sample + 1)), (byte) => byte / 255);

const bytesOf = (tensors: Tensor[]) =>
  tensors.map(({ name, data: values }) => [name, Buffer.from(values.buffer).toString('base64')]);

describe.each(variants)('the library with the %s module', (variant) => {
  let trainer: Trainer;
  beforeEach(async () => {
    trainer = await library.createTrainer({ variant, threads: 1 });
    await trainer.loadDataset(freshData());
  });
  afterEach(() => trainer.dispose());

  /** The weights after training with `changes` from fresh ones. */
  async function trained(changes: Changes = {}): Promise<unknown> {
    await trainer.createModel(specification(changes));
    await run(trainer);
    return bytesOf(await trainer.getParameters());
  }

  it('runs the module asked for', () => {
    expect(trainer.info).toEqual({ variant, threads: 1 });
  });

  it('learns', async () => {
    await trainer.createModel(specification({ epochs: 20 }));
    const before = await trainer.evaluate('test');
    const events = await run(trainer);
    const after = await trainer.evaluate('test');
    expect(events.at(-1)).toMatchObject({ type: 'finished', position: { step: 200, epoch: 20 } });
    expect(before.accuracy).toBeLessThan(0.4);
    expect(after.accuracy).toBeGreaterThan(0.9);
    expect(after.loss).toBeLessThan(before.loss);
  });

  describe('the same seed', () => {
    it('gives the same weights, byte for byte, in another trainer', async () => {
      const first = await trained();
      await trainer.dispose();
      trainer = await library.createTrainer({ variant, threads: 1 });
      await trainer.loadDataset(freshData());
      expect(await trained()).toEqual(first);
    });

    it('gives the same weights after a rewind', async () => {
      await trainer.createModel(specification());
      const fresh = bytesOf(await trainer.getParameters());
      const first = await trained();
      await trainer.createModel(specification());
      expect(bytesOf(await trainer.getParameters())).toEqual(fresh);
      expect(await trained()).toEqual(first);
    });

    it('gives the same weights and figures whether steps are done singly or in a run', async () => {
      await trainer.createModel(specification({ epochs: 1 }));
      const [epoch] = figures((await run(trainer)).filter(({ type }) => type === 'epoch'));
      const inRun = bytesOf(await trainer.getParameters());
      await trainer.createModel(specification());
      const events: RunEvent[] = [];
      for (let step = 0; step < 10; step++) events.push(...(await trainer.trainStep()).events);
      expect(figures(events)).toEqual([epoch]);
      expect(bytesOf(await trainer.getParameters())).toEqual(inRun);
    });

    it('gives the same weights whatever is asked beside the training', async () => {
      const undisturbed = await trained({ epochs: 1 });
      await trainer.createModel(specification());
      for (let step = 0; step < 10; step++) {
        await trainer.evaluate('valid');
        await trainer.predict(pixelsOf(step));
        await trainer.readSamples('train', [step]);
        await trainer.trainStep();
      }
      expect(bytesOf(await trainer.getParameters())).toEqual(undisturbed);
    });

    // 600 is more than the core takes through the network at once.
    it.each([64, 600])(
      'gives the same weights when batches of %i are paused and resumed',
      async (batchSize) => {
        await trainer.createModel(specification({ batchSize }));
        let epochs = 0;
        for (let pauses = 0; pauses < 7; pauses++) {
          const events = run(trainer, endless);
          await new Promise((resolve) => setTimeout(resolve, 3 + pauses));
          epochs = Math.floor((await trainer.pause()).epoch) + 1;
          expect((await events).at(-1)).toMatchObject({ type: 'paused' });
        }
        await run(trainer, epochs);
        const interrupted = bytesOf(await trainer.getParameters());
        expect(await trained({ batchSize, epochs })).toEqual(interrupted);
      },
    );
  });

  it('gives other weights for another seed', async () => {
    expect(await trained({ seed: 2 })).not.toEqual(await trained({ seed: 1 }));
  });

  describe('a model', () => {
    beforeEach(() => trainer.createModel(specification()));

    it('has tensors by name and shape', async () => {
      const tensors = await trainer.getParameters();
      expect(tensors.map(({ name, shape, data: { length } }) => [name, shape, length])).toEqual([
        ['layers.0.weight', [784, 32], 784 * 32],
        ['layers.0.bias', [32], 32],
        ['layers.1.weight', [32, 10], 320],
        ['layers.1.bias', [10], 10],
      ]);
    });

    it('predicts the same after setParameters(getParameters())', async () => {
      for (let step = 0; step < 5; step++) await trainer.trainStep();
      const tensors = await trainer.getParameters();
      const before = await trainer.predict(pixelsOf(3));
      await trainer.trainStep();
      expect(await trainer.predict(pixelsOf(3))).not.toEqual(before);
      await trainer.setParameters(tensors);
      expect(await trainer.predict(pixelsOf(3))).toEqual(before);
      expect(bytesOf(await trainer.getParameters())).toEqual(bytesOf(tensors));
    });

    it('computes what its parameters say', async () => {
      for (let step = 0; step < 20; step++) await trainer.trainStep();
      const tensors = await trainer.getParameters();
      const [w0, b0, w1, b1] = tensors.map(({ data: values }) => values);
      const dense = (x: number[], w: Float32Array | undefined, b: Float32Array | undefined) =>
        Array.from(b ?? [], (bias, j) =>
          x.reduce((sum, value, i) => sum + value * (w?.[i * (b?.length ?? 0) + j] ?? NaN), bias),
        );
      const pixels = pixelsOf(5);
      const hidden = dense([...pixels], w0, b0).map((value) => Math.max(value, 0));
      const powers = dense(hidden, w1, b1).map(Math.exp);
      const total = powers.reduce((sum, value) => sum + value, 0);
      const probabilities = await trainer.predict(pixels);
      // Sums of at most 784 terms in float: 784 x 2^-24 relative to terms of order 1.
      powers.forEach((power, digit) => {
        expect(probabilities[digit]).toBeCloseTo(power / total, 4);
      });
    });

    it.each<[string, (tensors: Tensor[]) => Tensor[]]>([
      ['a tensor missing', (tensors) => tensors.slice(1)],
      [
        'an unknown name',
        ([first, ...others]) => [{ ...first, name: 'layers.7.weight' } as Tensor, ...others],
      ],
      [
        'a transposed shape',
        ([first, ...others]) => [{ ...first, shape: [32, 784] } as Tensor, ...others],
      ],
      [
        'too few values',
        ([first, ...others]) => [{ ...first, data: new Float32Array(3) } as Tensor, ...others],
      ],
      [
        'a value that is not finite',
        (tensors) => {
          const last = tensors.at(-1);
          if (last) last.data[9] = Infinity;
          return tensors;
        },
      ],
    ])('refuses parameters with %s and stays as it is', async (_name, spoil) => {
      const before = bytesOf(await trainer.getParameters());
      const tensors = await trainer.getParameters();
      for (const { data: values } of tensors) values.fill(1);
      await expect(trainer.setParameters(spoil(tensors))).rejects.toMatchObject({
        name: 'TrainerError',
        code: 'invalid-input',
      });
      expect(bytesOf(await trainer.getParameters())).toEqual(before);
    });

    it.each([
      [new Float32Array(783)],
      [new Float32Array(785)],
      [new Float32Array(784).fill(NaN)],
      [new Float32Array(784).fill(Infinity, 783)],
    ])('refuses to predict from %o', async (pixels) => {
      await expect(trainer.predict(pixels)).rejects.toMatchObject({
        code: 'invalid-input',
        path: 'pixels',
      });
      await expect(trainer.predict(pixelsOf(0))).resolves.toHaveLength(10);
    });

    it('gives probabilities', async () => {
      const probabilities = await trainer.predict(pixelsOf(0));
      const sum = probabilities.reduce((total, value) => total + value, 0);
      // Ten floats, each rounded once and summed in double.
      expect(Math.abs(sum - 1)).toBeLessThan(10 * 2 ** -23);
    });

    it('is evaluated with a confusion matrix that agrees with the accuracy', async () => {
      for (const [split, count] of [
        ['train', 600],
        ['valid', 100],
        ['test', 50],
      ] as const) {
        const evaluation = await trainer.evaluate(split);
        const counts = [...evaluation.confusion];
        expect(evaluation.samples).toBe(count);
        expect(counts.reduce((sum, value) => sum + value, 0)).toBe(count);
        const right = counts.filter((_, cell) => cell % 11 === 0);
        const correct = right.reduce((sum, value) => sum + value, 0);
        expect(evaluation.accuracy).toBe(correct / count);
      }
    });

    it('reads samples as it predicts them: training ones from the front, validation ones from the end', async () => {
      for (const [split, index, sample] of [
        ['train', 5, 5],
        ['valid', 0, 600],
        ['valid', 99, 699],
      ] as const) {
        const [reading] = await trainer.readSamples(split, [index]);
        const probabilities = [...(await trainer.predict(pixelsOf(sample)))];
        const confidence = Math.max(...probabilities);
        expect(reading).toMatchObject({ index, label: data.labels[sample] });
        expect(reading?.pixels).toEqual(data.images.slice(784 * sample, 784 * (sample + 1)));
        expect(reading?.predicted).toBe(probabilities.indexOf(confidence));
        expect(reading?.confidence).toBeCloseTo(confidence, 6);
      }
    });

    it('counts the short last batch of an epoch', async () => {
      const { stepsPerEpoch } = await trainer.createModel(specification({ batchSize: 64 }));
      expect(stepsPerEpoch).toBe(10);
      const events = await run(trainer, 1);
      const progress = events.filter((event) => event.type === 'progress');
      expect(progress.reduce((sum, event) => sum + event.samples, 0)).toBe(600);
    });

    it('starts from nothing but zeros if told so', async () => {
      await trainer.createModel(specification({ initializer: { type: 'zeros' } }));
      const tensors = await trainer.getParameters();
      expect(tensors.every(({ data: values }) => values.every((value) => value === 0))).toBe(true);
    });

    it('steps at a new learning rate as if it had been built with it', async () => {
      await trainer.setLearningRate(0.3);
      await trainer.trainStep();
      const changed = bytesOf(await trainer.getParameters());
      await trainer.createModel(specification({ learningRate: 0.3 }));
      await trainer.trainStep();
      expect(bytesOf(await trainer.getParameters())).toEqual(changed);
    });

    it('that diverges says where and what to try, keeps finite weights, and can be rewound', async () => {
      const fresh = bytesOf(await trainer.getParameters());
      const layers = [32, 32, 32].map((units) => ({
        units,
        activation: { type: 'identity' as const },
      }));
      await trainer.createModel({
        ...specification({ learningRate: 100 }),
        model: { layers: [...layers, { units: 10 }] },
      });
      const last = (await run(trainer, 1000)).at(-1);
      expect(last).toMatchObject({
        type: 'diverged',
        layer: expect.stringMatching(/^layers\.[0-3]$/) as string,
        message: expect.stringContaining(
          'Rewind and try a learning rate ten times smaller',
        ) as string,
      });
      const tensors = await trainer.getParameters();
      expect(tensors.every(({ data: values }) => values.every(Number.isFinite))).toBe(true);
      await expect(trainer.trainStep()).rejects.toMatchObject({ code: 'diverged' });
      await trainer.createModel(specification());
      expect(bytesOf(await trainer.getParameters())).toEqual(fresh);
      expect((await run(trainer)).at(-1)).toMatchObject({ type: 'finished' });
    });

    it('survives a data set that is refused', async () => {
      await trainer.trainStep();
      const before = bytesOf(await trainer.getParameters());
      const badLabel = freshData();
      badLabel.labels[123] = 10;
      await expect(trainer.loadDataset(badLabel)).rejects.toMatchObject({
        code: 'invalid-data',
        message: expect.stringMatching(/label/i) as string,
      });
      const tooFew = { ...freshData(), labels: new Uint8Array(samples - 1) };
      await expect(trainer.loadDataset(tooFew)).rejects.toMatchObject({ code: 'invalid-data' });
      expect(bytesOf(await trainer.getParameters())).toEqual(before);
      expect((await run(trainer)).at(-1)).toMatchObject({ type: 'finished' });
    });

    it('survives a specification that is refused', async () => {
      await trainer.trainStep();
      const before = bytesOf(await trainer.getParameters());
      const layers = [{ units: 16384 }, { units: 16384 }, { units: 10 }];
      await expect(
        trainer.createModel({ ...specification(), model: { layers } }),
      ).rejects.toMatchObject({ code: 'invalid-specification', path: 'model.layers' });
      expect(bytesOf(await trainer.getParameters())).toEqual(before);
    });
  });

  it('learns images that are smaller than 28 x 28', async () => {
    await trainer.loadDataset(syntheticDataset({ samples, side: 12 }));
    await trainer.createModel(specification({ epochs: 20 }));
    await run(trainer);
    expect((await trainer.evaluate('valid')).accuracy).toBeGreaterThan(0.8);
    expect(await trainer.predict(new Float32Array(144))).toHaveLength(10);
  });
});
