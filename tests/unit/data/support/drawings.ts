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

/** The strokes on a square pad, as a canvas would show them: the pen is a 14th of the pad. */
export function inkOf(strokes: number[][][], padSide = 300): InkRaster & { penWidth: number } {
  const penWidth = padSide / 14;
  const ink = new Float32Array(padSide * padSide);
  for (const stroke of strokes) {
    const points = stroke.flat().map((coordinate) => coordinate * padSide);
    drawStroke(ink, padSide, padSide, points, penWidth / 2);
  }
  return { width: padSide, height: padSide, ink, penWidth };
}

/** The same strokes, scaled about the pad's middle and moved. */
export function moved(strokes: number[][][], scale: number, dx: number, dy: number): number[][][] {
  return strokes.map((stroke) =>
    stroke.map(([x = 0, y = 0]) => [0.5 + scale * (x - 0.5) + dx, 0.5 + scale * (y - 0.5) + dy]),
  );
}
