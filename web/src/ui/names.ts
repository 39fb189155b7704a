import type {
  ActivationName,
  InitializerName,
  LayerType,
  LossName,
  OptimizerName,
  PaddingName,
  ReductionName,
  ScalingName,
  ScheduleName,
} from '../shared/specification';
import type { PresetName } from '../state/presets';
import type { Option } from './parts/select';

// The specification's values and fields in the words of the field.

function optionsOf<T extends string>(names: Record<T, string>): readonly Option<T>[] {
  return (Object.keys(names) as T[]).map((value) => ({ value, label: names[value] }));
}

const hiddenActivations: Record<Exclude<ActivationName, 'softmax'>, string> = {
  relu: 'ReLU',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  'leaky-relu': 'Leaky ReLU',
  relu6: 'ReLU6',
  'improved-sigmoid': 'Improved sigmoid',
  identity: 'Identity',
};
const outputs = { softmax: 'Softmax', sigmoid: 'Sigmoid', tanh: 'Tanh', relu: 'ReLU' };
const initializers: Record<InitializerName, string> = {
  'glorot-uniform': 'Glorot uniform',
  'glorot-normal': 'Glorot normal',
  'he-normal': 'He normal',
  'he-uniform': 'He uniform',
  'lecun-normal': 'LeCun normal',
  normal: 'Normal',
  uniform: 'Uniform',
  zeros: 'Zeros',
};
const optimizers: Record<OptimizerName, string> = {
  sgd: 'SGD',
  rmsprop: 'RMSProp',
  adam: 'Adam',
  adamw: 'AdamW',
};
const schedules: Record<ScheduleName, string> = {
  constant: 'Constant',
  step: 'Steps',
  exponential: 'Exponential',
  cosine: 'Cosine',
};
const losses: Record<LossName, string> = {
  'cross-entropy': 'Cross-entropy',
  'binary-cross-entropy': 'Binary cross-entropy',
  'mean-squared-error': 'Mean squared error',
};
const reductions: Record<ReductionName, string> = { mean: 'Mean', sum: 'Sum' };
const scalings: Record<ScalingName, string> = {
  unit: '0 to 1',
  signed: '-1 to 1',
  standard: 'Standard',
};
const paddings: Record<PaddingName, string> = { same: 'Same', valid: 'Valid' };
const metrics = { loss: 'Validation loss', accuracy: 'Validation accuracy' };
const layerTypes: Record<LayerType, string> = {
  dense: 'Dense',
  conv2d: 'Convolution',
  'max-pool2d': 'Max-pooling',
  flatten: 'Flatten',
  dropout: 'Dropout',
  'gaussian-noise': 'Gaussian noise',
};
const presets: Record<PresetName, string> = {
  'mlp-512-256': 'MLP 512-256',
  'mlp-64': 'MLP 64',
  'small-cnn': 'Small CNN',
};

export const activationOptions = optionsOf<ActivationName>(
  hiddenActivations as Record<ActivationName, string>,
);
export const outputOptions = optionsOf(outputs);
export const initializerOptions = optionsOf(initializers);
export const optimizerOptions = optionsOf(optimizers);
export const scheduleOptions = optionsOf(schedules);
export const lossOptions = optionsOf(losses);
export const reductionOptions = optionsOf(reductions);
export const scalingOptions = optionsOf(scalings);
export const paddingOptions = optionsOf(paddings);
export const metricOptions = optionsOf(metrics);
export const layerOptions = optionsOf(layerTypes);
export const presetOptions = optionsOf(presets);

const valueNames: Record<string, string | undefined> = {
  ...hiddenActivations,
  ...outputs,
  ...initializers,
  ...optimizers,
  ...schedules,
  ...losses,
  ...reductions,
  ...paddings,
  ...layerTypes,
};

/** The label of a value of the specification, as it stands by itself. */
export function valueName(value: string): string {
  return valueNames[value] ?? value;
}

