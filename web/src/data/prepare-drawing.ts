import { boxSide, imagePixels, imageSide, massCentre } from './digit-image';
import { thinInk } from './thin-ink';

/** Ink on a pad, one value a pixel, row-major: 0 is paper, 255 (bytes) or 1 (floats) full ink. */
export interface InkRaster {
  width: number;
  height: number;
  ink: Uint8ClampedArray | Uint8Array | Float32Array;
  /** Diameter of the pen, in the same pixels. Without it strokes keep their width. */
  penWidth?: number;
}

/** Fainter ink, as a fraction of full ink, is the rim of an anti-aliased stroke or dirt. */
const faintest = 0.1;

/** Strokes wider than MNIST's median, in pixels of the image, are made thinner. */
const widestStroke = 2.5;

/** No more than this part of the pen's width goes off either side, so that a dot stays. */
const deepestThinning = 0.35;

/**
 * A drawing as MNIST's digits were prepared: cropped, its longer side scaled to 20
 * pixels by averaging areas, its centre of mass put at the centre of 28 x 28. A small
 * drawing made with the pad's pen would come out bold, its loops closed: its strokes
 * are first thinned to the width that MNIST's have.
 *
 * Returns 28 x 28 floats in [0, 1], row-major, full ink 1; null if there is no ink.
 */
export function prepareDrawing(drawing: InkRaster): Float32Array<ArrayBuffer> | null {
  const full = drawing.ink instanceof Float32Array ? 1 : 255;
  const cropped = crop(drawing, full);
  if (!cropped) return null;

  const depth = thinningDepth(longerSide(cropped), drawing.penWidth ?? 0);
  if (depth <= 0) return resample(cropped);
  return resample(crop({ ...cropped, ink: thinInk(cropped, depth) }, 1) ?? cropped);
}

interface Raster {
  width: number;
  height: number;
  /** In [0, 1]. */
  ink: Float32Array;
}

function longerSide({ width, height }: Raster): number {
  return Math.max(width, height);
}

/**
 * How much to take off either side of a stroke so that, after the thinner drawing has
 * been scaled to the box, it is `widestStroke` wide: the solution for d of
 * (pen - 2 d) / (side - 2 d) = widestStroke / boxSide.
 */
function thinningDepth(side: number, penWidth: number): number {
  const target = widestStroke / boxSide;
  const depth = (penWidth - target * side) / (2 * (1 - target));
  return Math.min(depth, deepestThinning * penWidth);
}

/** The bounding box of the ink, with `full` made 1; null if there is no ink. */
function crop({ width, height, ink }: InkRaster, full: number): Raster | null {
  const threshold = faintest * full;
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((ink[y * width + x] ?? 0) < threshold) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  if (right === 0) return null;
  const box = { width: right - left, height: bottom - top };
  const cropped = new Float32Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const start = (top + y) * width + left;
    for (let x = 0; x < box.width; x++) {
      cropped[y * box.width + x] = (ink[start + x] ?? 0) / full;
    }
  }
  return { ...box, ink: cropped };
}

/** Scales to the box of 20 pixels and centres the mass, in one step. */
function resample(raster: Raster): Float32Array<ArrayBuffer> {
  const { width, height, ink } = raster;
  const { massX, massY } = centreOfMass(raster);
  // One pixel of the image is the average of scale x scale pixels of the raster.
  const scale = longerSide(raster) / boxSide;
  const columns = overlaps(width, massX - massCentre * scale, scale);
  const rows = overlaps(height, massY - massCentre * scale, scale);

  const image = new Float32Array(imagePixels);
  const row = new Float32Array(imageSide);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let x = 0; x < width; x++) {
      const value = ink[y * width + x] ?? 0;
      if (value === 0) continue;
      for (const { cell, part } of columns[x] ?? []) row[cell] = (row[cell] ?? 0) + value * part;
    }
    for (const { cell, part } of rows[y] ?? []) {
      for (let x = 0; x < imageSide; x++) {
        const at = cell * imageSide + x;
        image[at] = (image[at] ?? 0) + (row[x] ?? 0) * part;
      }
    }
  }
  // The sum of many parts may exceed full ink by a rounding error.
  return image.map((value) => Math.min(1, value));
}

/** In pixels from the upper left edge. */
function centreOfMass({ width, height, ink }: Raster): { massX: number; massY: number } {
  let [mass, momentX, momentY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = ink[y * width + x] ?? 0;
      mass += value;
      momentX += value * (x + 0.5);
      momentY += value * (y + 0.5);
    }
  }
  return { massX: momentX / mass, massY: momentY / mass };
}

interface Overlap {
  /** A row or column of the image. */
  cell: number;
  /** The part of it that a pixel of the raster covers, in [0, 1]. */
  part: number;
}

/** For each of `count` pixels in a line, the cells of the image that it covers. */
function overlaps(count: number, origin: number, scale: number): Overlap[][] {
  return Array.from({ length: count }, (_, i) => {
    const start = (i - origin) / scale;
    const end = (i + 1 - origin) / scale;
    const covered: Overlap[] = [];
    for (let cell = Math.max(0, Math.floor(start)); cell < Math.min(imageSide, end); cell++) {
      covered.push({ cell, part: Math.min(end, cell + 1) - Math.max(start, cell) });
    }
    return covered;
  });
}
