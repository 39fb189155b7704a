import type { Problem } from './field-readers';
import { modelShape, type Dimensions, type ImageSize } from './model-shape';
import { maxParameters } from './ranges';
import { classCount, outputActivations } from './specification';
import type { ActivationName, LayerSpecification } from './specification';

/**
 * What flows between two layers. The images of the data set may be taken as
 * either.
 */
type Layout = 'input' | 'image' | 'vector';

/** What can only be seen from all layers together, for images of this size. */
export function checkLayers(layers: readonly LayerSpecification[], image: ImageSize): Problem[] {
  const problems: Problem[] = [];
  const shape = modelShape(layers, image);
  let layout: Layout = 'input';
  let isFitting = true;
  for (const [index, layer] of layers.entries()) {
    const path = `model.layers[${index}]`;
    const isLast = index === layers.length - 1;
    problems.push(...placeProblems(layer, layout, path));
    // Of an image without pixels nothing more can be said.
    const windows: Problem[] = isFitting
      ? windowProblems(layer, shape.layers[index]?.input ?? [], path)
      : [];
    if (windows.length > 0) isFitting = false;
    problems.push(...windows, ...activationProblems(layer, isLast, path));
    if (isLast) problems.push(...outputProblems(layer, path));
    layout = layoutAfter(layer, layout);
  }
  if (shape.parameterCount > maxParameters) {
    const message = `The network may have at most ${maxParameters} parameters; these layers have ${shape.parameterCount}.`;
    problems.push({ path: 'model.layers', message });
  }
  return problems;
}

function layoutAfter({ type }: LayerSpecification, layout: Layout): Layout {
  switch (type) {
    case 'conv2d':
    case 'max-pool2d':
      return 'image';
    case 'dense':
    case 'flatten':
      return 'vector';
    case 'dropout':
    case 'gaussian-noise':
      return layout;
  }
}

function placeProblems({ type }: LayerSpecification, before: Layout, path: string): Problem[] {
  const refuse = (message: string) => [{ path: `${path}.type`, message }];
  if (type === 'dense' && before === 'image') {
    return refuse(
      "A 'dense' layer takes a vector, and what comes before it gives an image; put 'flatten' between them.",
    );
  }
  if ((type === 'conv2d' || type === 'max-pool2d') && before === 'vector') {
    return refuse(
      `A '${type}' layer takes an image, and what comes before it gives a vector; put it before all 'dense' and 'flatten' layers.`,
    );
  }
  if (type === 'flatten' && before === 'vector') {
    return refuse("What comes before this 'flatten' is a vector already; leave it out.");
  }
  return [];
}

/** Windows must lie within the image. */
function windowProblems(layer: LayerSpecification, input: Dimensions, path: string): Problem[] {
  const [, height, width] = input;
  if (height === undefined || width === undefined) return [];
  const most = Math.min(height, width);
  const image = `the image that comes in has ${width} x ${height} pixels`;
  if (layer.type === 'max-pool2d' && layer.size > most) {
    const message = `The window may be at most ${most}, as ${image}; ${layer.size} was given.`;
    return [{ path: `${path}.size`, message }];
  }
  if (layer.type === 'conv2d' && layer.padding === 'valid' && layer.kernel > most) {
    const message = `With ${path}.padding 'valid' the kernel may be at most ${most}, as ${image}; ${layer.kernel} was given.`;
    return [{ path: `${path}.kernel`, message }];
  }
  return [];
}

function activationProblems(layer: LayerSpecification, isLast: boolean, path: string): Problem[] {
  if (layer.type !== 'dense' && layer.type !== 'conv2d') return [];
  const { type } = layer.activation;
  if (type === 'softmax' && !isLast) {
    const message = "'softmax' is for the last layer only; choose another activation here.";
    return [{ path: `${path}.activation.type`, message }];
  }
  if (layer.type === 'dense' && isLast && !isOutputActivation(type)) {
    const names = outputActivations.map((name) => `'${name}'`).join(', ');
    const message = `The last layer's activation must be one of ${names}; '${type}' was given.`;
    return [{ path: `${path}.activation.type`, message }];
  }
  return [];
}

function isOutputActivation(type: ActivationName): boolean {
  return outputActivations.some((name) => name === type);
}

function outputProblems(layer: LayerSpecification, path: string): Problem[] {
  if (layer.type !== 'dense') {
    const message = `The last layer must be 'dense', with ${classCount} units; it is '${layer.type}'.`;
    return [{ path: `${path}.type`, message }];
  }
  if (layer.units === classCount) return [];
  const message = `The last layer must have ${classCount} units, one for each digit; it has ${layer.units}.`;
  return [{ path: `${path}.units`, message }];
}
