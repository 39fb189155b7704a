import { createTrainer } from '../../../dist/inkling.js';
import { openInkling } from '../inkling.mjs';
import { fetchMnist } from './fetch-mnist.mjs';

/** The library, as any page would use it. */
export async function open({ settings, specification }) {
  return openInkling(createTrainer, settings, specification, await fetchMnist());
}
