import type { ActivationName, InitializerName } from '../shared/specification';
import type { SpecificationInput } from '../shared/validate-specification';

/** A published experiment: what was done, and what came out there. */
export interface Experiment {
  /** As scripts/reproduce takes it. */
  id: string;
  title: string;
  source: {
    /** The document's public title. */
    title: string;
    part: string;
  };
  /** Settings on which the document is silent, in sentences. */
  assumed: readonly string[];
  runs: readonly ExperimentRun[];
  /** Names of runs whose measured figures must come in this order, the worst first. */
  order?: readonly string[];
  gradientCheck?: PublishedGradientCheck;
}

export interface ExperimentRun {
  name: string;
  /** Without a seed: the published draws cannot be had, so runs are compared over several seeds. */
  specification: SpecificationInput;
  /** What was published after each epoch. */
  epochs?: Readonly<Partial<Record<FigureName, readonly number[]>>>;
  /** What was published of the trained network. */
  final?: Figures;
  /** Where the document has no figure. */
  statement?: string;
  /** What is to come out again, as the mean over seeds. */
  expected?: Expectation;
}

/** Losses in nats (of mean squared error: its own), accuracies in [0, 1]. */
export type FigureName = 'trainLoss' | 'trainAccuracy' | 'validLoss' | 'validAccuracy';

export type Figures = Readonly<Partial<Record<FigureName, number>>>;

/** A figure of the trained network, as a value with a tolerance, or as a least value. */
export type Expectation = { metric: FigureName } & (
  { value: number; tolerance: number } | { atLeast: number }
);

/** Analytic gradients against central differences with steps of 1 / N. */
export interface PublishedGradientCheck {
  /** The values of N. */
  denominators: readonly number[];
  tensor: string;
  /** Which of its elements. */
  parameters: string;
  samples: number;
  /** What was seen. */
  outcome: string;
}

interface ClassifierSettings {
  hidden: readonly number[];
  activation: Extract<ActivationName, 'sigmoid' | 'tanh' | 'relu'>;
  initializer: InitializerName;
  learningRate: number;
  batchSize: number;
  epochs: number;
}

/** The network of an introductory course: one activation, softmax, SGD, 50,000 of MNIST. */
export function classifier(settings: ClassifierSettings): SpecificationInput {
  const { hidden, activation, initializer, learningRate, batchSize, epochs } = settings;
  return {
    dataset: { split: '50k/10k/10k' },
    model: {
      layers: [
        ...hidden.map((units) => ({ units, activation: { type: activation } })),
        { units: 10 },
      ],
      initializer: { type: initializer },
    },
    training: { optimizer: { type: 'sgd', learningRate }, batchSize, epochs },
  };
}
