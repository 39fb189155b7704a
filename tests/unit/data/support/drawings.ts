import { drawStroke } from '../../../../web/src/data/stroke-raster';
import type { InkRaster } from '../../../../web/src/data/prepare-drawing';
import fixture from '../../../fixtures/drawings.json';

export interface FixtureDrawing {
  digit: number;
  placement: string;
  /** Pen paths: points [x, y] in units of the pad. */
  strokes: number[][][];
}

export const drawings: FixtureDrawing[] = fixture.drawings;

/**
 * The strokes on a square pad, as a canvas would show them.
 *
 * @param pen its width, in units of the pad: by default a 14th
 */
export function inkOf(
  strokes: number[][][],
  padSide = 300,
  pen = 1 / 14,
): InkRaster & { penWidth: number } {
  const penWidth = pen * padSide;
  const ink = new Float32Array(padSide * padSide);
  for (const stroke of strokes) {
    const points = stroke.flat().map((coordinate) => coordinate * padSide);
    drawStroke(ink, padSide, padSide, points, penWidth / 2);
  }
  return { width: padSide, height: padSide, ink, penWidth };
}

/** The same strokes, scaled about the pad's upper left corner and then moved. */
export function moved(strokes: number[][][], scale: number, dx: number, dy: number): number[][][] {
  return strokes.map((stroke) => stroke.map(([x = 0, y = 0]) => [scale * x + dx, scale * y + dy]));
}

export function pathLength(strokes: number[][][]): number {
  let length = 0;
  for (const stroke of strokes) {
    stroke.forEach(([x = 0, y = 0], i) => {
      const [fromX = x, fromY = y] = stroke[i - 1] ?? [];
      length += Math.hypot(x - fromX, y - fromY);
    });
  }
  return length;
}
