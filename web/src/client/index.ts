/** Inkling's library: train a network on handwritten digits, in a page or in Node. */
export { createTrainer } from './create-trainer';
export type { Trainer, TrainerOptions } from './trainer';
export { TrainerError } from './trainer-error';
export {
  modelShape,
  type Dimensions,
  type ImageSize,
  type LayerShape,
  type ModelShape,
} from '../shared/model-shape';
export { namedSplits } from '../shared/specification';
export { maxParameters, ranges, type NumberRange, type RangeName } from '../shared/ranges';
export {
  defaultSpecification,
  validateSpecification,
  type ActivationInput,
  type InitializerInput,
  type LayerInput,
  type OptimizerInput,
  type Problem,
  type ScheduleInput,
  type SpecificationInput,
  type SpecificationLimits,
  type ValidationResult,
} from '../shared/validate-specification';
export { defaultDenominators, gradientTolerance } from '../shared/gradient-check';
export type * from '../shared/diagnostics';
export type * from '../shared/gradient-check';
export type * from '../shared/protocol';
export type * from '../shared/specification';
