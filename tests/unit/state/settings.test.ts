import { expect, it } from 'vitest';
import { changesBetween, createSettings } from '../../../web/src/state/settings';

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
  settings.addLayer();
  const units = settings.shape.value.layers.map((layer) => layer.units);
  expect(units).toEqual([512, 256, 128, 10]);
  settings.removeLayer(2);
  expect(settings.specification.value.model.layers).toEqual(before);
});

it('never takes the softmax of the output away', () => {
  const settings = createSettings();
  settings.setActivation('all', 'tanh');
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
