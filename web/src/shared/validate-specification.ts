import { boolean, choice, list, number, object, only, tagged } from './field-readers';
import type { Problem, Reader } from './field-readers';
import { defaultInputs, modelShape } from './model-shape';
import { maxParameters, ranges } from './ranges';
import { classCount } from './specification';
import type {
  ActivationSpecification,
  DatasetSpecification,
  DenseSpecification,
  InitializerSpecification,
  LayerSpecification,
  ModelSpecification,
  OptimizerSpecification,
  Specification,
  TrainingSpecification,
} from './specification';

export type { Problem } from './field-readers';

/** A specification in which every field with a default may be left out. */
export interface SpecificationInput {
  version?: 1;
  seed?: number;
  dataset?: Partial<DatasetSpecification>;
  model?: { layers?: readonly LayerInput[]; initializer?: InitializerInput };
  training?: Partial<Omit<TrainingSpecification, 'optimizer'>> & {
    optimizer?: Partial<OptimizerSpecification>;
  };
}

/** The activation is relu by default, and softmax in the last layer. */
export type LayerInput = Pick<DenseSpecification, 'units'> & Partial<DenseSpecification>;

export type InitializerInput =
  | { type: Exclude<InitializerSpecification['type'], 'normal'> }
  | { type: 'normal'; standardDeviation?: number };

/** What is known of the data that the specification is meant for. */
export interface SpecificationLimits {
  /** Training and validation samples that there are. */
  samples?: number;
  /** Pixels of an image; 28 x 28 if not given. */
  inputs?: number;
}

export type ValidationResult =
  | { ok: true; specification: Specification }
  /** Every field at fault, not only the first; never empty. */
  | { ok: false; problems: [Problem, ...Problem[]] };

/** Checks unknown input and completes it with the defaults. The input is not changed. */
export function validateSpecification(
  input: unknown,
  limits: SpecificationLimits = {},
): ValidationResult {
  const problems: Problem[] = [];
  const specification = readSpecification(input, '', problems);
  const isSound = (section: string) => !problems.some(({ path }) => path.startsWith(section));
  if (isSound('model.layers')) {
    problems.push(...layerProblems(specification.model.layers, limits.inputs ?? defaultInputs));
  }
  if (isSound('dataset') && limits.samples !== undefined) {
    problems.push(...splitProblems(specification.dataset, limits.samples));
  }
  const [first, ...others] = problems;
  return first === undefined
    ? { ok: true, specification }
    : { ok: false, problems: [first, ...others] };
}

const readHiddenActivation = tagged<ActivationSpecification>(
  { identity: {}, sigmoid: {}, tanh: {}, relu: {}, softmax: {} },
  'relu',
);
const readOutputActivation: typeof readHiddenActivation = (value, path, problems) =>
  value === undefined ? { type: 'softmax' } : readHiddenActivation(value, path, problems);

function layerReader(index: number, length: number): Reader<LayerSpecification> {
  return tagged<LayerSpecification>(
    {
      dense: {
        units: number(ranges['model.layers[].units']),
        bias: boolean(true),
        activation: index === length - 1 ? readOutputActivation : readHiddenActivation,
      },
    },
    'dense',
  );
}

const readSpecification = object<Specification>({
  version: only(1),
  seed: number(ranges.seed, 1),
  dataset: object<DatasetSpecification>({
    name: choice(['mnist', 'built-in', 'custom'], 'mnist'),
    train: number(ranges['dataset.train'], 50_000),
    valid: number(ranges['dataset.valid'], 10_000),
    scaling: choice(['unit'], 'unit'),
  }),
  model: object<ModelSpecification>({
    layers: list(ranges['model.layers'], layerReader, [
      { units: 512 },
      { units: 256 },
      { units: classCount },
    ]),
    initializer: tagged<InitializerSpecification>(
      {
        zeros: {},
        normal: { standardDeviation: number(ranges['model.initializer.standardDeviation'], 1) },
        'glorot-uniform': {},
        'glorot-normal': {},
      },
      'glorot-uniform',
    ),
  }),
  training: object<TrainingSpecification>({
    loss: choice(['cross-entropy'], 'cross-entropy'),
    reduction: choice(['mean'], 'mean'),
    optimizer: tagged<OptimizerSpecification>(
      {
        sgd: {
          learningRate: number(ranges['training.optimizer.learningRate'], 0.1),
          momentum: only(0),
          nesterov: only(false),
        },
      },
      'sgd',
    ),
    schedule: tagged<TrainingSpecification['schedule']>({ constant: {} }, 'constant'),
    batchSize: number(ranges['training.batchSize'], 128),
    epochs: number(ranges['training.epochs'], 10),
    weightDecay: only(0),
    earlyStopping: only(null),
    augmentation: only(null),
  }),
});

/** What can only be seen from all layers together. */
function layerProblems(layers: LayerSpecification[], inputs: number): Problem[] {
  const problems: Problem[] = [];
  for (const [index, { units, activation }] of layers.entries()) {
    const path = `model.layers[${index}]`;
    const isLast = index === layers.length - 1;
    if (isLast && units !== classCount) {
      const message = `The last layer must have ${classCount} units, one for each digit; it has ${units}.`;
      problems.push({ path: `${path}.units`, message });
    }
    if (isLast !== (activation.type === 'softmax')) {
      const message = isLast
        ? `The last layer must use 'softmax'; '${activation.type}' was given.`
        : `'softmax' is for the last layer only; choose another activation here.`;
      problems.push({ path: `${path}.activation.type`, message });
    }
  }
  const { parameterCount } = modelShape(layers, inputs);
  if (parameterCount > maxParameters) {
    const message = `The network may have at most ${maxParameters} parameters; these layers have ${parameterCount}.`;
    problems.push({ path: 'model.layers', message });
  }
  return problems;
}

function splitProblems({ train, valid }: DatasetSpecification, samples: number): Problem[] {
  if (train + valid <= samples) return [];
  const path = valid >= samples ? 'dataset.valid' : 'dataset.train';
  const message = `Training and validation samples together may be at most ${samples}, what this data set has; ${train} + ${valid} were given.`;
  return [{ path, message }];
}

/** 784-512-256-10 with ReLU on MNIST: what an empty input stands for. Frozen. */
export const defaultSpecification: Specification = deepFreeze(readSpecification({}, '', []));

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
