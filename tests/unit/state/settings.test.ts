import { expect, it } from 'vitest';
import { changesBetween } from '../../../web/src/state/changes';
import { createSettings } from '../../../web/src/state/settings';

const image = { width: 28, height: 28 };
const learningRate = 'training.optimizer.learningRate';

it('takes a valid number at once', () => {
  const settings = createSettings();
  settings.enter(learningRate, ' 0.05 ');
  expect(settings.specification.value.training.optimizer.learningRate).toBe(0.05);
});

it('reads a comma as the decimal sign', () => {
  const settings = createSettings();
  settings.enter(learningRate, '0,05');
  expect(settings.specification.value.training.optimizer.learningRate).toBe(0.05);
});

it.each(['-1', '0', '1e9', 'fast', ''])(
  'keeps the value before and says why %j is none',
  (text) => {
    const settings = createSettings();
    settings.enter(learningRate, text);
    expect(settings.specification.value.training.optimizer.learningRate).toBe(0.1);
    const rejected = settings.rejected.value.get(learningRate);
    expect(rejected?.text).toBe(text);
    expect(rejected?.message).toMatch(/above 0 and at most 100/);
  },
);

it('forgets what was wrong when the field is mended', () => {
  const settings = createSettings();
  settings.enter(learningRate, '-1');
  settings.enter(learningRate, '0.1');
  expect(settings.rejected.value.size).toBe(0);
});

it('adds a layer before the output and takes it away again', () => {
  const settings = createSettings();
  const before = settings.specification.value.model.layers;
  settings.addLayer('dense');
  const units = settings.shape.value.layers.map((layer) => layer.units);
  expect(units).toEqual([512, 256, 128, 10]);
  settings.removeLayer(2);
  expect(settings.specification.value.model.layers).toEqual(before);
});

it('never takes the softmax of the output away', () => {
  const settings = createSettings();
  settings.setActivations('tanh');
  const types = settings.specification.value.model.layers.map(
    (layer) => layer.type === 'dense' && layer.activation.type,
  );
  expect(types).toEqual(['tanh', 'tanh', 'softmax']);
});

it('refuses more samples than the data set has', () => {
  const settings = createSettings();
  settings.useDataset('built-in', { samples: 100, image }, { train: 80, valid: 20 });
  settings.enter('dataset.train', '81');
  expect(settings.specification.value.dataset.train).toBe(80);
  expect(settings.rejected.value.get('dataset.train')?.message).toMatch(/at most 100/);
});

it('keeps a split that still can be had when the same data comes again', () => {
  const settings = createSettings();
  settings.useDataset('mnist', { samples: 60_000, image }, { train: 50_000, valid: 10_000 });
  settings.enter('dataset.train', '1000');
  settings.useDataset('mnist', { samples: 60_000, image }, { train: 50_000, valid: 10_000 });
  expect(settings.specification.value.dataset.train).toBe(1000);
});

it('needs a fresh network for every change but those of learning rate and epochs', () => {
  const settings = createSettings();
  const before = settings.specification.value;
  settings.enter(learningRate, '0.5');
  settings.enter('training.epochs', '3');
  expect(changesBetween(before, settings.specification.value)).toEqual([]);
  settings.enter('training.batchSize', '64');
  settings.enter('model.layers[0].units', '100');
  const paths = changesBetween(before, settings.specification.value).map(({ path }) => path);
  expect(paths.sort()).toEqual(['model.layers', 'training.batchSize']);
});

it('tells of another optimiser as one change, whatever its settings are', () => {
  const settings = createSettings();
  const before = settings.specification.value;
  settings.choose('training.optimizer', { type: 'adam' });
  expect(changesBetween(before, settings.specification.value)).toMatchObject([
    { path: 'training.optimizer', from: { type: 'sgd' }, to: { type: 'adam', beta2: 0.999 } },
  ]);
});

it('puts a convolution before the dense layers, with the flatten layer that they need', () => {
  const settings = createSettings();
  settings.addLayer('conv2d');
  const types = (): string[] => settings.specification.value.model.layers.map(({ type }) => type);
  expect(types()).toEqual(['conv2d', 'flatten', 'dense', 'dense', 'dense']);
  expect(settings.adjusted.value?.changes.map(({ path }) => path)).toEqual([
    'model.layers[0]',
    'model.layers[1]',
  ]);
  settings.addLayer('max-pool2d');
  expect(types().slice(0, 3)).toEqual(['conv2d', 'max-pool2d', 'flatten']);
});

