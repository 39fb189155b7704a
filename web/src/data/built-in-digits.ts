import { boxSide, imagePixels, imageSide, massCentre } from './digit-image';
import { digitForms, type Form } from './digit-skeletons';
import { Random } from './random';
import { drawStroke } from './stroke-raster';

/** How much handwriting varies. Lengths are in units of the skeletons' box of 100, radii in pixels. */
const variety = {
  /** A mixture of poses may go beyond them by this factor. */
  mixing: 1.2,
  /** Deviation of every point by itself. */
  jitter: 3,
  /** Deviation of each coefficient of the field that bends the whole digit. */
  bending: 4,
  /** Width in relation to the skeleton's. */
  narrowest: 0.6,
  widest: 1.25,
  /** Sideways shift per height; to the right, as most people write. */
  meanSlant: 0.12,
  slant: 0.22,
  /** Tangent of half the angle. */
  turn: 0.06,
  thinnestPen: 0.75,
  thickestPen: 2.2,
};

/** Points that stand for each span of a curve. */
const pointsPerSpan = 4;

export interface LabelledImages {
  /** (count, 28, 28) */
  images: Uint8Array<ArrayBuffer>;
  /** (count) */
  labels: Uint8Array<ArrayBuffer>;
}

/**
 * Draws digits as people write them, prepared as MNIST's were: every sample a random
 * mixture of the poses of a random form, jittered, bent, slanted, turned, stretched and
 * drawn with a random pen. The same seed gives the same bytes in every browser.
 *
 * @param onProgress called now and then with the number of samples drawn
 */
export function drawDigits(
  count: number,
  seed: number,
  onProgress?: (drawn: number) => void,
): LabelledImages {
  const random = new Random(seed);
  const images = new Uint8Array(count * imagePixels);
  const labels = new Uint8Array(count);
  const image = new Float32Array(imagePixels);
  for (let sample = 0; sample < count; sample++) {
    const digit = random.below(digitForms.length);
    labels[sample] = digit;
    image.fill(0);
    drawDigit(image, digit, random);
    const start = sample * imagePixels;
    for (let i = 0; i < imagePixels; i++) images[start + i] = 255 * (image[i] ?? 0) + 0.5;
    if ((sample + 1) % progressInterval === 0) onProgress?.(sample + 1);
  }
  return { images, labels };
}

const progressInterval = 1000;

function drawDigit(image: Float32Array, digit: number, random: Random): void {
  const form = choose(preparedForms[digit] ?? [], random);
  const anchors = mixPoses(form, random);
  distort(anchors, random);
  const strokes = form.strokes.map((curves) => trace(anchors, curves));
  // Squared, so that bold pens are rarer than fine ones.
  const boldness = squared(random.uniform());
  const penRadius = variety.thinnestPen + (variety.thickestPen - variety.thinnestPen) * boldness;
  fit(strokes, penRadius, random);
  for (const points of strokes) drawStroke(image, imageSide, imageSide, points, penRadius);
}

/** A form with its numbers read. */
interface PreparedForm {
  share: number;
  /** Of each stroke, the curves: index of the first and the last anchor. */
  strokes: [first: number, last: number][][];
  /** x0, y0, x1, y1, ... of all strokes' anchors */
  poses: Float64Array[];
}

const preparedForms: readonly PreparedForm[][] = digitForms.map((forms) => forms.map(prepareForm));

function prepareForm({ share, poses }: Form): PreparedForm {
  let anchor = 0;
  const strokes = (poses[0] ?? []).map((stroke) => {
    const start = anchor;
    return stroke.split('|').map((curve, i): [number, number] => {
      // A corner belongs to both curves.
      const first = i === 0 ? start : anchor - 1;
      anchor += curve.split(',').length;
      return [first, anchor - 1];
    });
  });
  return {
    share,
    strokes,
    poses: poses.map((pose) => Float64Array.from(pose.join(' ').match(/-?\d+/g) ?? [], Number)),
  };
}

function choose(forms: PreparedForm[], random: Random): PreparedForm {
  let rest = random.uniform() * forms.reduce((sum, { share }) => sum + share, 0);
  for (const form of forms) {
    rest -= form.share;
    if (rest < 0) return form;
  }
  throw new Error('no form to choose from');
}

function mixPoses({ poses }: PreparedForm, random: Random): Float64Array {
  const shares = poses.map(() => squared(random.uniform()));
  const sum = shares.reduce((total, share) => total + share, 1e-9);
  const even = 1 / poses.length;
  const anchors = new Float64Array(poses[0]?.length ?? 0);
  poses.forEach((pose, i) => {
    const weight = even + variety.mixing * ((shares[i] ?? 0) / sum - even);
    for (let k = 0; k < anchors.length; k++) {
      anchors[k] = (anchors[k] ?? 0) + weight * (pose[k] ?? 0);
    }
  });
  return anchors;
}

