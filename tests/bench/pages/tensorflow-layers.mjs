// Layers on TensorFlow.js with gradients by hand, made of what its wasm backend is fastest at:
// products of matrices that are not transposed, fused with bias and activation, and convolutions
// that are not gradients. What is transposed is copied first.
import * as tf from '@tensorflow/tfjs-core';

/** Weight and bias, and their velocities. `rate` is part of the gradients already. */
function parametersOf(shape, fanIn, fanOut, { momentum }) {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const state = {
    weight: tf.keep(tf.randomUniform(shape, -limit, limit)),
    bias: tf.keep(tf.zeros([shape.at(-1)])),
  };
  const replace = (name, value) => {
    state[name]?.dispose();
    state[name] = tf.keep(value);
  };
  const descend = (name, grad) => {
    let step = grad;
    if (momentum !== 0) {
      const velocity = state[`${name}Velocity`];
      step = velocity ? velocity.mul(momentum).add(grad) : grad.clone();
      replace(`${name}Velocity`, step);
    }
    replace(name, state[name].sub(step));
  };
  return { state, descend };
}

/** The gradient to what went into the activation, from its result y. */
function throughActivation(type, y, gradY) {
  if (type === 'relu') return gradY.mul(tf.step(y));
  if (type === 'sigmoid') return gradY.mul(y.mul(tf.scalar(1).sub(y)));
  return gradY;
}

/** Sums over rows as a product, which is faster than the backend's sum. */
const sumOfRows = (matrix) => tf.matMul(tf.ones([1, matrix.shape[0]]), matrix).reshape([-1]);

function dense(inputs, { units, activation }, optimizer) {
  const { state, descend } = parametersOf([inputs, units], inputs, units, optimizer);
  const type = activation.type === 'softmax' ? 'linear' : activation.type;
  let x, y;
  return {
    forward(input) {
      x = input;
      y = tf.fused.matMul({ a: x, b: state.weight, bias: state.bias, activation: type });
      return y;
    },
    backward(gradY, needsGradX) {
      const gradZ = throughActivation(type, y, gradY);
      const gradX = needsGradX ? tf.matMul(gradZ, state.weight.transpose()) : undefined;
      descend('weight', tf.matMul(x.transpose(), gradZ));
      descend('bias', sumOfRows(gradZ));
      return gradX;
    },
  };
}

/** Stride 1 and padding 'same'. Images (batch, height, width, channels). */
function conv([side, , channels], { filters, kernel, activation }, optimizer) {
  const area = kernel * kernel;
  const shape = [kernel, kernel, channels, filters];
  const { state, descend } = parametersOf(shape, area * channels, area * filters, optimizer);
  const margin = (kernel - 1) / 2;
  let x, y;
  return {
    forward(input) {
      x = input;
      y = tf.fused.conv2d({
        x,
        filter: state.weight,
        strides: 1,
        pad: 'same',
        bias: state.bias,
        activation: activation.type,
      });
      return y;
    },
    backward(gradY, needsGradX) {
      const gradZ = throughActivation(activation.type, y, gradY);
      // A convolution with the filter turned round, from its outputs to its inputs.
      const turned = needsGradX && state.weight.reverse([0, 1]).transpose([0, 1, 3, 2]);
      const gradX = needsGradX ? tf.conv2d(gradZ, turned, 1, 'same') : undefined;
      // A convolution too, with samples in the place of channels, and the gradient as filter.
      const padding = [margin, margin];
      const seen = tf.pad(x, [[0, 0], padding, padding, [0, 0]]).transpose([3, 1, 2, 0]);
      const gradFilter = tf.conv2d(seen, gradZ.transpose([1, 2, 0, 3]), 1, 'valid');
      descend('weight', gradFilter.transpose([1, 2, 0, 3]));
      descend('bias', sumOfRows(gradZ.reshape([-1, filters])));
      return gradX;
    },
    shape: [side, side, filters],
  };
}

function maxPool([side, , channels], { size }) {
  let x, y;
  return {
    forward(input) {
      x = input;
      y = tf.maxPool(x, size, size, 'valid');
      return y;
    },
    backward: (gradY) =>
      tf
        .engine()
        .runKernel(
          'MaxPoolGrad',
          { dy: gradY, input: x, output: y },
          { filterSize: size, strides: size, pad: 'valid' },
        ),
    shape: [side / size, side / size, channels],
  };
}

function flatten([height, width, channels]) {
  let shape;
  return {
    forward(x) {
      shape = x.shape;
      return x.reshape([shape[0], height * width * channels]);
    },
    backward: (gradY) => gradY.reshape(shape),
    shape: [height * width * channels],
  };
}

const images = { conv2d: conv, 'max-pool2d': maxPool, flatten };

/** The layers of a specification, for images of 28 x 28; each turns x into y and back. */
export function layersOf({ model, training }) {
  const takesImages = model.layers[0].type !== 'dense';
  let shape = takesImages ? [28, 28, 1] : [784];
  const built = model.layers.map((layer) => {
    if (layer.type === 'dense') {
      const [inputs] = shape;
      shape = [layer.units];
      return dense(inputs, layer, training.optimizer);
    }
    const made = images[layer.type](shape, layer, training.optimizer);
    shape = made.shape;
    return made;
  });
  return { layers: built, inputShape: takesImages ? [28, 28, 1] : [784] };
}
