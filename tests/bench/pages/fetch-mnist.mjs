import { readMnist } from '../mnist.mjs';

/** MNIST from the folder of this page's site; see readMnist. */
export function fetchMnist(options) {
  return readMnist(async (file) => {
    const response = await fetch(new URL(`/build/bench/mnist/${file}`, location.href));
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return response.blob();
  }, options);
}
