import { describe, expect, it } from 'vitest';
import { drawStroke } from '../../../web/src/data/stroke-raster';

function drawn(points: number[], penRadius: number, side = 60): Float32Array {
  const image = new Float32Array(side * side);
  drawStroke(image, side, side, points, penRadius);
  return image;
}

const area = (image: Float32Array) => image.reduce((sum, value) => sum + value, 0);

describe('a pen stroke', () => {
  // Coverage is taken from the distance of a pixel's centre, which is off by at most
  // (sqrt(2) - 1) / 2 of a pixel where the edge runs askew: that much per unit of the edge.
  const perEdge = (Math.SQRT2 - 1) / 2;

  it.each([
    ['dot', [30.2, 29.7], 0],
    ['level line', [12, 30, 47, 30], 35],
    ['line askew', [13.3, 11.9, 44.1, 47.2], Math.hypot(30.8, 35.3)],
  ])('that is a %s covers the area of its shape', (_, points, length) => {
    const radius = 4.3;
    const edge = 2 * length + 2 * Math.PI * radius;
    const shape = 2 * radius * length + Math.PI * radius ** 2;
    expect(Math.abs(area(drawn(points, radius)) - shape)).toBeLessThan(perEdge * edge);
  });

  it('is black within and white beyond the pen', () => {
    const image = drawn([10, 30, 50, 30], 5);
    const at = (x: number, y: number) => image[y * 60 + x];
    expect([at(30, 30), at(30, 26), at(30, 24), at(30, 23), at(3, 30)]).toEqual([1, 1, 0, 0, 0]);
  });

  it('does not grow darker where it crosses or repeats itself', () => {
    const once = drawn([10, 10, 50, 50], 3);
    expect(drawn([10, 10, 50, 50, 10, 10], 3)).toEqual(once);
  });

  it('is cut at the edges of the image', () => {
    const image = drawn([-20, 30, 80, 30], 2, 60);
    expect(area(image)).toBe(60 * 4);
    expect(area(drawn([-20, -20], 5))).toBe(0);
  });
});
