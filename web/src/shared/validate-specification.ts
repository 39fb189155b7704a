import { checkLayers } from './check-layers';
import { checkTraining } from './check-training';
import type { Problem } from './field-readers';
import { defaultImage, type ImageSize } from './model-shape';
import { readSpecification } from './read-specification';
import type { DatasetSpecification, Specification } from './specification';

export type { Problem } from './field-readers';
export type {
  ActivationInput,
  InitializerInput,
  LayerInput,
  OptimizerInput,
  ScheduleInput,
  SpecificationInput,
} from './specification-input';

/** What is known of the data that the specification is meant for. */
export interface SpecificationLimits {
  /** Training and validation samples that there are. */
  samples?: number;
  /** 28 x 28 if not given. */
  image?: ImageSize;
}

export type ValidationResult =
  | { ok: true; specification: Specification }
  /** Every field at fault, not only the first; never empty. */
  | { ok: false; problems: [Problem, ...Problem[]] };

/** Checks unknown input and completes it with the defaults. The input is not changed. */
export function validateSpecification(
  input: unknown,
  { samples, image = defaultImage }: SpecificationLimits = {},
): ValidationResult {
  const problems: Problem[] = [];
  const specification = readSpecification(input, '', problems);
  // A field that could not be read has a value that nothing can be said about.
  const isSound = (...sections: string[]) =>
    !problems.some(({ path }) => sections.some((section) => path.startsWith(section)));
  const { dataset, model } = specification;
  const together: Problem[] = [];
  if (isSound('model.layers')) together.push(...checkLayers(model.layers, image));
  if (isSound('dataset') && samples !== undefined) together.push(...checkSplit(dataset, samples));
  if (isSound('model.layers', 'training', 'dataset')) {
    together.push(...checkTraining(specification));
  }
  const [first, ...others] = [...problems, ...together];
  return first === undefined
    ? { ok: true, specification }
    : { ok: false, problems: [first, ...others] };
}

function checkSplit({ train, valid }: DatasetSpecification, samples: number): Problem[] {
  if (train + valid <= samples) return [];
  const path = valid >= samples ? 'dataset.valid' : 'dataset.train';
  const message = `Training and validation samples together may be at most ${samples}, what this data set has; ${train} + ${valid} were given.`;
  return [{ path, message }];
}

/** 784-512-256-10 with ReLU on MNIST: what an empty input stands for. Frozen. */
export const defaultSpecification: Specification = deepFreeze(readSpecification({}, '', []));

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