const fieldNames: Record<string, string | undefined> = {
  seed: 'Seed',
  reproducible: 'Reproducible',
  'dataset.name': 'Data',
  'dataset.train': 'Training samples',
  'dataset.valid': 'Validation samples',
  'dataset.scaling': 'Scaling',
  'model.layers': 'Layers',
  'model.initializer': 'Initialiser',
  'model.initializer.standardDeviation': 'Standard deviation',
  'model.initializer.limit': 'Limit',
  'training.loss': 'Loss',
  'training.reduction': 'Reduction',
  'training.optimizer': 'Optimiser',
  'training.optimizer.learningRate': 'Learning rate',
  'training.optimizer.momentum': 'Momentum',
  'training.optimizer.nesterov': 'Nesterov',
  'training.optimizer.decay': 'Decay',
  'training.optimizer.beta1': 'Beta 1',
  'training.optimizer.beta2': 'Beta 2',
  'training.optimizer.epsilon': 'Epsilon',
  'training.optimizer.weightDecay': 'Decoupled weight decay',
  'training.schedule': 'Schedule',
  'training.schedule.warmup': 'Warm-up',
  'training.schedule.every': 'Epochs between steps',
  'training.schedule.factor': 'Factor',
  'training.schedule.minimum': 'Lowest rate',
  'training.batchSize': 'Batch size',
  'training.epochs': 'Epochs',
  'training.weightDecay': 'L2 penalty',
  'training.l1': 'L1 penalty',
  'training.gradientClipping': 'Clip gradients',
  'training.gradientClipping.norm': 'Largest norm',
  'training.earlyStopping': 'Early stopping',
  'training.earlyStopping.metric': 'Metric',
  'training.earlyStopping.patience': 'Patience',
  'training.earlyStopping.checksPerEpoch': 'Checks per epoch',
  'training.earlyStopping.restoreBest': 'Restore best weights',
  'training.augmentation': 'Augmentation',
  'training.augmentation.shift': 'Shift',
  'training.augmentation.rotation': 'Rotation',
  'training.augmentation.scale': 'Scale',
  'training.augmentation.elastic': 'Elastic distortion',
  'training.augmentation.elastic.alpha': 'Elastic strength',
  'training.augmentation.elastic.sigma': 'Elastic width',
};

/** The label of a field of the specification. */
export function fieldName(path: string): string {
  const [, index, field] = /^model\.layers\[(\d+)\](?:\.([^.]+))?/.exec(path) ?? [];
  if (index !== undefined) {
    const layer = `layer ${Number(index) + 1}`;
    return field === undefined || field === 'type'
      ? `Type of ${layer}`
      : `${capital(field)} of ${layer}`;
  }
  return fieldNames[path] ?? fieldNames[path.replace(/\.type$/, '')] ?? path;
}

/** Words that keep their capital within a sentence. */
const proper = /^(Adam|Glorot|He |LeCun|Gaussian|L[12] |Nesterov|.\w*[A-Z])/;

/** A label within a sentence: 'Mean squared error' becomes 'mean squared error'. */
export function inSentence(label: string): string {
  return proper.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** A validator's sentence with the page's labels in the place of paths and quoted values. */
export function inWords(message: string): string {
  return message
    .replace(/\b(?:dataset|model|training)(?:\.\w+|\[\d+\])+/g, (path) =>
      inSentence(fieldName(path)),
    )
    .replace(/'([\w-]+)'/g, (quoted, value: string) => {
      const label = valueNames[value];
      return label === undefined ? quoted : inSentence(label);
    })
    .replace(/(^|[.;:] )([a-z])/g, (match, before: string, letter: string) =>
      before.startsWith(';') || before.startsWith(':') ? match : before + letter.toUpperCase(),
    );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** 'layers.0', as the trainer says it, is 'Layer 1'. */
export function layerName(layer: string): string {
  return `Layer ${Number(layer.split('.')[1]) + 1}`;
}
