import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { defaultImage, modelShape, type ImageSize, type ModelShape } from '../shared/model-shape';
import type {
  ActivationName,
  DatasetName,
  InitializerName,
  Specification,
} from '../shared/specification';
import {
  defaultSpecification,
  validateSpecification,
  type LayerInput,
} from '../shared/validate-specification';
import { valueAt, withValueAt } from './paths';

/** What a visitor entered that cannot be used, and why. */
export interface Rejected {
  text: string;
  message: string;
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
  /** Takes what was entered into a numeric field; if it is not valid, the value before stays. */
  enter: (path: string, text: string) => void;
  /** The activation of one hidden layer, or of all. */
  setActivation: (layer: number | 'all', type: ActivationName) => void;
  setInitializer: (type: InitializerName) => void;
  addLayer: () => void;
  removeLayer: (layer: number) => void;
  setSeed: (seed: number) => void;
  /** Fits the experiment to a data set: keeps the visitor's split if it still can be had. */
  useDataset(name: DatasetName, limits: DataLimits, split: { train: number; valid: number }): void;
  /** Goes back to an earlier experiment. */
  restore: (specification: Specification) => void;
}

export function createSettings(): Settings {
  const specification = signal<Specification>(defaultSpecification);
  const rejected = signal<ReadonlyMap<string, Rejected>>(new Map());
  const limits = signal<DataLimits | null>(null);
  const image = computed(() => limits.value?.image ?? defaultImage);

  function setRejected(path: string, value: Rejected | null): void {
    const next = new Map(rejected.value);
    if (value) next.set(path, value);
    else next.delete(path);
    rejected.value = next;
  }

  /** Makes a candidate the experiment if it is valid; else says why not. */
  function accept(candidate: unknown, path: string): string | null {
    const result = validateSpecification(candidate, limits.value ?? {});
    if (result.ok) {
      specification.value = result.specification;
      return null;
    }
    const problem = result.problems.find((each) => each.path === path) ?? result.problems[0];
    return problem.message;
  }

  /** A change of the list of layers moves the paths, so entries under them are let go. */
  function changeLayers(layers: readonly LayerInput[]): void {
    const current = specification.value;
    batch(() => {
      const refusal = accept({ ...current, model: { ...current.model, layers } }, 'model.layers');
      const kept = [...rejected.value].filter(([path]) => !path.startsWith('model.layers'));
      rejected.value = new Map(kept);
      if (refusal !== null) setRejected('model.layers', { text: '', message: refusal });
    });
  }

  return {
    specification,
    inputs: computed(() => image.value.width * image.value.height),
    rejected,
    shape: computed(() => modelShape(specification.value.model.layers, image.value)),

    enter(path, text) {
      const trimmed = text.trim();
      const value = trimmed === '' ? null : Number(trimmed.replace(',', '.'));
      const given = value === null || Number.isNaN(value) ? trimmed : value;
      batch(() => {
        const message =
          valueAt(specification.value, path) === given
            ? null
            : accept(withValueAt(specification.value, path, given), path);
        setRejected(path, message === null ? null : { text, message });
      });
    },

    setActivation(layer, type) {
      changeLayers(
        specification.value.model.layers.map((each, index, { length }) =>
          'activation' in each && index < length - 1 && (layer === 'all' || layer === index)
            ? { ...each, activation: { type } }
            : each,
        ),
      );
    },

    setInitializer(type) {
      accept(withValueAt(specification.value, 'model.initializer', { type }), 'model.initializer');
      setRejected('model.initializer.standardDeviation', null);
    },

    addLayer() {
      const { layers } = specification.value.model;
      const lastHidden = layers.at(-2);
      const added: LayerInput =
        lastHidden?.type === 'dense'
          ? { ...lastHidden, units: Math.max(10, Math.round(lastHidden.units / 2)) }
          : { type: 'dense', units: 64 };
      changeLayers([...layers.slice(0, -1), added, ...layers.slice(-1)]);
    },

    removeLayer(layer) {
      changeLayers(specification.value.model.layers.filter((_, index) => index !== layer));
    },

    setSeed(seed) {
      accept({ ...specification.value, seed }, 'seed');
      setRejected('seed', null);
    },

    useDataset(name, newLimits, split) {
      batch(() => {
        limits.value = newLimits;
        const current = specification.value;
        const { dataset } = current;
        const keeps = dataset.name === name && dataset.train + dataset.valid <= newLimits.samples;
        accept({ ...current, dataset: { ...dataset, name, ...(keeps ? {} : split) } }, 'dataset');
        setRejected('dataset.train', null);
        setRejected('dataset.valid', null);
      });
    },

    restore(earlier) {
      batch(() => {
        specification.value = earlier;
        rejected.value = new Map();
      });
    },
  };
}

/** Fields that a network keeps from its making to its end. */
export interface Change {
  path: string;
  from: unknown;
  to: unknown;
}

/** Can be changed while a network is being trained. */
const changeable = ['training.optimizer.learningRate', 'training.epochs'];

/** What differs between two experiments such that it takes a fresh network. */
export function changesBetween(from: Specification, to: Specification): Change[] {
  const changes: Change[] = [];
  collectChanges(from, to, '', changes);
  return changes.filter(({ path }) => !changeable.includes(path));
}

function collectChanges(from: unknown, to: unknown, path: string, changes: Change[]): void {
  if (Object.is(from, to)) return;
  // Layers are compared as a whole: 'layer 2 is gone' reads better than five fields.
  if (!isRecord(from) || !isRecord(to) || path === 'model.layers') {
    if (JSON.stringify(from) !== JSON.stringify(to)) changes.push({ path, from, to });
    return;
  }
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    collectChanges(from[key], to[key], path === '' ? key : `${path}.${key}`, changes);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
