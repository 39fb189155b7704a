import { Random } from '../../../web/src/data/random';
import { fetchMnist } from './fetch-mnist.mjs';

const pixels = 28 * 28;

/** Fisher & Yates, in place. */
function shuffle(order, random) {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
}

/**
 * The training samples of a specification.
 *
 * @returns {Promise<{ images: Float32Array, labels: Uint8Array }>} pixels in [0, 1]
 */
export async function trainingSamples({ dataset }) {
  const { images, labels } = await fetchMnist();
  return {
    images: Float32Array.from(images.subarray(0, dataset.train * pixels), (byte) => byte / 255),
    labels: labels.subarray(0, dataset.train),
  };
}

/** The images (batch, 784) of some samples and their labels, one-hot (batch, 10). */
export function gather({ images, labels }, order) {
  const x = new Float32Array(order.length * pixels);
  const y = new Float32Array(order.length * 10);
  order.forEach((sample, i) => {
    x.set(images.subarray(sample * pixels, (sample + 1) * pixels), i * pixels);
    y[i * 10 + labels[sample]] = 1;
  });
  return { x, y };
}

/** The order in mini-batches. */
export function* batchesOf(order, batchSize) {
  for (let first = 0; first < order.length; first += batchSize) {
    yield order.subarray(first, first + batchSize);
  }
}

/**
 * Rounds of a part of an epoch each, in an order drawn anew for each epoch, the same whenever the
 * specification is trained.
 *
 * @param {{ specification: object, part: number }} options
 * @param {(order: Uint32Array) => Promise<number>} train gives the mean loss of the samples
 */
export function inRounds({ specification, part }, train) {
  const order = Uint32Array.from({ length: specification.dataset.train }, (_, i) => i);
  const size = Math.round(order.length * part);
  const random = new Random(specification.seed);
  let first = 0;
  const trainRound = async () => {
    const startedAt = performance.now();
    if (first === 0) shuffle(order, random);
    const loss = await train(order.subarray(first, first + size));
    first = first + size < order.length ? first + size : 0;
    return { seconds: (performance.now() - startedAt) / 1000 / part, loss };
  };
  return { trainRound };
}