/** Jitter of each point, a smooth field that bends the whole, and an affine map. */
function distort(anchors: Float64Array, random: Random): void {
  const bendX = Array.from({ length: 6 }, () => random.spread(variety.bending));
  const bendY = Array.from({ length: 6 }, () => random.spread(variety.bending));
  const stretch = random.between(variety.narrowest, variety.widest);
  const slant = variety.meanSlant + random.spread(variety.slant);
  const halfTangent = random.spread(variety.turn);
  const cosine = (1 - squared(halfTangent)) / (1 + squared(halfTangent));
  const sine = (2 * halfTangent) / (1 + squared(halfTangent));

  for (let k = 0; k < anchors.length; k += 2) {
    // About the middle of the box, in half sides: [-1, 1].
    const x = (anchors[k] ?? 0) / 50 - 1;
    const y = (anchors[k + 1] ?? 0) / 50 - 1;
    const bentX = 50 * x + bend(bendX, x, y) + random.spread(variety.jitter);
    const bentY = 50 * y + bend(bendY, x, y) + random.spread(variety.jitter);
    const slantedX = stretch * bentX - slant * bentY;
    anchors[k] = cosine * slantedX - sine * bentY;
    anchors[k + 1] = sine * slantedX + cosine * bentY;
  }
}

/** A polynomial without its affine part, which the other distortions have. */
function bend([xx = 0, xy = 0, yy = 0, xxy = 0, xyy = 0, yyy = 0]: number[], x: number, y: number) {
  return xx * x * x + xy * x * y + yy * y * y + xxy * x * x * y + xyy * x * y * y + yyy * y * y * y;
}

/** The points of a stroke: Catmull-Rom splines through the anchors of its curves. */
function trace(anchors: Float64Array, curves: [first: number, last: number][]): Float64Array {
  const spans = curves.reduce((sum, [first, last]) => sum + last - first, 0);
  const points = new Float64Array(2 * (spans * pointsPerSpan + 1));
  let at = 0;
  for (const [first, last] of curves) {
    for (let b = first; b < last; b++) {
      const a = Math.max(first, b - 1);
      const c = b + 1;
      const d = Math.min(last, b + 2);
      for (let step = 0; step < pointsPerSpan; step++) {
        const t = step / pointsPerSpan;
        for (let axis = 0; axis < 2; axis++) {
          points[at++] = catmullRom(
            anchors[2 * a + axis] ?? 0,
            anchors[2 * b + axis] ?? 0,
            anchors[2 * c + axis] ?? 0,
            anchors[2 * d + axis] ?? 0,
            t,
          );
        }
      }
    }
  }
  const end = curves.at(-1)?.[1] ?? 0;
  points[at++] = anchors[2 * end] ?? 0;
  points[at] = anchors[2 * end + 1] ?? 0;
  return points;
}

/** Between b (t = 0) and c (t = 1). */
function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  const linear = c - a;
  const quadratic = 2 * a - 5 * b + 4 * c - d;
  const cubic = 3 * (b - c) + d - a;
  return b + 0.5 * t * (linear + t * (quadratic + t * cubic));
}

/**
 * Moves and scales the strokes into the image: the longer side of what the pen will
 * cover is that of the box; the centre of mass is the image's, up to half a pixel, as in
 * MNIST, whose digits were moved by whole pixels. Ink is taken as even along the path.
 */
function fit(strokes: Float64Array[], penRadius: number, random: Random): void {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  let [mass, momentX, momentY] = [0, 0, 0];
  for (const points of strokes) {
    for (let k = 0; k < points.length; k += 2) {
      const x = points[k] ?? 0;
      const y = points[k + 1] ?? 0;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      if (k === 0) continue;
      const dx = x - (points[k - 2] ?? 0);
      const dy = y - (points[k - 1] ?? 0);
      const length = Math.sqrt(dx * dx + dy * dy);
      mass += length;
      momentX += length * (x - dx / 2);
      momentY += length * (y - dy / 2);
    }
  }
  const scale = (boxSide - 2 * penRadius) / Math.max(right - left, bottom - top);
  const shiftX = massCentre + random.between(-0.5, 0.5) - (scale * momentX) / mass;
  const shiftY = massCentre + random.between(-0.5, 0.5) - (scale * momentY) / mass;
  for (const points of strokes) {
    for (let k = 0; k < points.length; k += 2) {
      points[k] = scale * (points[k] ?? 0) + shiftX;
      points[k + 1] = scale * (points[k + 1] ?? 0) + shiftY;
    }
  }
}

/** A product, since engines may round powers differently. */
function squared(value: number): number {
  return value * value;
}
