import { describe, expect, it } from 'vitest';
import { prepareDrawing, type InkRaster } from '../../../web/src/data/prepare-drawing';
import { drawings, inkOf, moved, pathLength } from './support/drawings';
import { absoluteDifference, measure } from './support/image-measures';

function prepared(drawing: InkRaster): Float32Array {
  const image = prepareDrawing(drawing);
  if (!image) throw new Error('expected ink');
  return image;
}

const centred = drawings.filter(({ placement }) => placement === 'centred');

/** The longer side of the drawing with its pen, in units of the pad. */
function extent(strokes: number[][][], pen: number): number {
  const sides = [0, 1].map((axis) => {
    const values = strokes.flat().map((point) => point[axis] ?? 0);
    return Math.max(...values) - Math.min(...values);
  });
  return Math.max(...sides) + pen;
}

/**
 * How much two rasters of the same shape may differ once prepared: the sum over pixels.
 *
 * A raster knows each edge of the ink to one pixel, so the box's side L to 2 and the
 * scale to 2 / L: a point of the image, at most 20 pixels from the centre of mass,
 * moves by at most 20 * 2 / L, and the centre of mass itself by less than half a pixel
 * of the raster, 10 / L of the image. Moving an edge by d changes the image by d per unit
 * of its length; the ink has two edges, each as long as the path, and round ends.
 * Thinning, where it takes place, knows its edges to one pixel of the raster too: 20 / L.
 */
function tolerance(strokes: number[][][], padSide: number, pen: number): number {
  const side = extent(strokes, pen);
  const edges = (2 * pathLength(strokes) + 2 * Math.PI * pen * strokes.length) * (20 / side);
  return ((40 + 10 + 20) / (side * padSide)) * edges;
}

describe('a drawing', () => {
  it('without ink gives nothing', () => {
    expect(prepareDrawing({ width: 30, height: 20, ink: new Float32Array(600) })).toBeNull();
    expect(prepareDrawing({ width: 0, height: 0, ink: new Uint8ClampedArray() })).toBeNull();
    const dirt = new Uint8ClampedArray(600).fill(20);
    expect(prepareDrawing({ width: 30, height: 20, ink: dirt })).toBeNull();
  });

  it('is scaled by averaging areas', () => {
    // A filled rectangle of 60 x 30 pixels: 20 x 10 of the image, centre at 14.5, so that
    // its first and last columns and rows are half covered.
    const ink = new Float32Array(100 * 100);
    for (let y = 5; y < 35; y++) ink.fill(1, y * 100 + 40, y * 100 + 100);
    const image = prepared({ width: 100, height: 100, ink });
    const covered = (i: number, start: number, end: number) =>
      Math.max(0, Math.min(i + 1, end) - Math.max(i, start));
    for (let y = 0; y < 28; y++) {
      for (let x = 0; x < 28; x++) {
        const expected = covered(x, 4.5, 24.5) * covered(y, 9.5, 19.5);
        expect(image[y * 28 + x]).toBeCloseTo(expected, 5);
      }
    }
  });

  it('gives the same image from bytes as from floats', () => {
    const { ink, ...pad } = inkOf(drawings[0]?.strokes ?? []);
    const black = ink.map((value) => (value < 0.5 ? 0 : 1));
    const bytes = Uint8ClampedArray.from(black, (value) => value * 255);
    expect(prepareDrawing({ ...pad, ink: bytes })).toEqual(prepareDrawing({ ...pad, ink: black }));
  });

  it.each(drawings)('of a $placement $digit lies in the middle, 20 pixels long', ({ strokes }) => {
    const image = prepared(inkOf(strokes));
    expect(Math.min(...image)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...image)).toBeLessThanOrEqual(1);
    const { x, y, longerSide } = measure(image);
    // Averaging moves the ink of a cell to its centre: by up to half a pixel, a quarter on
    // average, this way or that, in each of the 50 or more cells that an edge runs through.
    const allowed = (3 * 0.25) / Math.sqrt(50);
    expect(Math.abs(x - 14.5)).toBeLessThan(allowed);
    expect(Math.abs(y - 14.5)).toBeLessThan(allowed);
    // 20 pixels that begin within a pixel touch 21.
    expect(longerSide).toBeGreaterThanOrEqual(20);
    expect(longerSide).toBeLessThanOrEqual(21);
  });

  it.each(centred)('of a $digit gives the same image wherever it lies', ({ strokes }) => {
    const here = prepared(inkOf(strokes));
    expect(prepared(inkOf(moved(strokes, 1, 30 / 300, -24 / 300)))).toEqual(here);
    const between = prepared(inkOf(moved(strokes, 1, 10.4 / 300, 7.7 / 300)));
    expect(absoluteDifference(between, here)).toBeLessThan(tolerance(strokes, 300, 1 / 14));
  });

  it.each(centred)('of a $digit gives the same image whatever its size', ({ strokes }) => {
    const large = prepared(inkOf(strokes, 600));
    const small = prepared(inkOf(moved(strokes, 0.4, 0.1, 0.2), 600, 0.4 / 14));
    const bound =
      tolerance(moved(strokes, 0.4, 0, 0), 600, 0.4 / 14) + tolerance(strokes, 600, 1 / 14);
    expect(absoluteDifference(large, small)).toBeLessThan(bound);
  });

  const small = drawings.filter(({ placement }) => placement === 'small');

  it.each(small)('of a small $digit has its strokes thinned', ({ strokes }) => {
    const { penWidth, ...bold } = inkOf(strokes);
    const thinned = measure(prepared({ ...bold, penWidth })).mass;
    expect(thinned).toBeLessThan(0.85 * measure(prepared(bold)).mass);
  });

  it.each(small.filter(({ digit }) => digit === 1 || digit === 7))(
    'of a small $digit looks as if it had been drawn with a pen that suits it',
    ({ strokes }) => {
      // 2.5 of the image's 20 pixels: pen / (side + pen) = 1 / 8.
      const finePen = extent(strokes, 0) / 7;
      const { width, height, ink } = inkOf(strokes, 1500, finePen);
      const difference = absoluteDifference(
        prepared(inkOf(strokes, 1500)),
        prepared({ width, height, ink }),
      );
      expect(difference).toBeLessThan(tolerance(strokes, 1500, finePen));
    },
  );

  it('of a dot remains one', () => {
    const { mass } = measure(prepared(inkOf([[[0.3, 0.6]]])));
    // A disc 20 pixels across, its rim sampled at the pad's resolution: the disc has a
    // diameter of 6 pixels of the pad at least, known to 2.
    expect(mass).toBeGreaterThan(Math.PI * 100 * (4 / 6) ** 2);
    expect(mass).toBeLessThan(Math.PI * 100 * (8 / 6) ** 2);
  });
});
