/** Inkling's library: train a network on handwritten digits, in a page or in Node. */
export { createTrainer } from './create-trainer';
export type { Trainer, TrainerOptions } from './trainer';
export { TrainerError } from './trainer-error';
export { modelShape, type LayerShape, type ModelShape } from '../shared/model-shape';
export { maxParameters, ranges, type NumberRange, type RangeName } from '../shared/ranges';
export {
  defaultSpecification,
  validateSpecification,
  type InitializerInput,
  type LayerInput,
  type Problem,
  type SpecificationInput,
  type SpecificationLimits,
  type ValidationResult,
} from '../shared/validate-specification';
export type * from '../shared/protocol';
export type * from '../shared/specification';
