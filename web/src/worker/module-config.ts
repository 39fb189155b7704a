import type {
  ActivationSpecification,
  LayerSpecification,
  Specification,
} from '../shared/specification';
import { TrainerFailure } from './trainer-failure';
import type { LayerConfig, ModelConfig } from './wasm-module';

/** The module has numbers and names only: it wants every setting, used or not. */
export function modelConfig({ seed, dataset, model, training }: Specification): ModelConfig {
  refuseUnsupported(dataset.scaling === 'unit', 'dataset.scaling');
  const { optimizer, schedule, batchSize } = training;
  refuseUnsupported(optimizer.type === 'sgd', 'training.optimizer.type');
  refuseUnsupported(!('momentum' in optimizer) || optimizer.momentum === 0, 'training.optimizer');
  refuseUnsupported(schedule.type === 'constant', 'training.schedule.type');
  refuseUnsupported(schedule.warmup === 0, 'training.schedule.warmup');
  refuseUnsupported(training.weightDecay === 0, 'training.weightDecay');
  refuseUnsupported(training.l1 === 0, 'training.l1');
  refuseUnsupported(training.gradientClipping === null, 'training.gradientClipping');
  refuseUnsupported(training.augmentation === null, 'training.augmentation');
  return {
    seed,
    train: dataset.train,
    valid: dataset.valid,
    initializer: { standardDeviation: 1, limit: 1, ...model.initializer },
    training: {
      loss: training.loss,
      reduction: training.reduction,
      optimizer: { learningRate: optimizer.learningRate },
      batchSize: batchSize === 'full' ? dataset.train : batchSize,
    },
  };
}

export function layerConfig(layer: LayerSpecification, index: number): LayerConfig {
  if (layer.type === 'dense') return { ...layer, activation: activationConfig(layer.activation) };
  return refuseUnsupported(false, `model.layers[${index}].type`);
}

function activationConfig(activation: ActivationSpecification): LayerConfig['activation'] {
  return { slope: 1, floor: 0, ...activation };
}

function refuseUnsupported(isSupported: false, path: string): never;
function refuseUnsupported(isSupported: boolean, path: string): void;
function refuseUnsupported(isSupported: boolean, path: string): void {
  if (isSupported) return;
  const message = 'This trainer cannot do that yet; leave the setting at its default.';
  throw new TrainerFailure('invalid-specification', message, path);
}
