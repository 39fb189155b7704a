import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trainer } from '../../../web/src/client/index';
import type { RunEvent } from '../../../web/src/shared/protocol';
import type {
  ActivationInput,
  LayerInput,
  SpecificationInput,
} from '../../../web/src/shared/validate-specification';
import { learningRateAt } from '../../../web/src/state/learning-rate';
import { library } from '../support/library';
import { collect } from '../support/run-events';
import { syntheticDataset } from '../support/synthetic-dataset';

const train = 600;
const data = syntheticDataset({ samples: 700, testSamples: 50, side: 12 });
type TrainingInput = NonNullable<SpecificationInput['training']>;

function specification(training: TrainingInput, ...layers: LayerInput[]): SpecificationInput {
  return {
    dataset: { name: 'custom', train, valid: 100 },
    model: {
      layers: layers.length > 0 ? layers : [{ units: 16 }, { units: 10 }],
      // Large enough to reach all parts of every activation.
      initializer: { type: 'normal', standardDeviation: 2 },
    },
    training: { batchSize: 60, epochs: 4, ...training },
  };
}

// What the settings do to the numbers is tested in the core; here, that they arrive there.
describe('settings of training', () => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = await library.createTrainer({ variant: 'simd128' });
    await trainer.loadDataset(structuredClone(data));
  });
  afterAll(() => trainer.dispose());

  async function run(training: TrainingInput, ...layers: LayerInput[]): Promise<RunEvent[]> {
    await trainer.createModel(specification(training, ...layers));
    return collect(trainer.train());
  }

  const weights = async () =>
    (await trainer.getParameters()).map(({ data: values }) => [...values]).flat();

  /** The weights after one epoch. */
  async function weightsAfter(training: TrainingInput, ...layers: LayerInput[]) {
    await run({ epochs: 1, ...training }, ...layers);
    return weights();
  }

  const sgd: TrainingInput = { optimizer: { learningRate: 0.1 } };

  it.each<[string, TrainingInput]>([
    ['reduction', { ...sgd, reduction: 'sum' }],
    ['momentum', { optimizer: { learningRate: 0.1, momentum: 0.5 } }],
    ['nesterov', { optimizer: { learningRate: 0.1, momentum: 0.5, nesterov: true } }],
    ['rmsprop', { optimizer: { type: 'rmsprop' } }],
    ['decay', { optimizer: { type: 'rmsprop', decay: 0.5 } }],
    ['epsilon', { optimizer: { type: 'rmsprop', epsilon: 0.1 } }],
    ['adam', { optimizer: { type: 'adam' } }],
    ['beta1', { optimizer: { type: 'adam', beta1: 0.5 } }],
    ['beta2', { optimizer: { type: 'adam', beta2: 0.5 } }],
    ['adamw', { optimizer: { type: 'adamw', weightDecay: 0.5 } }],
    ['weight decay', { ...sgd, weightDecay: 0.1 }],
    ['L1', { ...sgd, l1: 0.1 }],
    ['clipping', { ...sgd, gradientClipping: { norm: 0.01 } }],
    ['warm-up', { ...sgd, schedule: { warmup: 0.5 } }],
    ['a full batch', { ...sgd, batchSize: 'full' }],
    ['a shift', { ...sgd, augmentation: { shift: 2 } }],
    ['a rotation', { ...sgd, augmentation: { rotation: 20 } }],
    ['a change of size', { ...sgd, augmentation: { scale: 0.2 } }],
    ['an elastic distortion', { ...sgd, augmentation: { elastic: {} } }],
    ['mean squared error', { ...sgd, loss: 'mean-squared-error' }],
  ])('%s changes what comes out', async (name, training) => {
    // Against the same without the last word of it.
    const { optimizer } = training;
    const plain: TrainingInput =
      optimizer?.type === undefined || name === optimizer.type
        ? sgd
        : { optimizer: { type: optimizer.type } };
    const other = await weightsAfter(training);
    expect(other.every(Number.isFinite)).toBe(true);
    expect(other).not.toEqual(await weightsAfter(plain));
    expect(other).toEqual(await weightsAfter(training));
  });

  it('an elastic distortion is as strong and as smooth as is asked for', async () => {
    const after = (elastic: { alpha?: number; sigma?: number }) =>
      weightsAfter({ ...sgd, augmentation: { elastic } });
    const usual = await after({});
    expect(await after({ alpha: 17 })).not.toEqual(usual);
    expect(await after({ sigma: 2 })).not.toEqual(usual);
  });

  it.each<ActivationInput>([
    { type: 'sigmoid', slope: 2 },
    { type: 'improved-sigmoid' },
    { type: 'tanh', slope: 0.5 },
    { type: 'relu', floor: 0.1 },
    { type: 'leaky-relu' },
    { type: 'relu6' },
  ])('the activation %j changes what comes out', async (activation) => {
    const other = await weightsAfter(sgd, { units: 16, activation }, { units: 10 });
    const plain = { type: activation.type === 'relu' ? 'identity' : 'relu' } as const;
    expect(other).not.toEqual(
      await weightsAfter(sgd, { units: 16, activation: plain }, { units: 10 }),
    );
  });

  it.each(['unit', 'signed', 'standard'] as const)(
    'reads a drawing as it reads the same image of the data set, scaled as %s',
    async (scaling) => {
      const input = specification(sgd);
      await trainer.createModel({ ...input, dataset: { ...input.dataset, scaling } });
      await trainer.trainStep();
      const [sample] = await trainer.readSamples('test', [7]);
      const pixels = Float32Array.from(sample?.pixels ?? [], (byte) => byte / 255);
      const outputs = await trainer.predict(pixels);
      const best = outputs.indexOf(Math.max(...outputs));
      expect(best).toBe(sample?.predicted);
      // Bytes and floats in [0, 1] are scaled in another order of operations.
      expect(outputs[best]).toBeCloseTo(sample?.confidence ?? NaN, 5);
    },
  );

  it.each<[string, TrainingInput['schedule'], number[]]>([
    ['constant', { type: 'constant' }, [0.1, 0.1, 0.1, 0.1]],
    ['step', { type: 'step', every: 2, factor: 0.5 }, [0.1, 0.1, 0.05, 0.05]],
    ['exponential', { type: 'exponential', factor: 0.5 }, [0.1, 0.05, 0.025, 0.0125]],
    [
      'cosine',
      { type: 'cosine' },
      [0.1, 0.05 * (1 + Math.SQRT1_2), 0.05, 0.05 * (1 - Math.SQRT1_2)],
    ],
  ])(
    'the %s schedule gives the first step of each epoch its rate',
    async (_name, schedule, rates) => {
      await trainer.createModel(
        specification({ ...sgd, batchSize: 300, ...(schedule && { schedule }) }),
      );
      const seen: number[] = [];
      for (let step = 0; step < 8; step++) seen.push((await trainer.trainStep()).learningRate);
      for (const [epoch, rate] of rates.entries()) expect(seen[2 * epoch]).toBeCloseTo(rate, 9);
    },
  );

  it.each<NonNullable<TrainingInput['schedule']>>([
    { type: 'constant', warmup: 1.5 },
    { type: 'step', every: 2, factor: 0.5, warmup: 1 },
    { type: 'exponential', factor: 0.5, warmup: 1 },
    { type: 'cosine', minimum: 0.01, warmup: 1 },
  ])('gives each step the rate that the page draws: %o', async (schedule) => {
    const stepsPerEpoch = 10;
    const { specification: made } = await trainer.createModel(specification({ ...sgd, schedule }));
    const { schedule: complete, epochs } = made.training;
    for (let step = 0; step < epochs * stepsPerEpoch; step++) {
      // A warm-up has risen to a step's rate at its end; a decay has fallen to it at its beginning.
      const drawn = step < complete.warmup * stepsPerEpoch ? step + 1 : step;
      const expected = learningRateAt(drawn / stepsPerEpoch, 0.1, complete, epochs);
      expect((await trainer.trainStep()).learningRate).toBeCloseTo(expected, 12);
    }
  });

  it('reports the rate of the schedule while a run goes on', async () => {
    const events = await run({ ...sgd, schedule: { type: 'step', factor: 0.1 } });
    const progress = events.filter((event) => event.type === 'progress').at(-1);
    expect(progress?.learningRate).toBeCloseTo(0.1 * 0.1 ** 3, 9);
  });

  it('takes all training samples in each step of a full batch', async () => {
    await trainer.createModel(specification({ ...sgd, batchSize: 'full' }));
    const fromFull = (await trainer.trainStep()).epoch;
    const after = await weights();
    await trainer.createModel(specification({ ...sgd, batchSize: train }));
    await trainer.trainStep();
    expect(fromFull).toBe(1);
    expect(after).toEqual(await weights());
  });

  it('stops early, and what it puts back is as good as the best check', async () => {
    // So easy a data set is soon learnt, and then nothing gets better.
    const earlyStopping = { metric: 'accuracy', patience: 3, checksPerEpoch: 2 } as const;
    const last = (await run({ ...sgd, epochs: 200, earlyStopping })).at(-1);
    if (last?.type !== 'stopped-early') throw new Error(`ended with ${String(last?.type)}`);
    expect(last.isRestored).toBe(true);
    const { loss, accuracy } = await trainer.evaluate('valid');
    expect(loss).toBeCloseTo(last.best.loss, 9);
    expect(accuracy).toBe(last.best.accuracy);
  });
});
