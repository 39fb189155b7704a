// Layers on TensorFlow.js with gradients by hand, made of what its wasm backend is fastest at:
// products of matrices that are not transposed, fused with bias and activation, and convolutions
// that are not gradients. What is transposed is copied first.
import * as tf from '@tensorflow/tfjs-core';

/** Weight and bias, and their velocities. The learning rate is part of the gradients already. */
function stateOf({ weight, bias }, { momentum }) {
  const state = { weight, bias };
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

function dense({ activation }, parameters, optimizer) {
  const { state, descend } = stateOf(parameters, optimizer);
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
function conv([side], { filters, kernel, activation }, parameters, optimizer) {
  const { state, descend } = stateOf(parameters, optimizer);
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

const tensorOf = ({ data, shape }) => tf.tensor(data, shape);

/** A convolution's weight, from (filters, channels, height, width) to TensorFlow's order. */
const convWeight = (weight) => tensorOf(weight).transpose([2, 3, 1, 0]);

/**
 * The weight of a dense layer. If its inputs are an image (height, width, channels), its rows are
 * put in that order, from (channels, height, width).
 */
function denseWeight(weight, image) {
  if (!image) return tensorOf(weight);
  const [height, width, channels] = image;
  return tf
    .tensor(weight.data, [channels, height, width, weight.shape[1]])
    .transpose([1, 2, 0, 3])
    .reshape(weight.shape);
}

/**
 * The layers of a specification, for images of 28 x 28. Each turns x into y, and then the gradient
 * to y into that to x.
 *
 * @typedef {object} Layer
 * @property {(x: tf.Tensor) => tf.Tensor} forward
 * @property {(gradY: tf.Tensor, needsGradX: boolean) => tf.Tensor | undefined} backward
 *
 * @param {object} specification
 * @param {Awaited<ReturnType<typeof import('../first-parameters.mjs').firstParameters>>} parameters
 *   with which the layers begin
 * @returns {{ layers: Layer[], inputShape: number[] }}
 */
export function layersOf({ model, training }, parameters) {
  const { optimizer } = training;
  const inputShape = model.layers[0].type === 'dense' ? [784] : [28, 28, 1];
  let shape = inputShape;
  let flattened;
  const layers = model.layers.map((layer, i) => {
    const { weight, bias } = parameters[i];
    if (layer.type === 'dense') {
      const begin = { weight: denseWeight(weight, flattened), bias: tensorOf(bias) };
      flattened = undefined;
      return dense(layer, begin, optimizer);
    }
    if (layer.type === 'flatten') flattened = shape;
    const begin = weight && { weight: convWeight(weight), bias: tensorOf(bias) };
    const made = images[layer.type](shape, layer, begin, optimizer);
    shape = made.shape;
    return made;
  });
  return { layers, inputShape };
}
