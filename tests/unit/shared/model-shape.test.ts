import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelShape } from '../../../web/src/shared/model-shape';
import { maxImageSide, maxParameters, ranges } from '../../../web/src/shared/ranges';
import { classCount } from '../../../web/src/shared/specification';
import type { LayerInput } from '../../../web/src/shared/validate-specification';
import {
  defaultSpecification,
  validateSpecification,
} from '../../../web/src/shared/validate-specification';

/** The shapes of a network of which only what is no default is given. */
function shapesOf(layers: LayerInput[], image = { width: 28, height: 28 }) {
  const result = validateSpecification({ model: { layers } }, { image });
  if (!result.ok) throw new Error(result.problems[0].message);
  return modelShape(result.specification.model.layers, image);
}

it('counts the weights and biases of every layer', () => {
  const { layers, parameterCount } = modelShape(defaultSpecification.model.layers);
  expect(layers.map(({ inputs, units }) => [inputs, units])).toEqual([
    [784, 512],
    [512, 256],
    [256, 10],
  ]);
  expect(layers.map((layer) => layer.parameterCount)).toEqual([
    784 * 512 + 512,
    512 * 256 + 256,
    256 * 10 + 10,
  ]);
  expect(layers.map(({ name }) => name)).toEqual(['layers.0', 'layers.1', 'layers.2']);
  expect(parameterCount).toBe(535_818);
});

it('counts no biases where a layer has none, and starts from the size of the image', () => {
  const image = { width: 2, height: 2 };
  const layers = [
    { units: 3, bias: false },
    { units: 10, bias: false },
  ];
  expect(shapesOf(layers, image).parameterCount).toBe(4 * 3 + 3 * 10);
});

it('follows an image of two channels through every type of layer', () => {
  const { layers } = shapesOf(
    [
      { type: 'dropout' },
      { type: 'conv2d', filters: 2, kernel: 5 },
      { type: 'max-pool2d' },
      { type: 'conv2d', filters: 3, kernel: 4, stride: 2, padding: 'valid', bias: false },
      { type: 'conv2d', filters: 4, stride: 2 },
      { type: 'gaussian-noise', standardDeviation: 1 },
      { type: 'flatten' },
      { units: 10 },
    ],
    { width: 12, height: 20 },
  );
  expect(layers.map(({ output, parameterCount }) => [output, parameterCount])).toEqual([
    [[1, 20, 12], 0],
    [[2, 20, 12], 2 * 25 + 2],
    [[2, 10, 6], 0],
    // (10 - 4) / 2 + 1 by (6 - 4) / 2 + 1
    [[3, 4, 2], 3 * 2 * 16],
    [[4, 2, 1], 4 * 3 * 9 + 4],
    [[4, 2, 1], 0],
    [[8], 0],
    [[10], 80 + 10],
  ]);
});

it('knows the same limits as the core', () => {
  const source = readFileSync('wasm/core/limits.h', 'utf8');
  const constant = (name: string): string | undefined =>
    new RegExp(`${name} = ([^;]+);`).exec(source)?.[1];
  expect(constant('kMaxParameters')).toBe(`std::int64_t{1} << ${Math.log2(maxParameters)}`);
  expect(constant('kMaxUnits')).toBe(String(ranges['model.layers[].units'].max));
  expect(constant('kMaxLayers')).toBe(String(ranges['model.layers'].max));
  expect(constant('kMaxImageSide')).toBe(String(maxImageSide));
  expect(constant('kClasses')).toBe(String(classCount));
});
