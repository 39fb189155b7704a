import type { LayerSpecification, LayerType } from '../shared/specification';
import type { LayerInput } from '../shared/validate-specification';

/** A layer of the type, with what suits the layers that there are. */
export function newLayer(type: LayerType, layers: readonly LayerSpecification[]): LayerInput {
  const hidden = layers.slice(0, -1);
  switch (type) {
    case 'dense': {
      const last = hidden.filter((layer) => layer.type === 'dense').at(-1);
      if (!last) return { type, units: 64 };
      return { ...last, units: Math.max(10, Math.round(last.units / 2)) };
    }
    case 'conv2d': {
      const last = hidden.filter((layer) => layer.type === 'conv2d').at(-1);
      return last ? { ...last, filters: Math.min(64, 2 * last.filters) } : { type, filters: 16 };
    }
    case 'gaussian-noise':
      return { type, standardDeviation: 0.1 };
    case 'max-pool2d':
    case 'flatten':
    case 'dropout':
      return { type };
  }
}

export interface Placement {
  layers: LayerInput[];
  /** Where the new layers are; the first is the one that was asked for. */
  at: number;
  added: LayerInput[];
}

/**
 * Lists of layers with a new one, the best first: as near to the output as
 * possible, and with a flatten layer after it only if it must be.
 */
export function placements(layer: LayerInput, layers: readonly LayerSpecification[]): Placement[] {
  return [[layer], [layer, { type: 'flatten' } as const]].flatMap((added) =>
    layers.map((_, index) => {
      const at = layers.length - 1 - index;
      return { at, added, layers: [...layers.slice(0, at), ...added, ...layers.slice(at)] };
    }),
  );
}

/** The layers without one, and without the flatten layer that only this one needed. */
export function withoutLayer(
  layers: readonly LayerSpecification[],
  index: number,
): LayerSpecification[] {
  const rest = layers.filter((_, each) => each !== index);
  const gone = layers[index];
  if (!gone || !isOfImages(gone) || rest.some(isOfImages)) return rest;
  return rest.filter(({ type }) => type !== 'flatten');
}

function isOfImages({ type }: LayerSpecification): boolean {
  return type === 'conv2d' || type === 'max-pool2d';
}
