import type { Extent } from './scales';

/** A point of a curve as it is drawn. */
export interface PlotPoint {
  /** Epochs. */
  x: number;
  y: number;
}

/** Everything that a chart of training and validation shows. */
export interface Plot {
  /** What the training curve is the mean of; drawn faintly behind it. */
  noise: PlotPoint[];
  train: PlotPoint[];
  valid: PlotPoint[];
  x: Extent;
  y: Extent;
}

/** Tokens of the style sheet that charts are drawn with. */
export const colourNames = ['train', 'valid', 'line', 'edge', 'soft', 'card'] as const;

export type Colours = Record<(typeof colourNames)[number], string>;

/** The point whose epoch is nearest. */
export function nearest<P extends { x: number }>(points: readonly P[], x: number): P | undefined {
  let best: P | undefined;
  for (const point of points) {
    if (!best || Math.abs(point.x - x) < Math.abs(best.x - x)) best = point;
  }
  return best;
}
