import { openEigen } from './eigen.mjs';
import { openInklingInChromium, openInklingInNode } from './inkling.mjs';
import { openNumpy, openPyTorch } from './python.mjs';

const relaxed = { variant: 'relaxed-simd', threads: 1 };
const simd128 = { variant: 'simd128', threads: 1 };
const twoThreads = { variant: 'relaxed-simd', threads: 2 };

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
  { id: 'numpy', isQuick: true, open: openNumpy },
  { id: 'eigen', isQuick: true, open: openEigen },
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
