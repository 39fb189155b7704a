import type {
  ActivationName,
  LayerType,
  LossName,
  OptimizerName,
  ScheduleName,
} from '../shared/specification';

// A sentence with the formula for what has no range of its own.

export const layerHelp: Record<LayerType, string> = {
  dense: 'Each unit weighs all values that come in: y = f(x W + b).',
  conv2d:
    'Each filter looks at every place of the image with the same few weights and gives one channel: y = f(w ⋆ x + b).',
  'max-pool2d': 'Keeps the largest value of each window, so the image becomes smaller.',
  flatten: 'Lays the values of an image in a row, as dense layers take them.',
  dropout:
    'In training each value becomes 0 with probability p, and the others are divided by 1 - p.',
  'gaussian-noise':
    'In training y = x + n, with n drawn from a normal distribution of this standard deviation.',
};

export const activationHelp: Record<ActivationName, string> = {
  relu: 'ReLU: f(x) = max(floor, k x), with slope k = 1 and floor 0 at first.',
  sigmoid: 'Sigmoid: f(x) = 1 / (1 + exp(-k x)), with slope k.',
  tanh: 'Tanh: f(x) = tanh(k x), with slope k.',
  'leaky-relu': 'Leaky ReLU: f(x) = x above zero, slope times x below.',
  relu6: 'ReLU6: f(x) = min(max(x, 0), 6).',
  'improved-sigmoid': 'Improved sigmoid: f(x) = 1.7159 tanh(2x / 3), after LeCun.',
  identity: 'Identity: f(x) = x. With it alone the whole network is linear.',
  softmax: 'Softmax: y_k = exp(x_k) / sum of exp(x_j), ten probabilities that sum to one.',
};

export const lossHelp: Record<LossName, string> = {
  'cross-entropy': 'Cross-entropy: -sum of t_k log y_k, with t the true digit as 0s and a 1.',
  'binary-cross-entropy':
    'Binary cross-entropy: -sum of t_k log y_k + (1 - t_k) log(1 - y_k), each output by itself.',
  'mean-squared-error': 'Mean squared error: half the sum of (y_k - t_k)².',
};

export const optimizerHelp: Record<OptimizerName, string> = {
  sgd: 'Stochastic gradient descent: w -= rate × g; with momentum v = momentum × v + g and w -= rate × v.',
  rmsprop: 'RMSProp: s = decay × s + (1 - decay) g², w -= rate × g / (√s + epsilon).',
  adam: 'Adam: w -= rate × m / (√v + epsilon), with m and v running means of g and g², corrected for their start.',
  adamw: 'AdamW: as Adam, and the weights shrink apart from the gradient: w -= rate × decay × w.',
};

export const scheduleHelp: Record<ScheduleName, string> = {
  constant: 'Constant: the learning rate stays as it is.',
  step: 'Steps: the rate is multiplied by the factor each time so many epochs have passed.',
  exponential: 'Exponential: rate × factor^epoch, a little less with every step.',
  cosine:
    'Cosine: from the rate down to the lowest rate along (1 + cos(π progress)) / 2, over the epochs that were set when the network was made.',
};
