import type { Problem } from './field-readers';
import type {
  LayerSpecification,
  LossName,
  OptimizerSpecification,
  ScheduleSpecification,
  Specification,
  TrainingSpecification,
} from './specification';

/** Settings that are right by themselves and make no sense together. Each problem names both. */
export function checkTraining({ dataset, model, training }: Specification): Problem[] {
  const { loss, optimizer, schedule, epochs, weightDecay } = training;
  return [
    ...lossProblems(loss, model.layers),
    ...optimizerProblems(optimizer, weightDecay),
    ...scheduleProblems(schedule, optimizer, epochs),
    ...earlyStoppingProblems(training, dataset.train),
  ];
}

const outputsOfLoss: Record<LossName, { allowed: readonly string[]; because: string } | null> = {
  'cross-entropy': {
    allowed: ['softmax', 'sigmoid'],
    because: 'takes the logarithm of the outputs, which must lie between 0 and 1',
  },
  'binary-cross-entropy': {
    allowed: ['sigmoid'],
    because: 'takes each output for a probability of its own',
  },
  'mean-squared-error': null,
};

function lossProblems(loss: LossName, layers: readonly LayerSpecification[]): Problem[] {
  const needs = outputsOfLoss[loss];
  const last = layers.at(-1);
  if (needs === null || last?.type !== 'dense') return [];
  const { type } = last.activation;
  if (needs.allowed.includes(type)) return [];
  const field = `model.layers[${layers.length - 1}].activation.type`;
  const names = needs.allowed.map((name) => `'${name}'`).join(' or ');
  const message = `'${loss}' ${needs.because}: ${field} must be ${names}, and it is '${type}'. 'mean-squared-error' goes with any output.`;
  return [{ path: 'training.loss', message }];
}

function optimizerProblems(optimizer: OptimizerSpecification, weightDecay: number): Problem[] {
  if (optimizer.type === 'sgd' && optimizer.nesterov && optimizer.momentum === 0) {
    const message =
      "Nesterov's method looks ahead along the momentum: training.optimizer.momentum must be above 0.";
    return [{ path: 'training.optimizer.nesterov', message }];
  }
  if (optimizer.type === 'adamw' && weightDecay > 0) {
    const message =
      "'adamw' has a weight decay of its own: set training.optimizer.weightDecay and leave this 0, or choose 'adam'.";
    return [{ path: 'training.weightDecay', message }];
  }
  return [];
}

function scheduleProblems(
  schedule: ScheduleSpecification,
  { learningRate }: OptimizerSpecification,
  epochs: number,
): Problem[] {
  const problems: Problem[] = [];
  if (schedule.warmup >= epochs) {
    const message = `The warm-up must be shorter than training.epochs, ${epochs}; ${schedule.warmup} was given.`;
    problems.push({ path: 'training.schedule.warmup', message });
  }
  if (schedule.type === 'cosine' && schedule.minimum > learningRate) {
    const message = `The rate falls to its minimum: it may be at most training.optimizer.learningRate, ${learningRate}; ${schedule.minimum} was given.`;
    problems.push({ path: 'training.schedule.minimum', message });
  }
  return problems;
}

function earlyStoppingProblems(
  { batchSize, earlyStopping }: TrainingSpecification,
  train: number,
): Problem[] {
  const steps = batchSize === 'full' ? 1 : Math.ceil(train / batchSize);
  if (earlyStopping === null || earlyStopping.checksPerEpoch <= steps) return [];
  const message = `An epoch has ${steps} step${steps === 1 ? '' : 's'} (dataset.train ${train}, training.batchSize ${batchSize}), so there can be at most ${steps} checks in it; ${earlyStopping.checksPerEpoch} were given.`;
  return [{ path: 'training.earlyStopping.checksPerEpoch', message }];
}
