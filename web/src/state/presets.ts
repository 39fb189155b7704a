import type { Augmentation, LayerSpecification } from '../shared/specification';
import { validateSpecification, type LayerInput } from '../shared/validate-specification';

/** Networks to begin with; each ends in the ten outputs. */
export const networkPresets = {
  /** 535,818 parameters. */
  'mlp-512-256': [{ units: 512 }, { units: 256 }, { units: 10 }],
  /** 50,890 parameters. */
  'mlp-64': [{ units: 64 }, { units: 10 }],
  /** 510,090 parameters: about as many as the large MLP. */
  'small-cnn': [
    { type: 'conv2d', filters: 16 },
    { type: 'max-pool2d' },
    { type: 'conv2d', filters: 32 },
    { type: 'max-pool2d' },
    { type: 'flatten' },
    { units: 320 },
    { units: 10 },
  ],
} as const satisfies Record<string, readonly LayerInput[]>;

export type PresetName = keyof typeof networkPresets;

export const presetNames = Object.keys(networkPresets) as PresetName[];

/** With every field written out, to tell whether a network is still the preset. */
const written = new Map(
  presetNames.map((name) => {
    const result = validateSpecification({ model: { layers: networkPresets[name] } });
    return [name, result.ok ? JSON.stringify(result.specification.model.layers) : ''];
  }),
);

/** The preset that these layers are; null if they are none. */
export function presetOf(layers: readonly LayerSpecification[]): PresetName | null {
  const text = JSON.stringify(layers);
  return presetNames.find((name) => written.get(name) === text) ?? null;
}

/** What augmentation begins with when it is switched on: small, as handwriting varies. */
export const firstAugmentation: Augmentation = {
  shift: 2,
  rotation: 10,
  scale: 0.1,
  elastic: null,
};
