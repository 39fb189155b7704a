import type { ActivationName, InitializerName } from '../shared/specification';
import type { Option } from './parts/select';

/** The specification's values in the words of the field. */

export const activationOptions: readonly Option<ActivationName>[] = [
  { value: 'relu', label: 'ReLU' },
  { value: 'sigmoid', label: 'Sigmoid' },
  { value: 'tanh', label: 'Tanh' },
  { value: 'identity', label: 'Identity' },
];

export const initializerOptions: readonly Option<InitializerName>[] = [
  { value: 'glorot-uniform', label: 'Glorot uniform' },
  { value: 'glorot-normal', label: 'Glorot normal' },
  { value: 'normal', label: 'Normal' },
  { value: 'zeros', label: 'Zeros' },
];

const fieldNames: Record<string, string | undefined> = {
  seed: 'Seed',
  'dataset.name': 'Data',
  'dataset.train': 'Training samples',
  'dataset.valid': 'Validation samples',
  'model.layers': 'Layers',
  'model.initializer.type': 'Initialiser',
  'model.initializer.standardDeviation': 'Standard deviation',
  'training.batchSize': 'Batch size',
};

/** The label of a field of the specification. */
export function fieldName(path: string): string {
  return fieldNames[path] ?? path;
}
