/**
 * Takes `depth` pixels off every edge of the ink, as if it had been drawn with a pen
 * narrower by 2 x depth.
 *
 * Works on the exact distance of each pixel to the nearest paper, by the separable
 * transform of Felzenszwalb & Huttenlocher 2012. All around the raster is paper.
 *
 * @param raster ink (height, width) in [0, 1], row-major; from a half on it counts as ink
 */
export function thinInk(
  raster: { width: number; height: number; ink: Float32Array },
  depth: number,
): Float32Array<ArrayBuffer> {
  const { width, height, ink } = raster;
  const distanceSquared = new Float32Array(ink.length);
  for (let i = 0; i < ink.length; i++) distanceSquared[i] = (ink[i] ?? 0) < 0.5 ? 0 : Infinity;

  const transform = lineTransform(Math.max(width, height));
  for (let x = 0; x < width; x++) transform(distanceSquared, x, width, height);
  for (let y = 0; y < height; y++) transform(distanceSquared, y * width, 1, width);

  // The old edge runs half a pixel before the nearest paper's centre; a pixel is covered
  // from half a pixel outside the new edge to half a pixel inside.
  return distanceSquared.map((squared) => Math.min(1, Math.max(0, Math.sqrt(squared) - depth)));
}

/** Replaces each value f(p) of a line by min over q of (p - q)^2 + f(q), with f = 0 off both ends. */
type LineTransform = (values: Float32Array, start: number, stride: number, count: number) => void;

function lineTransform(longest: number): LineTransform {
  const line = new Float64Array(longest + 2);
  // The parabolas of the lower envelope, by the q that they stand on, and from where each holds.
  const feet = new Int32Array(longest + 2);
  const starts = new Float64Array(longest + 2);

  return (values, start, stride, count) => {
    const end = count + 1;
    for (let i = 0; i < count; i++) line[i + 1] = values[start + i * stride] ?? 0;
    line[0] = 0;
    line[end] = 0;

    let last = 0;
    feet[0] = 0;
    starts[0] = -Infinity;
    for (let q = 1; q <= end; q++) {
      const height = line[q] ?? 0;
      if (height === Infinity) continue;
      let from = crossing(line, feet[last] ?? 0, q);
      while (from <= (starts[last] ?? 0)) {
        last -= 1;
        from = crossing(line, feet[last] ?? 0, q);
      }
      last += 1;
      feet[last] = q;
      starts[last] = from;
    }

    let parabola = 0;
    for (let p = 1; p <= count; p++) {
      while (parabola < last && (starts[parabola + 1] ?? 0) <= p) parabola += 1;
      const q = feet[parabola] ?? 0;
      values[start + (p - 1) * stride] = (p - q) * (p - q) + (line[q] ?? 0);
    }
  };
}

/** Where the parabola on q becomes lower than the one on p < q. */
function crossing(line: Float64Array, p: number, q: number): number {
  return ((line[q] ?? 0) + q * q - ((line[p] ?? 0) + p * p)) / (2 * (q - p));
}
