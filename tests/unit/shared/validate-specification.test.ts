import { describe, expect, it } from 'vitest';
import { numberSetters } from './number-setters';
import type { SpecificationInput } from '../../../web/src/shared/validate-specification';
import {
  defaultSpecification,
  validateSpecification,
} from '../../../web/src/shared/validate-specification';
import { describeRange, ranges, type NumberRange } from '../../../web/src/shared/ranges';

/** The problems of `input` as 'path: message'; empty if it is accepted. */
function problemsOf(input: unknown, limits = {}): string[] {
  const result = validateSpecification(input, limits);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`);
}

const hidden = { units: 16 };
const output = { units: 10 };

describe('validateSpecification', () => {
  it('accepts a complete specification and changes nothing in it', () => {
    const relu = { type: 'relu', slope: 1, floor: 0 };
    const example = {
      version: 1,
      seed: 1,
      reproducible: false,
      dataset: { name: 'mnist', train: 50000, valid: 10000, scaling: 'unit' },
      model: {
        layers: [
          { type: 'dense', units: 512, bias: true, activation: relu },
          { type: 'dense', units: 256, bias: true, activation: relu },
          { type: 'dense', units: 10, bias: true, activation: { type: 'softmax' } },
        ],
        initializer: { type: 'glorot-uniform' },
      },
      training: {
        loss: 'cross-entropy',
        reduction: 'mean',
        optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false },
        schedule: { type: 'constant', warmup: 0 },
        batchSize: 128,
        epochs: 10,
        weightDecay: 0,
        l1: 0,
        gradientClipping: null,
        earlyStopping: null,
        augmentation: null,
      },
    };
    expect(validateSpecification(example)).toEqual({ ok: true, specification: example });
    expect(example).toEqual(defaultSpecification);
  });

  it('completes what is not given with the defaults', () => {
    const input: SpecificationInput = {
      seed: 7,
      model: {
        layers: [
          { units: 32, activation: { type: 'tanh' } },
          { units: 10, bias: false },
        ],
      },
      training: { optimizer: { learningRate: 0.5 } },
    };
    const result = validateSpecification(input);
    expect(result).toEqual({
      ok: true,
      specification: {
        ...defaultSpecification,
        seed: 7,
        model: {
          layers: [
            { type: 'dense', units: 32, bias: true, activation: { type: 'tanh', slope: 1 } },
            { type: 'dense', units: 10, bias: false, activation: { type: 'softmax' } },
          ],
          initializer: { type: 'glorot-uniform' },
        },
        training: {
          ...defaultSpecification.training,
          optimizer: { ...defaultSpecification.training.optimizer, learningRate: 0.5 },
        },
      },
    });
  });

  it('gives hidden layers relu and the last one softmax when nothing is said', () => {
    const result = validateSpecification({ model: { layers: [hidden, hidden, output] } });
    const layers = result.ok ? result.specification.model.layers : [];
    const types = layers.map((layer) => layer.type === 'dense' && layer.activation.type);
    expect(types).toEqual(['relu', 'relu', 'softmax']);
  });

  it('gives normal weights a standard deviation of 1 when nothing is said', () => {
    const result = validateSpecification({ model: { initializer: { type: 'normal' } } });
    const initializer = result.ok ? result.specification.model.initializer : null;
    expect(initializer).toEqual({ type: 'normal', standardDeviation: 1 });
  });

  it('comes back the same through JSON', () => {
    const copy: unknown = JSON.parse(JSON.stringify(defaultSpecification));
    expect(validateSpecification(copy)).toEqual({ ok: true, specification: defaultSpecification });
  });

  it('hands out defaults that cannot be changed by mistake', () => {
    expect(() => {
      defaultSpecification.training.epochs = 3;
    }).toThrow(TypeError);
  });

  it.each([null, 3, 'mnist', [], true])('refuses %j in the place of a specification', (input) => {
    expect(problemsOf(input)).toEqual([
      expect.stringMatching(/^: Must be an object with named fields; .+ was given\.$/),
    ]);
  });

  it('names every field at fault, not only the first', () => {
    const input = {
      seed: -1,
      dataset: { name: 'imagenet' },
      model: { layers: [{ units: 0 }, { units: 10, activation: { type: 'rellu' } }] },
      training: { epochs: 0 },
    };
    expect(problemsOf(input)).toEqual([
      'seed: Must be a whole number from 0 to 4294967295; -1 was given.',
      "dataset.name: Must be one of 'mnist', 'built-in', 'custom'; 'imagenet' was given.",
      'model.layers[0].units: Must be a whole number from 1 to 16384; 0 was given.',
      "model.layers[1].activation.type: Must be one of 'identity', 'sigmoid', 'improved-sigmoid', 'tanh', 'relu', 'leaky-relu', 'relu6', 'softmax'; 'rellu' was given. Did you mean 'relu'?",
      'training.epochs: Must be a whole number from 1 to 10000; 0 was given.',
    ]);
  });

  it.each([
    [{ seeed: 1 }, "seeed: Unknown field. Did you mean 'seed'?"],
    [
      { training: { batchsize: 1 } },
      "training.batchsize: Unknown field. Did you mean 'batchSize'?",
    ],
    [
      { training: { optimizer: { learningRat: 1 } } },
      "training.optimizer.learningRat: Unknown field. Did you mean 'learningRate'?",
    ],
    [
      { model: { layers: [{ units: 10, dropout: 0.5 }] } },
      'model.layers[0].dropout: Unknown field. The fields here are type, units, bias, activation.',
    ],
  ])('refuses an unknown field by name: %j', (input, problem) => {
    expect(problemsOf(input)).toEqual([problem]);
  });

  it('does not take inherited names for fields', () => {
    const input: unknown = JSON.parse('{ "__proto__": { "seed": 5 }, "constructor": 1 }');
    expect(problemsOf(input)).toHaveLength(2);
    expect(problemsOf({ model: { initializer: { type: 'toString' } } })).toHaveLength(1);
  });

  it.each([
    [
      { model: { initializer: { type: 'zeros', standardDeviation: 1 } } },
      "model.initializer.standardDeviation: 'standardDeviation' is a setting of 'normal'; model.initializer.type is 'zeros'.",
    ],
    [
      { training: { optimizer: { type: 'adam', momentum: 0.9 } } },
      "training.optimizer.momentum: 'momentum' is a setting of 'sgd'; training.optimizer.type is 'adam'.",
    ],
    [
      { training: { optimizer: { beta1: 0.9 } } },
      "training.optimizer.beta1: 'beta1' is a setting of 'adam', 'adamw'; training.optimizer.type is 'sgd'.",
    ],
    [
      { model: { layers: [{ type: 'dropout', units: 3 }, { units: 10 }] } },
      "model.layers[0].units: 'units' is a setting of 'dense'; model.layers[0].type is 'dropout'.",
    ],
  ])('says of which type a field is: %j', (input, problem) => {
    expect(problemsOf(input)).toEqual([problem]);
  });

  it('says of a later version that it is beyond this one', () => {
    expect(problemsOf({ version: 2 })).toEqual([
      'version: This version supports only 1 here; 2 was given.',
    ]);
  });

  it.each([
    [{ model: { layers: [{ type: 'conv3d', units: 10 }] } }, 'model.layers[0].type'],
    [{ model: { initializer: { type: 'orthogonal' } } }, 'model.initializer.type'],
    [{ training: { optimizer: { type: 'lion', beta1: 0.9 } } }, 'training.optimizer.type'],
    [{ training: { schedule: { type: 'cyclic' } } }, 'training.schedule.type'],
    [{ training: { loss: 'hinge' } }, 'training.loss'],
    [{ training: { reduction: 'max' } }, 'training.reduction'],
    [{ training: { batchSize: 'half' } }, 'training.batchSize'],
    [{ training: { earlyStopping: { metric: 'time' } } }, 'training.earlyStopping.metric'],
    [{ training: { augmentation: 'all' } }, 'training.augmentation'],
    [{ dataset: { scaling: 'whitened' } }, 'dataset.scaling'],
    [{ dataset: { split: '60k' } }, 'dataset.split'],
    [{ model: { layers: [{ units: 10, bias: 'yes' }] } }, 'model.layers[0].bias'],
    [{ model: { layers: 3 } }, 'model.layers'],
    [{ model: { layers: [{ units: 10, activation: 'softmax' }] } }, 'model.layers[0].activation'],
    [{ model: { layers: [{}] } }, 'model.layers[0].units'],
    [{ model: { layers: [{ type: 'conv2d' }, { units: 10 }] } }, 'model.layers[0].filters'],
  ])('refuses %j and names the field', (input, path) => {
    const result = validateSpecification(input);
    expect(result.ok ? [] : result.problems.map((problem) => problem.path)).toEqual([path]);
  });

  describe('named splits', () => {
    it.each([
      ['50k/10k/10k', 50_000],
      ['20k/10k', 20_000],
    ])('%s stand for numbers of samples', (split, train) => {
      const result = validateSpecification({ dataset: { split } });
      expect(result.ok && result.specification.dataset).toEqual({
        name: 'mnist',
        train,
        valid: 10_000,
        scaling: 'unit',
      });
    });

    it('are not given together with numbers', () => {
      expect(problemsOf({ dataset: { split: '20k/10k', valid: 5 } })).toEqual([
        "dataset.split: 'split' stands for dataset.train and dataset.valid; give it or dataset.valid, not both.",
      ]);
    });
  });

  it('pools without overlap when no stride is given', () => {
    const layers = [{ type: 'max-pool2d', size: 3 }, { type: 'flatten' }, output];
    const result = validateSpecification({ model: { layers } });
    expect(result.ok && result.specification.model.layers[0]).toEqual({
      type: 'max-pool2d',
      size: 3,
      stride: 3,
    });
  });

  describe('ranges', () => {
    describe.each(Object.entries(numberSetters))('of %s', (name, setter) => {
      const range: NumberRange = ranges[name as keyof typeof ranges];
      const smallest = range.aboveMin ? Number.MIN_VALUE : range.min;
      const largest = range.belowMax ? range.max - 1e-9 : range.max;
      // Whether it goes with the other settings is another question.
      const about = (value: unknown) =>
        problemsOf(setter(value)).filter((problem) => problem.includes('Must be '));

      it('takes in both ends', () => {
        expect(about(smallest)).toEqual([]);
        expect(about(largest)).toEqual([]);
      });

      const outside = [
        range.aboveMin ? range.min : range.min - 1,
        ...(range.belowMax ? [range.max] : []),
        range.max * 1.01 + 1,
        -Infinity,
        Infinity,
        NaN,
        '5',
        null,
        ...(range.integer ? [range.min + 0.5] : []),
      ];
      it.each(outside)('leaves out %s', (value) => {
        const [problem, ...others] = problemsOf(setter(value));
        expect(others).toEqual([]);
        expect(problem).toContain(`${name.replace('[]', '[0]')}: `);
        expect(problem).toContain(`Must be ${describeRange(range)}`);
      });
    });
  });

  describe('rules for the network', () => {
    it('has from 1 to 64 layers', () => {
      const layers = (count: number) => ({
        model: { layers: [...new Array<object>(count - 1).fill({ units: 1 }), output] },
      });
      expect(problemsOf(layers(64))).toEqual([]);
      expect(problemsOf(layers(65))).toEqual([
        'model.layers: Must have from 1 to 64 items; it has 65.',
      ]);
      expect(problemsOf({ model: { layers: [] } })).toEqual([
        'model.layers: Must have from 1 to 64 items; it has 0.',
      ]);
    });

    it('ends in ten units', () => {
      expect(problemsOf({ model: { layers: [hidden, { units: 9 }] } })).toEqual([
        'model.layers[1].units: The last layer must have 10 units, one for each digit; it has 9.',
      ]);
    });

    it('ends in a dense layer', () => {
      expect(problemsOf({ model: { layers: [hidden, { type: 'dropout' }] } })).toEqual([
        "model.layers[1].type: The last layer must be 'dense', with 10 units; it is 'dropout'.",
      ]);
    });

    it('ends in outputs that a loss can judge', () => {
      const layers = [hidden, { units: 10, activation: { type: 'leaky-relu' } }];
      expect(problemsOf({ model: { layers }, training: { loss: 'mean-squared-error' } })).toEqual([
        "model.layers[1].activation.type: The last layer's activation must be one of 'softmax', 'sigmoid', 'tanh', 'relu'; 'leaky-relu' was given.",
      ]);
    });

    it.each([[{ units: 16 }], [{ type: 'conv2d', filters: 4 }, { type: 'flatten' }]])(
      'has softmax nowhere else: %j',
      (first, ...rest) => {
        const layers = [{ ...first, activation: { type: 'softmax' } }, ...rest, output];
        expect(problemsOf({ model: { layers } })).toEqual([
          "model.layers[0].activation.type: 'softmax' is for the last layer only; choose another activation here.",
        ]);
      },
    );

    const conv = { type: 'conv2d', filters: 4 };
    const pool = { type: 'max-pool2d' };
    const flatten = { type: 'flatten' };

    it('takes images through convolution and pooling to a vector', () => {
      const layers = [
        { type: 'gaussian-noise', standardDeviation: 0.1 },
        conv,
        pool,
        { ...conv, kernel: 5, stride: 2, padding: 'valid', activation: { type: 'relu6' } },
        pool,
        flatten,
        { type: 'dropout' },
        hidden,
        output,
      ];
      expect(problemsOf({ model: { layers } })).toEqual([]);
    });

    it('needs flatten between an image and a dense layer', () => {
      expect(problemsOf({ model: { layers: [conv, { type: 'dropout' }, output] } })).toEqual([
        "model.layers[2].type: A 'dense' layer takes a vector, and what comes before it gives an image; put 'flatten' between them.",
      ]);
    });

    it.each([conv, pool])('has no image after a vector: %j', (layer) => {
      expect(problemsOf({ model: { layers: [hidden, layer, flatten, output] } })).toEqual([
        `model.layers[1].type: A '${layer.type}' layer takes an image, and what comes before it gives a vector; put it before all 'dense' and 'flatten' layers.`,
      ]);
    });

    it('flattens once', () => {
      expect(problemsOf({ model: { layers: [flatten, flatten, output] } })).toEqual([
        "model.layers[1].type: What comes before this 'flatten' is a vector already; leave it out.",
      ]);
    });

    it('pools no more than there is', () => {
      const layers = [{ ...pool, size: 4 }, { ...pool, size: 8 }, pool, flatten, output];
      expect(problemsOf({ model: { layers } })).toEqual([
        'model.layers[1].size: The window may be at most 7, as the image that comes in has 7 x 7 pixels; 8 was given.',
      ]);
      expect(problemsOf({ model: { layers } }, { image: { width: 64, height: 64 } })).toEqual([]);
    });

    it('has no kernel beyond the image, unless zeros are around it', () => {
      const layers = (padding: string) => [{ ...conv, kernel: 29, padding }, flatten, output];
      expect(problemsOf({ model: { layers: layers('same') } })).toEqual([]);
      expect(problemsOf({ model: { layers: layers('valid') } })).toEqual([
        "model.layers[0].kernel: With model.layers[0].padding 'valid' the kernel may be at most 28, as the image that comes in has 28 x 28 pixels; 29 was given.",
      ]);
    });

    it('has at most as many parameters as memory holds, counted from the size of the images', () => {
      const input = { model: { layers: [{ units: 4096 }, { units: 4096 }, output] } };
      expect(problemsOf(input)).toEqual([]);
      expect(problemsOf(input, { image: { width: 64, height: 64 } })).toEqual([
        `model.layers: The network may have at most 33554432 parameters; these layers have ${
          (64 * 64 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 10
        }.`,
      ]);
    });
  });

  describe('rules for settings that must go together', () => {
    const withOutput = (activation: string, loss: string) => ({
      model: { layers: [{ units: 10, activation: { type: activation } }] },
      training: { loss },
    });

    it.each([
      ['softmax', 'cross-entropy'],
      ['sigmoid', 'cross-entropy'],
      ['sigmoid', 'binary-cross-entropy'],
      ['softmax', 'mean-squared-error'],
      ['sigmoid', 'mean-squared-error'],
      ['tanh', 'mean-squared-error'],
      ['relu', 'mean-squared-error'],
    ])('%s outputs go with %s', (activation, loss) => {
      expect(problemsOf(withOutput(activation, loss))).toEqual([]);
    });

    it.each(['tanh', 'relu'])('%s outputs have no cross-entropy', (activation) => {
      expect(problemsOf(withOutput(activation, 'cross-entropy'))).toEqual([
        `training.loss: 'cross-entropy' takes the logarithm of the outputs, which must lie between 0 and 1: model.layers[0].activation.type must be 'softmax' or 'sigmoid', and it is '${activation}'. 'mean-squared-error' goes with any output.`,
      ]);
    });

    it.each(['softmax', 'tanh', 'relu'])(
      '%s outputs have no binary cross-entropy',
      (activation) => {
        expect(problemsOf(withOutput(activation, 'binary-cross-entropy'))).toEqual([
          `training.loss: 'binary-cross-entropy' takes each output for a probability of its own: model.layers[0].activation.type must be 'sigmoid', and it is '${activation}'. 'mean-squared-error' goes with any output.`,
        ]);
      },
    );

    it.each([
      [
        { optimizer: { nesterov: true } },
        "training.optimizer.nesterov: Nesterov's method looks ahead along the momentum: training.optimizer.momentum must be above 0.",
      ],
      [
        { optimizer: { type: 'adamw' }, weightDecay: 0.1 },
        "training.weightDecay: 'adamw' has a weight decay of its own: set training.optimizer.weightDecay and leave this 0, or choose 'adam'.",
      ],
      [
        { schedule: { warmup: 5 }, epochs: 5 },
        'training.schedule.warmup: The warm-up must be shorter than training.epochs, 5; 5 was given.',
      ],
      [
        { schedule: { type: 'cosine', minimum: 0.2 } },
        'training.schedule.minimum: The rate falls to its minimum: it may be at most training.optimizer.learningRate, 0.1; 0.2 was given.',
      ],
      [
        { batchSize: 25_000, earlyStopping: { checksPerEpoch: 5 } },
        'training.earlyStopping.checksPerEpoch: An epoch has 2 steps (dataset.train 50000, training.batchSize 25000), so there can be at most 2 checks in it; 5 were given.',
      ],
      [
        { batchSize: 'full', earlyStopping: { checksPerEpoch: 2 } },
        'training.earlyStopping.checksPerEpoch: An epoch has 1 step (dataset.train 50000, training.batchSize full), so there can be at most 1 checks in it; 2 were given.',
      ],
    ])('refuses %j and names both fields', (training, problem) => {
      expect(problemsOf({ training })).toEqual([problem]);
    });
  });

  describe('with the size of the data known', () => {
    it('takes a split that uses all of it', () => {
      expect(problemsOf({ dataset: { train: 90, valid: 10 } }, { samples: 100 })).toEqual([]);
    });

    it('refuses one sample more', () => {
      expect(problemsOf({ dataset: { train: 91, valid: 10 } }, { samples: 100 })).toEqual([
        'dataset.train: Training and validation samples together may be at most 100, what this data set has; 91 + 10 were given.',
      ]);
    });

    it('blames the validation samples when they alone take everything', () => {
      const problems = problemsOf({ dataset: { train: 1, valid: 100 } }, { samples: 100 });
      expect(problems).toEqual([expect.stringMatching(/^dataset\.valid: /)]);
    });
  });
});
