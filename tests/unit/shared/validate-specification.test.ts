import { describe, expect, it } from 'vitest';
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
  it('accepts the whole example of the design, and changes nothing in it', () => {
    const example = {
      version: 1,
      seed: 1,
      dataset: { name: 'mnist', train: 50000, valid: 10000, scaling: 'unit' },
      model: {
        layers: [
          { type: 'dense', units: 512, bias: true, activation: { type: 'relu' } },
          { type: 'dense', units: 256, bias: true, activation: { type: 'relu' } },
          { type: 'dense', units: 10, bias: true, activation: { type: 'softmax' } },
        ],
        initializer: { type: 'glorot-uniform' },
      },
      training: {
        loss: 'cross-entropy',
        reduction: 'mean',
        optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false },
        schedule: { type: 'constant' },
        batchSize: 128,
        epochs: 10,
        weightDecay: 0,
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
            { type: 'dense', units: 32, bias: true, activation: { type: 'tanh' } },
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
    expect(layers.map(({ activation }) => activation.type)).toEqual(['relu', 'relu', 'softmax']);
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
      "model.layers[1].activation.type: Must be one of 'identity', 'sigmoid', 'tanh', 'relu', 'softmax'; 'rellu' was given. Did you mean 'relu'?",
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
    [
      { model: { initializer: { type: 'zeros', standardDeviation: 1 } } },
      'model.initializer.standardDeviation: Unknown field. The fields here are type.',
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
    [{ training: { optimizer: { momentum: 0.9 } } }, 'training.optimizer.momentum', '0', '0.9'],
    [
      { training: { optimizer: { nesterov: true } } },
      'training.optimizer.nesterov',
      'false',
      'true',
    ],
    [{ training: { weightDecay: 0.01 } }, 'training.weightDecay', '0', '0.01'],
    [{ training: { earlyStopping: {} } }, 'training.earlyStopping', 'null', 'an object'],
    [{ training: { augmentation: 'all' } }, 'training.augmentation', 'null', "'all'"],
    [{ version: 2 }, 'version', '1', '2'],
  ])('says that %j is beyond this version', (input, path, allowed, given) => {
    expect(problemsOf(input)).toEqual([
      `${path}: This version supports only ${allowed} here; ${given} was given.`,
    ]);
  });

  it.each([
    [{ model: { layers: [{ type: 'conv2d', units: 10 }] } }, 'model.layers[0].type'],
    [{ model: { initializer: { type: 'he-normal' } } }, 'model.initializer.type'],
    [{ training: { optimizer: { type: 'adam', beta1: 0.9 } } }, 'training.optimizer.type'],
    [{ training: { schedule: { type: 'cosine' } } }, 'training.schedule.type'],
    [{ training: { loss: 'hinge' } }, 'training.loss'],
    [{ training: { reduction: 'sum' } }, 'training.reduction'],
    [{ dataset: { scaling: 'standard' } }, 'dataset.scaling'],
    [{ model: { layers: [{ units: 10, bias: 'yes' }] } }, 'model.layers[0].bias'],
    [{ model: { layers: 3 } }, 'model.layers'],
    [{ model: { layers: [{ units: 10, activation: 'softmax' }] } }, 'model.layers[0].activation'],
    [{ model: { layers: [{}] } }, 'model.layers[0].units'],
  ])('refuses %j and names the field', (input, path) => {
    const result = validateSpecification(input);
    expect(result.ok ? [] : result.problems.map((problem) => problem.path)).toEqual([path]);
  });

  describe('ranges', () => {
    const setters: Record<
      Exclude<keyof typeof ranges, 'model.layers'>,
      (value: unknown) => unknown
    > = {
      seed: (seed) => ({ seed }),
      'dataset.train': (train) => ({ dataset: { train } }),
      'dataset.valid': (valid) => ({ dataset: { valid } }),
      'model.layers[].units': (units) => ({ model: { layers: [{ units }, output] } }),
      'model.initializer.standardDeviation': (standardDeviation) => ({
        model: { initializer: { type: 'normal', standardDeviation } },
      }),
      'training.optimizer.learningRate': (learningRate) => ({
        training: { optimizer: { learningRate } },
      }),
      'training.batchSize': (batchSize) => ({ training: { batchSize } }),
      'training.epochs': (epochs) => ({ training: { epochs } }),
    };

    describe.each(Object.entries(setters))('of %s', (name, setter) => {
      const range: NumberRange = ranges[name as keyof typeof ranges];
      const smallest = range.aboveMin ? Number.MIN_VALUE : range.min;

      it('takes in both ends', () => {
        expect(problemsOf(setter(smallest))).toEqual([]);
        expect(problemsOf(setter(range.max))).toEqual([]);
      });

      const outside = [
        range.aboveMin ? range.min : range.min - 1,
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
        expect(problem).toContain(name.replace('[]', '[0]'));
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

    it('ends in softmax', () => {
      const layers = [hidden, { units: 10, activation: { type: 'relu' } }];
      expect(problemsOf({ model: { layers } })).toEqual([
        "model.layers[1].activation.type: The last layer must use 'softmax'; 'relu' was given.",
      ]);
    });

    it('has softmax nowhere else', () => {
      const layers = [{ units: 10, activation: { type: 'softmax' } }, output];
      expect(problemsOf({ model: { layers } })).toEqual([
        "model.layers[0].activation.type: 'softmax' is for the last layer only; choose another activation here.",
      ]);
    });

    it('has at most as many parameters as memory holds, counted from the size of the images', () => {
      const input = { model: { layers: [{ units: 4096 }, { units: 4096 }, output] } };
      expect(problemsOf(input)).toEqual([]);
      expect(problemsOf(input, { inputs: 64 * 64 })).toEqual([
        `model.layers: The network may have at most 33554432 parameters; these layers have ${
          (64 * 64 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 10
        }.`,
      ]);
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
