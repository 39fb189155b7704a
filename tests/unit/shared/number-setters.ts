import type { RangeName } from '../../../web/src/shared/ranges';

const output = { units: 10 };
const flatten = { type: 'flatten' };
const layers = (...first: object[]) => ({ model: { layers: [...first, output] } });
const optimizer = (fields: object) => ({ training: { optimizer: fields } });
const schedule = (fields: object) => ({ training: { schedule: fields } });
const augmentation = (fields: object) => ({ training: { augmentation: fields } });

/** A specification with each number of the table set, in surroundings where it means something. */
export const numberSetters: Record<
  Exclude<RangeName, 'model.layers'>,
  (value: unknown) => unknown
> = {
  seed: (seed) => ({ seed }),
  'dataset.train': (train) => ({ dataset: { train } }),
  'dataset.valid': (valid) => ({ dataset: { valid } }),
  'model.layers[].units': (units) => layers({ units }),
  'model.layers[].filters': (filters) => layers({ type: 'conv2d', filters }, flatten),
  'model.layers[].kernel': (kernel) => layers({ type: 'conv2d', filters: 1, kernel }, flatten),
  'model.layers[].stride': (stride) => layers({ type: 'conv2d', filters: 1, stride }, flatten),
  'model.layers[].size': (size) => layers({ type: 'max-pool2d', size }, flatten),
  'model.layers[].rate': (rate) => layers({ type: 'dropout', rate }),
  'model.layers[].standardDeviation': (standardDeviation) =>
    layers({ type: 'gaussian-noise', standardDeviation }),
  'model.layers[].activation.slope': (slope) =>
    layers({ units: 1, activation: { type: 'sigmoid', slope } }),
  'model.layers[].activation.floor': (floor) =>
    layers({ units: 1, activation: { type: 'relu', floor } }),
  'model.initializer.standardDeviation': (standardDeviation) => ({
    model: { initializer: { type: 'normal', standardDeviation } },
  }),
  'model.initializer.limit': (limit) => ({ model: { initializer: { type: 'uniform', limit } } }),
  'training.optimizer.learningRate': (learningRate) => optimizer({ learningRate }),
  'training.optimizer.momentum': (momentum) => optimizer({ momentum }),
  'training.optimizer.decay': (decay) => optimizer({ type: 'rmsprop', decay }),
  'training.optimizer.beta1': (beta1) => optimizer({ type: 'adam', beta1 }),
  'training.optimizer.beta2': (beta2) => optimizer({ type: 'adam', beta2 }),
  'training.optimizer.epsilon': (epsilon) => optimizer({ type: 'adam', epsilon }),
  'training.optimizer.weightDecay': (weightDecay) => optimizer({ type: 'adamw', weightDecay }),
  'training.schedule.warmup': (warmup) => schedule({ warmup }),
  'training.schedule.every': (every) => schedule({ type: 'step', every }),
  'training.schedule.factor': (factor) => schedule({ type: 'exponential', factor }),
  'training.schedule.minimum': (minimum) => schedule({ type: 'cosine', minimum }),
  'training.batchSize': (batchSize) => ({ training: { batchSize } }),
  'training.epochs': (epochs) => ({ training: { epochs } }),
  'training.weightDecay': (weightDecay) => ({ training: { weightDecay } }),
  'training.l1': (l1) => ({ training: { l1 } }),
  'training.gradientClipping.norm': (norm) => ({ training: { gradientClipping: { norm } } }),
  'training.earlyStopping.patience': (patience) => ({ training: { earlyStopping: { patience } } }),
  'training.earlyStopping.checksPerEpoch': (checksPerEpoch) => ({
    training: { earlyStopping: { checksPerEpoch } },
  }),
  'training.augmentation.shift': (shift) => augmentation({ shift }),
  'training.augmentation.rotation': (rotation) => augmentation({ rotation }),
  'training.augmentation.scale': (scale) => augmentation({ scale }),
  'training.augmentation.elastic.alpha': (alpha) => augmentation({ elastic: { alpha } }),
  'training.augmentation.elastic.sigma': (sigma) => augmentation({ elastic: { sigma } }),
};
