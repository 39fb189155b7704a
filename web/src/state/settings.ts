import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { defaultImage, modelShape, type ImageSize, type ModelShape } from '../shared/model-shape';
import type {
  ActivationName,
  DatasetName,
  LayerType,
  Specification,
} from '../shared/specification';
import {
  defaultSpecification,
  validateSpecification,
  type Problem,
} from '../shared/validate-specification';
import type { Change } from './changes';
import { newLayer, placements, withoutLayer, type Placement } from './layer-edits';
import { attempt, type Attempt } from './mend';
import { valueAt, withValueAt } from './paths';
import { networkPresets, presetOf, type PresetName } from './presets';

/** What a visitor entered that cannot be used, and why. */
export interface Rejected {
  text: string;
  message: string;
}

/** Other fields that followed the last change. */
export interface Adjustment {
  /** The field that the visitor changed. */
  cause: string;
  changes: Change[];
}

/** What is known of the data in use. */
export interface DataLimits {
  samples: number;
  image: ImageSize;
}

/** The experiment that the visitor sets up: always valid, one signal. */
export interface Settings {
  specification: ReadonlySignal<Specification>;
  shape: ReadonlySignal<ModelShape>;
  /** Pixels of an image. */
  inputs: ReadonlySignal<number>;
  /** By the path of the field. A field that is not in it has the specification's value. */
  rejected: ReadonlySignal<ReadonlyMap<string, Rejected>>;
  /** Null if the last change needed no other. */
  adjusted: ReadonlySignal<Adjustment | null>;
  /** The preset that the network is; null if it is none. */
  preset: ReadonlySignal<PresetName | null>;
  /** Takes what was entered into a numeric field; if it is not valid, the value before stays. */
  enter: (path: string, text: string) => void;
  /** Gives a field a value; what a value with a `type` leaves out takes its default. */
  choose: (path: string, value: unknown) => void;
  /** Why a field cannot have this value now; null if it can. */
  whyNot: (path: string, value: unknown) => string | null;
  /** The activation of all hidden layers. */
  setActivations: (type: ActivationName) => void;
  setPreset: (name: PresetName) => void;
  /** As near to the output as it fits. */
  addLayer: (type: LayerType) => void;
  whyNotAdd: (type: LayerType) => string | null;
  removeLayer: (layer: number) => void;
  whyNotRemove: (layer: number) => string | null;
  setSeed: (seed: number) => void;
  /** Fits the experiment to a data set: keeps the visitor's split if it still can be had. */
  useDataset(name: DatasetName, limits: DataLimits, split: { train: number; valid: number }): void;
  /** Takes over a whole experiment; else gives all that speaks against it, and nothing changes. */
  adopt: (experiment: unknown) => readonly Problem[];
  /** Goes back to an earlier experiment: the first of these that is valid. */
  restore: (...earlier: Specification[]) => void;
}

const layersPath = 'model.layers';

