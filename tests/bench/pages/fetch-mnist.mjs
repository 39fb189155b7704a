import { readMnist } from '../mnist.mjs';

/** MNIST's training pool from the folder of this page's site. */
export function fetchMnist() {
  return readMnist(async (file) => {
    const response = await fetch(new URL(`/build/bench/mnist/${file}`, location.href));
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return response.blob();
  });
}