it('keeps a flatten layer as long as an image comes before it', () => {
  const settings = createSettings();
  expect(settings.whyNotAdd('flatten')).toBeNull();
  settings.setPreset('small-cnn');
  expect(settings.whyNotAdd('flatten')).toMatch(/vector already/);
  const flatten = settings.specification.value.model.layers.findIndex(
    ({ type }) => type === 'flatten',
  );
  expect(settings.whyNotRemove(flatten)).toMatch(/put 'flatten' between/);
  for (let i = 0; i < flatten; i += 1) settings.removeLayer(0);
  const types = settings.specification.value.model.layers.map(({ type }) => type);
  expect(types).toEqual(['dense', 'dense']);
});

it('has a CNN with about as many parameters as the MLP', () => {
  const settings = createSettings();
  const { parameterCount } = settings.shape.value;
  settings.setPreset('small-cnn');
  expect(settings.preset.value).toBe('small-cnn');
  expect(Math.abs(settings.shape.value.parameterCount / parameterCount - 1)).toBeLessThan(0.1);
  settings.enter('model.layers[0].kernel', '5');
  expect(settings.preset.value).toBeNull();
});

it('lets the loss follow the output units, and says so', () => {
  const settings = createSettings();
  const output = 'model.layers[2].activation';
  expect(settings.whyNot('training.loss', 'binary-cross-entropy')).toMatch(/sigmoid/);
  settings.choose(output, { type: 'tanh' });
  expect(settings.specification.value.training.loss).toBe('mean-squared-error');
  expect(settings.adjusted.value).toEqual({
    cause: output,
    changes: [{ path: 'training.loss', from: 'cross-entropy', to: 'mean-squared-error' }],
  });
  expect(settings.whyNot('training.loss', 'cross-entropy')).toMatch(/softmax/);
  settings.choose(output, { type: 'sigmoid' });
  expect(settings.whyNot('training.loss', 'binary-cross-entropy')).toBeNull();
});

it('switches Nesterov off with the momentum, and refuses it without', () => {
  const settings = createSettings();
  const nesterov = 'training.optimizer.nesterov';
  expect(settings.whyNot(nesterov, true)).toMatch(/momentum/);
  settings.enter('training.optimizer.momentum', '0.9');
  settings.choose(nesterov, true);
  settings.enter('training.optimizer.momentum', '0');
  expect(settings.specification.value.training.optimizer).toMatchObject({
    momentum: 0,
    nesterov: false,
  });
});

it('leaves the L2 penalty to AdamW when that is chosen', () => {
  const settings = createSettings();
  settings.enter('training.weightDecay', '0.001');
  settings.choose('training.optimizer', { type: 'adamw' });
  expect(settings.specification.value.training.weightDecay).toBe(0);
  expect(settings.whyNot('training.weightDecay', 0.001)).toMatch(/adamw/);
});

it('refuses a warm-up that is as long as the training', () => {
  const settings = createSettings();
  settings.enter('training.schedule.warmup', '10');
  expect(settings.specification.value.training.schedule.warmup).toBe(0);
  expect(settings.rejected.value.get('training.schedule.warmup')?.message).toMatch(/shorter/);
});

it('takes the word for a full batch, and one check of early stopping in its one step', () => {
  const settings = createSettings();
  settings.choose('training.earlyStopping', { checksPerEpoch: 4 });
  settings.enter('training.batchSize', 'full');
  expect(settings.specification.value.training.batchSize).toBe('full');
  expect(settings.specification.value.training.earlyStopping?.checksPerEpoch).toBe(1);
});

it('forgets entries under a field that gets another value', () => {
  const settings = createSettings();
  settings.enter('training.optimizer.momentum', '2');
  expect(settings.rejected.value.size).toBe(1);
  settings.choose('training.optimizer', { type: 'adam' });
  expect(settings.rejected.value.size).toBe(0);
});

it('goes back to plain layers when images come that a window does not fit into', () => {
  const settings = createSettings();
  settings.setPreset('small-cnn');
  const tiny = { samples: 100, image: { width: 3, height: 3 } };
  settings.useDataset('custom', tiny, { train: 80, valid: 20 });
  expect(settings.specification.value.dataset).toMatchObject({ name: 'custom', train: 80 });
  expect(settings.preset.value).toBe('mlp-512-256');
});
