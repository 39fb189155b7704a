import type { LayerInput, SpecificationInput } from '../shared/validate-specification';
import type { Experiment, ExperimentRun, Figures } from './experiment';

const learningFast = { learningRate: 0.1 };
const withMomentum = { learningRate: 0.02, momentum: 0.9 };

interface Tricks {
  hidden: readonly number[];
  isImproved: boolean;
  initializer: NonNullable<SpecificationInput['model']>['initializer'];
  optimizer: typeof learningFast | typeof withMomentum;
}

function specification({ hidden, isImproved, initializer, optimizer }: Tricks): SpecificationInput {
  const activation = { type: isImproved ? 'improved-sigmoid' : 'sigmoid' } as const;
  const layers: LayerInput[] = hidden.map((units) => ({ units, activation }));
  return {
    dataset: { split: '20k/10k', scaling: 'standard' },
    model: { layers: [...layers, { units: 10 }], ...(initializer && { initializer }) },
    training: {
      optimizer,
      batchSize: 32,
      epochs: 50,
      earlyStopping: { metric: 'loss', patience: 50, checksPerEpoch: 5, restoreBest: false },
    },
  };
}

const lecun = { type: 'lecun-normal' } as const;

function run(name: string, tricks: Tricks, final: Required<Figures>): ExperimentRun {
  return {
    name,
    specification: specification(tricks),
    final,
    expected: { metric: 'validAccuracy', value: final.validAccuracy, tolerance: 0.01 },
  };
}

const improved = (...hidden: number[]): Tricks => ({
  hidden,
  isImproved: true,
  initializer: lecun,
  optimizer: withMomentum,
});

export const tricksOfTheTrade: Experiment = {
  id: 'tdt4265-tricks',
  title: 'Tricks of the trade, added one after another',
  source: { title: 'TDT4265 - Assignment 2 Report', part: 'Tasks 2 to 4' },
  assumed: [
    'Mini-batches of 32 samples.',
    'A learning rate of 0.1, and of 0.02 with a momentum of 0.9.',
    'Pixels are standardised with the mean and deviation of the training set.',
    'The first weights are uniform in [-1, 1].',
    'Early stopping on the validation loss, checked 5 times an epoch, with a patience of 50 checks; the figures are those of the last weights.',
    'At most 50 epochs.',
  ],
  runs: [
    run(
      'initial',
      {
        hidden: [64],
        isImproved: false,
        initializer: { type: 'uniform', limit: 1 },
        optimizer: learningFast,
      },
      {
        trainLoss: 0.07770593272819233,
        trainAccuracy: 0.9823,
        validLoss: 0.2994116833858604,
        validAccuracy: 0.9164,
      },
    ),
    run(
      'weight initialisation',
      { hidden: [64], isImproved: false, initializer: lecun, optimizer: learningFast },
      { trainLoss: 0.013895749, trainAccuracy: 0.99955, validLoss: 0.1426, validAccuracy: 0.958 },
    ),
    run(
      'improved sigmoid',
      { hidden: [64], isImproved: true, initializer: lecun, optimizer: learningFast },
      {
        trainLoss: 0.00387384100639,
        trainAccuracy: 0.99995,
        validLoss: 0.148627663,
        validAccuracy: 0.9617,
      },
    ),
    run('momentum', improved(64), {
      trainLoss: 0.001605220786994835,
      trainAccuracy: 1.0,
      validLoss: 0.1612057320623876,
      validAccuracy: 0.9619,
    }),
    run('32 units', improved(32), {
      trainLoss: 0.01285940903019779,
      trainAccuracy: 0.99805,
      validLoss: 0.21462587387440277,
      validAccuracy: 0.9493,
    }),
    run('128 units', improved(128), {
      trainLoss: 0.0008191917453922721,
      trainAccuracy: 1.0,
      validLoss: 0.1328643114507488,
      validAccuracy: 0.9693,
    }),
    run('two layers', improved(64, 64), {
      trainLoss: 0.0005760154222621541,
      trainAccuracy: 1.0,
      validLoss: 0.1682561304705854,
      validAccuracy: 0.9642,
    }),
    run('ten layers', improved(...new Array<number>(10).fill(64)), {
      trainLoss: 0.06464538550135918,
      trainAccuracy: 0.98095,
      validLoss: 0.2128677091691643,
      validAccuracy: 0.9477,
    }),
  ],
  order: ['initial', 'weight initialisation', 'improved sigmoid'],
};
