import type {
  Conv2dSpecification,
  DatasetSpecification,
  DenseSpecification,
  GaussianNoiseSpecification,
  InitializerSpecification,
  LayerSpecification,
  OptimizerSpecification,
  ScheduleSpecification,
  SplitName,
  TrainingSpecification,
} from './specification';

/** A value whose fields may be left out, all but its `type`. */
type Input<T> = T extends { type: infer Type }
  ? { type: Type } & Partial<Omit<T, 'type'>>
  : T extends object
    ? { [Name in keyof T]?: Input<T[Name]> }
    : T;

/** The same, where even the type may be left out and is then this one. */
type InputOr<T extends { type: string }, Default extends T['type']> =
  Input<T> | ({ type?: Default } & Partial<Omit<Extract<T, { type: Default }>, 'type'>>);

/** A specification in which every field with a default may be left out. */
export interface SpecificationInput {
  version?: 1;
  seed?: number;
  reproducible?: boolean;
  dataset?: Partial<DatasetSpecification> & { split?: SplitName };
  model?: { layers?: readonly LayerInput[]; initializer?: InitializerInput };
  training?: Input<Omit<TrainingSpecification, 'optimizer' | 'schedule'>> & {
    optimizer?: OptimizerInput;
    schedule?: ScheduleInput;
  };
}

type WithActivation<T> = Partial<Omit<T, 'activation'>> & { activation?: ActivationInput };

/** A layer is dense by default; its activation is relu, and softmax in the last layer. */
export type LayerInput =
  | (WithActivation<DenseSpecification> & Pick<DenseSpecification, 'units'>)
  | (WithActivation<Conv2dSpecification> & Pick<Conv2dSpecification, 'type' | 'filters'>)
  | GaussianNoiseSpecification
  | Input<Extract<LayerSpecification, { type: 'max-pool2d' | 'flatten' | 'dropout' }>>;

export type ActivationInput = Input<DenseSpecification['activation']>;
export type InitializerInput = Input<InitializerSpecification>;
export type OptimizerInput = InputOr<OptimizerSpecification, 'sgd'>;
export type ScheduleInput = InputOr<ScheduleSpecification, 'constant'>;