export function createSettings(): Settings {
  const specification = signal<Specification>(defaultSpecification);
  const rejected = signal<ReadonlyMap<string, Rejected>>(new Map());
  const adjusted = signal<Adjustment | null>(null);
  const limits = signal<DataLimits | null>(null);
  const image = computed(() => limits.value?.image ?? defaultImage);

  function setRejected(path: string, value: Rejected | null): void {
    const next = new Map(rejected.value);
    if (value) next.set(path, value);
    else next.delete(path);
    rejected.value = next;
  }

  function attemptValue(path: string, value: unknown): Attempt {
    const changed = withValueAt(specification.value, path, value);
    return attempt(changed, path, limits.value ?? {});
  }

  /** Makes what was attempted the experiment if it is valid; else says why not. */
  function accept(result: Attempt, path: string): string | null {
    if (!result.ok) return messageFor(result.problems, path);
    const { mends } = result;
    specification.value = result.specification;
    adjusted.value = mends.length > 0 ? { cause: path, changes: mends } : null;
    return null;
  }

  /** Entries under a field that gets another value are let go: they belonged to the one before. */
  function choose(path: string, value: unknown): void {
    batch(() => {
      const message = accept(attemptValue(path, value), path);
      const kept = [...rejected.value].filter(([each]) => !each.startsWith(path));
      rejected.value = new Map(kept);
      if (message !== null) setRejected(path, { text: '', message });
    });
  }

  function whyNot(path: string, value: unknown): string | null {
    const result = attemptValue(path, value);
    return result.ok ? null : messageFor(result.problems, path);
  }

  /** The first placement of a new layer that makes a network; else why there is none. */
  function place(type: LayerType): Placement | string {
    const { layers } = specification.value.model;
    const [best, ...others] = placements(newLayer(type, layers), layers);
    if (!best) return '';
    const refusal = whyNot(layersPath, best.layers);
    if (refusal === null) return best;
    return others.find((each) => whyNot(layersPath, each.layers) === null) ?? refusal;
  }

  return {
    specification,
    inputs: computed(() => image.value.width * image.value.height),
    rejected,
    adjusted,
    shape: computed(() => modelShape(specification.value.model.layers, image.value)),
    preset: computed(() => presetOf(specification.value.model.layers)),
    choose,
    whyNot,

    enter(path, text) {
      const trimmed = text.trim();
      const value = trimmed === '' ? null : Number(trimmed.replace(',', '.'));
      const given = value === null || Number.isNaN(value) ? trimmed : value;
      batch(() => {
        const message =
          valueAt(specification.value, path) === given
            ? null
            : accept(attemptValue(path, given), path);
        setRejected(path, message === null ? null : { text, message });
      });
    },

    setActivations(type) {
      const layers = specification.value.model.layers.map((each, index, { length }) =>
        'activation' in each && index < length - 1 ? { ...each, activation: { type } } : each,
      );
      choose(layersPath, layers);
    },

    setPreset: (name) => choose(layersPath, networkPresets[name]),

    addLayer(type) {
      const placement = place(type);
      if (typeof placement === 'string') return;
      const { at, added, layers } = placement;
      const isPlain = added.length === 1 && at === layers.length - 2;
      batch(() => {
        choose(layersPath, layers);
        if (isPlain || adjusted.value) return;
        const changes = added.map((to, index) => ({
          path: `${layersPath}[${at + index}]`,
          from: undefined,
          to,
        }));
        adjusted.value = { cause: layersPath, changes };
      });
    },

    whyNotAdd(type) {
      const placement = place(type);
      return typeof placement === 'string' ? placement : null;
    },

    removeLayer(layer) {
      choose(layersPath, withoutLayer(specification.value.model.layers, layer));
    },

    whyNotRemove: (layer) =>
      whyNot(layersPath, withoutLayer(specification.value.model.layers, layer)),

    setSeed: (seed) => choose('seed', seed),

    useDataset(name, newLimits, split) {
      batch(() => {
        limits.value = newLimits;
        const { dataset } = specification.value;
        const keeps = dataset.name === name && dataset.train + dataset.valid <= newLimits.samples;
        const fitting = { ...dataset, name, ...(keeps ? {} : split) };
        const kept = attemptValue('dataset', fitting);
        // Windows of layers may be too large for these images.
        const layers = networkPresets['mlp-512-256'];
        const plain = withValueAt(specification.value, layersPath, layers);
        const replaced = withValueAt(plain, 'dataset', fitting);
        accept(kept.ok ? kept : attempt(replaced, 'dataset', newLimits), 'dataset');
        const others = [...rejected.value].filter(([path]) => !path.startsWith('dataset'));
        rejected.value = new Map(kept.ok ? others : []);
      });
    },

    adopt(experiment) {
      const result = validateSpecification(experiment, limits.value ?? {});
      if (!result.ok) return result.problems;
      batch(() => {
        specification.value = result.specification;
        rejected.value = new Map();
        adjusted.value = null;
      });
      return [];
    },

    restore(...earlier) {
      batch(() => {
        const valid = earlier.find((each) => attempt(each, '', limits.value ?? {}).ok);
        if (valid) specification.value = valid;
        rejected.value = new Map();
        adjusted.value = null;
      });
    },
  };
}

function messageFor(problems: Extract<Attempt, { ok: false }>['problems'], path: string): string {
  return (problems.find((each) => each.path === path) ?? problems[0]).message;
}
