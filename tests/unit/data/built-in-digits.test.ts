import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawDigits } from '../../../web/src/data/built-in-digits';
import { digitForms } from '../../../web/src/data/digit-skeletons';
import { prepareDrawing } from '../../../web/src/data/prepare-drawing';
import { drawings, inkOf } from './support/drawings';
import { measure } from './support/image-measures';

const count = 2000;
const digits = drawDigits(count, 1);
const imagesOf = (samples: number) => digits.images.subarray(0, samples * 784);
const imageAt = (sample: number) => digits.images.subarray(sample * 784, (sample + 1) * 784);

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < 784; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum;
}

/** The drawn digit nearest to an image of bytes, among those from `from` on. */
function nearest(image: ArrayLike<number>, from = 0): { sample: number; distance: number } {
  let best = { sample: -1, distance: Infinity };
  for (let sample = from; sample < count; sample++) {
    const distance = squaredDistance(image, imageAt(sample));
    if (distance < best.distance) best = { sample, distance };
  }
  return best;
}

describe('the built-in digits', () => {
  it('are the same for the same seed, and others for another', () => {
    const again = drawDigits(200, 1);
    expect(again.labels).toEqual(digits.labels.slice(0, 200));
    expect(again.images).toEqual(digits.images.slice(0, 200 * 784));
    expect(drawDigits(200, 2).images).not.toEqual(again.images);
  });

  it('are the same bytes on every machine', () => {
    const sha256 = createHash('sha256').update(imagesOf(500)).digest('hex');
    expect(sha256).toBe('9ea5980a4243f8fbb214826c733a943e2cf7096007a1f37dcb05ce203c94493d');
  });

  it('come from forms whose poses have the same points', () => {
    const points = (pose: string[]) =>
      pose.map((stroke) => stroke.split('|').map((curve) => curve.split(',').length));
    for (const { poses } of digitForms.flat()) {
      const [first = []] = poses;
      for (const pose of poses) expect(points(pose)).toEqual(points(first));
      expect(poses.flat().join()).toMatch(/^[-\d ,|]+$/);
    }
  });

  it('are of all ten classes in equal parts', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of digits.labels) counts[label] = (counts[label] ?? 0) + 1;
    // Binomial with n = 2000 and p = 0.1: five deviations.
    const allowed = 5 * Math.sqrt(count * 0.1 * 0.9);
    for (const each of counts) expect(Math.abs(each - count / 10)).toBeLessThan(allowed);
  });

  it('fill a box of 20 pixels, their centre of mass in the middle', () => {
    let [sumX, sumY] = [0, 0];
    for (let sample = 0; sample < count; sample++) {
      const { x, y, longerSide } = measure(imageAt(sample), 0);
      // A box that begins within a pixel touches 21, and a rim may be too faint for a byte.
      expect(longerSide).toBeGreaterThanOrEqual(19);
      expect(longerSide).toBeLessThanOrEqual(21);
      // Half a pixel on purpose; ink counts once where a path crosses itself.
      expect(Math.abs(x - 14.5)).toBeLessThan(2);
      expect(Math.abs(y - 14.5)).toBeLessThan(2);
      sumX += x;
      sumY += y;
    }
    expect(Math.abs(sumX / count - 14.5)).toBeLessThan(0.25);
    expect(Math.abs(sumY / count - 14.5)).toBeLessThan(0.25);
  });

  it('are all different, yet like one another within a class', () => {
    let alike = 0;
    for (let sample = 0; sample < 100; sample++) {
      const { sample: other, distance } = nearest(imageAt(sample), sample + 1);
      // In units of a black pixel: no digit is drawn twice.
      expect(Math.sqrt(distance) / 255).toBeGreaterThan(0.5);
      if (digits.labels[other] === digits.labels[sample]) alike += 1;
    }
    expect(alike / 100).toBeGreaterThan(0.9);
  });

  it('vary as MNIST does in width, boldness and slant', () => {
    const ink = Array.from({ length: count }, (_, sample) => measure(imageAt(sample)).mass / 255);
    ink.sort((a, b) => a - b);
    const quantile = (part: number) => ink[Math.floor(part * count)] ?? 0;
    // MNIST's test set: 52 at 5%, 101 at 50%, 164 at 95%.
    expect(quantile(0.05)).toBeGreaterThan(35);
    expect(quantile(0.05)).toBeLessThan(65);
    expect(quantile(0.5)).toBeGreaterThan(75);
    expect(quantile(0.5)).toBeLessThan(125);
    expect(quantile(0.95)).toBeGreaterThan(130);
    expect(quantile(0.95)).toBeLessThan(200);
  });

  it('resemble what another hand draws: the nearest of them reads most drawings', () => {
    const readings = drawings.map(({ digit, placement, strokes }) => {
      const image = prepareDrawing(inkOf(strokes));
      const { sample } = nearest(image?.map((value) => value * 255) ?? []);
      return { digit, placement, read: digits.labels[sample] };
    });
    const wrong = readings.filter(({ digit, read }) => digit !== read);
    expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(12);
  });
});
