/**
 * Draws pen strokes into a grey-scale image.
 *
 * A stroke is a polyline drawn with a round pen; a pixel's value is the part of it
 * that the pen covers, taken from the distance of the pixel's centre to the line.
 * Where strokes overlap the darker one counts, as on paper.
 *
 * @param image (height, width) values in [0, 1], row-major; drawn into
 * @param points x0, y0, x1, y1, ... in pixels, (0, 0) the image's upper left corner
 */
export function drawStroke(
  image: Float32Array,
  width: number,
  height: number,
  points: ArrayLike<number>,
  penRadius: number,
): void {
  const pointCount = points.length >> 1;
  const reach = penRadius + 0.5;
  for (let i = 0; i < pointCount; i++) {
    const x0 = points[2 * i] ?? 0;
    const y0 = points[2 * i + 1] ?? 0;
    // A stroke of one point is a dot: a segment without length.
    const next = i + 1 < pointCount ? i + 1 : i;
    if (next === i && pointCount > 1) break;
    const x1 = points[2 * next] ?? 0;
    const y1 = points[2 * next + 1] ?? 0;

    const dx = x1 - x0;
    const dy = y1 - y0;
    const lengthSquared = dx * dx + dy * dy;
    const inverse = lengthSquared > 0 ? 1 / lengthSquared : 0;
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
    const right = Math.min(width, Math.ceil(Math.max(x0, x1) + reach));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    const bottom = Math.min(height, Math.ceil(Math.max(y0, y1) + reach));
    for (let y = top; y < bottom; y++) {
      const py = y + 0.5 - y0;
      for (let x = left; x < right; x++) {
        const px = x + 0.5 - x0;
        const along = Math.min(1, Math.max(0, (px * dx + py * dy) * inverse));
        const ex = px - along * dx;
        const ey = py - along * dy;
        const distanceSquared = ex * ex + ey * ey;
        if (distanceSquared >= reach * reach) continue;
        const coverage = Math.min(1, reach - Math.sqrt(distanceSquared));
        const at = y * width + x;
        if (coverage > (image[at] ?? 0)) image[at] = coverage;
      }
    }
  }
}
