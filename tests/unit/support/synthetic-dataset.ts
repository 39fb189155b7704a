import type { Dataset } from '../../../web/src/shared/protocol';
import { seededRandom } from './random';

export interface SyntheticOptions {
  samples: number;
  testSamples?: number;
  side?: number;
  seed?: number;
}

/**
 * Images that a network can learn: each class lights up a tenth of the pixels,
 * under noise. As in MNIST most pixels are zero.
 */
export function syntheticDataset(options: SyntheticOptions): Dataset {
  const { samples, testSamples = 0, side = 28, seed = 1 } = options;
  const random = seededRandom(seed);
  const part = (count: number) => {
    const images = new Uint8Array(count * side * side);
    const labels = new Uint8Array(count);
    for (let sample = 0; sample < count; sample++) {
      const label = Math.floor(10 * random());
      labels[sample] = label;
      for (let pixel = 0; pixel < side * side; pixel++) {
        const isLit = pixel % 10 === label ? random() < 0.7 : random() < 0.05;
        if (isLit) images[sample * side * side + pixel] = 64 + Math.floor(192 * random());
      }
    }
    return { images, labels };
  };
  const dataset = { width: side, height: side, ...part(samples) };
  return testSamples > 0 ? { ...dataset, test: part(testSamples) } : dataset;
}
