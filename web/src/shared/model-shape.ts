import type { LayerSpecification, PaddingName } from './specification';

export interface ImageSize {
  width: number;
  height: number;
}

/** When nothing else is said: as in MNIST. */
export const defaultImage: ImageSize = { width: 28, height: 28 };

/** Of a vector (values), of an image (channels, height, width). */
export type Dimensions = readonly number[];

export interface LayerShape {
  /** 'layers.0', as in the names of its tensors. */
  name: string;
  type: LayerSpecification['type'];
  input: Dimensions;
  output: Dimensions;
  /** Values that go in for one sample. */
  inputs: number;
  /** Values that come out. */
  units: number;
  /** Weights and biases. */
  parameterCount: number;
}

export interface ModelShape {
  layers: LayerShape[];
  parameterCount: number;
}

/** What a network with these layers consists of. */
export function modelShape(
  layers: readonly LayerSpecification[],
  { width, height }: ImageSize = defaultImage,
): ModelShape {
  const shapes: LayerShape[] = [];
  let input: Dimensions = [1, height, width];
  for (const [index, layer] of layers.entries()) {
    const output = outputOf(layer, input);
    shapes.push({
      name: `layers.${index}`,
      type: layer.type,
      input,
      output,
      inputs: sizeOf(input),
      units: sizeOf(output),
      parameterCount: parameterCountOf(layer, input),
    });
    input = output;
  }
  const parameterCount = shapes.reduce((sum, shape) => sum + shape.parameterCount, 0);
  return { layers: shapes, parameterCount };
}

/** Number of values. */
function sizeOf(dimensions: Dimensions): number {
  return dimensions.reduce((product, side) => product * side, 1);
}

function outputOf(layer: LayerSpecification, input: Dimensions): Dimensions {
  const [channels = 1, height = 1, width = 1] = input;
  switch (layer.type) {
    case 'dense':
      return [layer.units];
    case 'conv2d': {
      const { filters, kernel, stride, padding } = layer;
      const places = (side: number) => placesAlong(side, kernel, stride, padding);
      return [filters, places(height), places(width)];
    }
    case 'max-pool2d': {
      const places = (side: number) => placesAlong(side, layer.size, layer.stride, 'valid');
      return [channels, places(height), places(width)];
    }
    case 'flatten':
      return [sizeOf(input)];
    case 'dropout':
    case 'gaussian-noise':
      return input;
  }
}

/** At how many places along a side a window looks at the image. */
function placesAlong(side: number, window: number, stride: number, padding: PaddingName): number {
  if (padding === 'same') return Math.ceil(side / stride);
  return Math.max(0, Math.floor((side - window) / stride) + 1);
}

function parameterCountOf(layer: LayerSpecification, input: Dimensions): number {
  if (layer.type === 'dense') return (sizeOf(input) + (layer.bias ? 1 : 0)) * layer.units;
  if (layer.type !== 'conv2d') return 0;
  const [channels = 1] = input;
  return (channels * layer.kernel ** 2 + (layer.bias ? 1 : 0)) * layer.filters;
}
