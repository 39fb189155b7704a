import type { LayerSpecification } from './specification';

/** Pixels of an image when nothing else is said: 28 x 28, as in MNIST. */
export const defaultInputs = 28 * 28;

export interface LayerShape {
  /** 'layers.0', as in the names of its tensors. */
  name: string;
  type: LayerSpecification['type'];
  inputs: number;
  units: number;
  /** inputs x units weights, and units biases if the layer has them. */
  parameterCount: number;
}

export interface ModelShape {
  layers: LayerShape[];
  parameterCount: number;
}

/** What a network with these layers consists of, for images of `inputs` pixels. */
export function modelShape(layers: LayerSpecification[], inputs = defaultInputs): ModelShape {
  const shapes: LayerShape[] = [];
  let width = inputs;
  let parameterCount = 0;
  for (const [index, { type, units, bias }] of layers.entries()) {
    const count = width * units + (bias ? units : 0);
    shapes.push({ name: `layers.${index}`, type, inputs: width, units, parameterCount: count });
    parameterCount += count;
    width = units;
  }
  return { layers: shapes, parameterCount };
}
