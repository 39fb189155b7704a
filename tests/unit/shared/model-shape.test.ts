import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelShape } from '../../../web/src/shared/model-shape';
import { maxImageSide, maxParameters, ranges } from '../../../web/src/shared/ranges';
import { classCount } from '../../../web/src/shared/specification';
import { defaultSpecification } from '../../../web/src/shared/validate-specification';

it('counts the weights and biases of every layer', () => {
  expect(modelShape(defaultSpecification.model.layers)).toEqual({
    layers: [
      { name: 'layers.0', type: 'dense', inputs: 784, units: 512, parameterCount: 784 * 512 + 512 },
      { name: 'layers.1', type: 'dense', inputs: 512, units: 256, parameterCount: 512 * 256 + 256 },
      { name: 'layers.2', type: 'dense', inputs: 256, units: 10, parameterCount: 256 * 10 + 10 },
    ],
    parameterCount: 535_818,
  });
});

it('counts no biases where a layer has none, and starts from the size of the image', () => {
  const layer = { type: 'dense', units: 3, bias: false, activation: { type: 'relu' } } as const;
  expect(modelShape([layer, layer], 4).parameterCount).toBe(4 * 3 + 3 * 3);
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
