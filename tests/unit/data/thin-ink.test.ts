import { describe, expect, it } from 'vitest';
import { Random } from '../../../web/src/data/random';
import { thinInk } from '../../../web/src/data/thin-ink';

describe('thinning ink', () => {
  it('goes by the exact distance to the nearest paper', () => {
    const random = new Random(7);
    for (let trial = 0; trial < 40; trial++) {
      const width = 1 + random.below(16);
      const height = 1 + random.below(16);
      const paper = random.uniform() ** 2;
      const ink = Float32Array.from({ length: width * height }, () =>
        random.uniform() < paper ? 0 : 1,
      );
      const depth = random.between(0, 3);
      const expected = Float32Array.from(ink, (_, i) => {
        const distance = distanceToPaper(ink, width, height, i % width, Math.floor(i / width));
        return Math.min(1, Math.max(0, distance - depth));
      });
      thinInk({ width, height, ink }, depth).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
      });
    }
  });
});

/** By looking at every pixel, and at the paper around the raster. */
function distanceToPaper(
  ink: Float32Array,
  width: number,
  height: number,
  atX: number,
  atY: number,
): number {
  let nearest = Infinity;
  for (let y = -1; y <= height; y++) {
    for (let x = -1; x <= width; x++) {
      const isOutside = x < 0 || y < 0 || x === width || y === height;
      if (!isOutside && ink[y * width + x] === 1) continue;
      nearest = Math.min(nearest, Math.hypot(x - atX, y - atY));
    }
  }
  return nearest;
}
