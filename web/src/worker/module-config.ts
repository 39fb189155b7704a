import type {
  ActivationSpecification,
  Augmentation,
  LayerSpecification,
  Specification,
} from '../shared/specification';
import type { LayerConfig, ModelConfig } from './wasm-module';

const unusedByOptimizer = {
  momentum: 0,
  nesterov: false,
  decay: 0,
  beta1: 0,
  beta2: 0,
  epsilon: 1,
  weightDecay: 0,
};
const unusedBySchedule = { every: 1, factor: 1, minimum: 0 };

/** The module has numbers and names only: it wants every setting, used or not. */
export function modelConfig({ seed, dataset, model, training }: Specification): ModelConfig {
  return {
    seed,
    train: dataset.train,
    valid: dataset.valid,
    scaling: dataset.scaling,
    initializer: { standardDeviation: 1, limit: 1, ...model.initializer },
    training: {
      loss: training.loss,
      reduction: training.reduction,
      optimizer: { ...unusedByOptimizer, ...training.optimizer },
      schedule: { ...unusedBySchedule, ...training.schedule },
      batchSize: training.batchSize === 'full' ? 0 : training.batchSize,
      epochs: training.epochs,
      weightDecay: training.weightDecay,
      l1: training.l1,
      gradientClipping: training.gradientClipping?.norm ?? 0,
      augmentation: augmentationConfig(training.augmentation),
    },
  };
}

/** To the module, nothing is a change by 0. */
function augmentationConfig(
  augmentation: Augmentation | null,
): ModelConfig['training']['augmentation'] {
  const { shift = 0, rotation = 0, scale = 0, elastic = null } = augmentation ?? {};
  const { alpha = 0, sigma = 1 } = elastic ?? {};
  return { shift, rotation, scale, elasticAlpha: alpha, elasticSigma: sigma };
}

const unusedSettings: Omit<LayerConfig, 'type' | 'activation'> = {
  units: 0,
  bias: false,
  filters: 0,
  kernel: 0,
  stride: 0,
  padding: '',
  size: 0,
  rate: 0,
  standardDeviation: 0,
};

export function layerConfig(layer: LayerSpecification): LayerConfig {
  const activation = activationConfig(
    'activation' in layer ? layer.activation : { type: 'identity' },
  );
  return { ...unusedSettings, ...layer, activation };
}

function activationConfig(activation: ActivationSpecification): LayerConfig['activation'] {
  return { slope: 1, floor: 0, ...activation };
}
