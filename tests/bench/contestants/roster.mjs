import { openEigen } from './eigen.mjs';
import { openInklingInChromium, openInklingInNode } from './inkling.mjs';
import { openNumpy, openPyTorch } from './python.mjs';
import { openWebLibrary } from './web-library.mjs';

const relaxed = { variant: 'relaxed-simd', threads: 1 };
const simd128 = { variant: 'simd128', threads: 1 };
const twoThreads = { variant: 'relaxed-simd', threads: 2 };

/** A round of a slow contestant is a part of an epoch; seven rounds are one at least. */
const slow = { W: 1 / 5, W3: 1 / 5 };
const tensorFlow = { packageName: '@tensorflow/tfjs-backend-wasm', parts: slow };
const tensorFlowFit = {
  ...tensorFlow,
  name: 'TensorFlow.js, model.fit',
  module: 'tensorflow-fit',
};
const tensorFlowLoop = {
  ...tensorFlow,
  name: 'TensorFlow.js, loop by hand',
  module: 'tensorflow-loop',
};
const jaxJs = { name: 'jax-js', packageName: '@jax-js/jax', module: 'jax-js', parts: slow };

/**
 * Who may be in a race, in the order of the tables; the first is the measure of the others.
 * `open` gives a contestant ready to train, or rejects with Unavailable.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {boolean} [isQuick] also takes part where time is short
 * @property {(place: import('./contestant.mjs').Place) =>
 *   Promise<import('./contestant.mjs').Contestant>} open
 */

/** @type {Entry[]} */
export const roster = [
  { id: 'pytorch-1', isQuick: true, open: (place) => openPyTorch(place, 1) },
  { id: 'pytorch-2', open: (place) => openPyTorch(place, 2) },
  { id: 'numpy-1', isQuick: true, open: (place) => openNumpy(place, 1) },
  { id: 'numpy-2', open: (place) => openNumpy(place, 2) },
  { id: 'eigen', isQuick: true, open: openEigen },
  { id: 'tensorflow-fit', open: (place) => openWebLibrary(place, tensorFlowFit) },
  { id: 'tensorflow-loop', open: (place) => openWebLibrary(place, tensorFlowLoop) },
  { id: 'jax-js', open: (place) => openWebLibrary(place, jaxJs) },
  {
    id: 'inkling-chromium-relaxed',
    isQuick: true,
    open: (place) => openInklingInChromium(place, relaxed),
  },
  {
    id: 'inkling-chromium-simd128',
    isQuick: true,
    open: (place) => openInklingInChromium(place, simd128),
  },
  {
    id: 'inkling-chromium-threads',
    isQuick: true,
    open: (place) => openInklingInChromium(place, twoThreads),
  },
  { id: 'inkling-node-relaxed', open: (place) => openInklingInNode(place, relaxed) },
  { id: 'inkling-node-simd128', open: (place) => openInklingInNode(place, simd128) },
];
