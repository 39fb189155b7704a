import type { CurvePoint } from '../../state/history';

export interface Extent {
  min: number;
  max: number;
  step: number;
}

const axisLengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/**
 * The epochs that a chart shows. It holds still: the whole of a short run from the
 * beginning, and of a long one as much as doubles when it is full.
 */
export function epochExtent(position: number, epochs: number): Extent {
  const fits = axisLengths.find((length) => length >= Math.max(10, position)) ?? position;
  const max = Math.max(position, Math.min(epochs, fits), 1);
  return { min: 0, max, step: niceStep(max / 5, 1) };
}

/** The share of the run at its beginning whose steep figures may leave the chart. */
const steepPart = 0.1;

/** Loss from zero; the first steps' high values are cut off, so that the later course can be seen. */
export function lossExtent(train: readonly CurvePoint[], valid: readonly CurvePoint[]): Extent {
  const seen = [...afterSteepPart(train), ...valid].map(({ loss }) => loss);
  const highest = seen.length > 0 ? Math.max(...seen) * 1.08 : 2.4;
  const step = niceStep(highest / 4);
  return { min: 0, max: Math.max(step, Math.ceil(highest / step) * step), step };
}

/** Accuracy up to one; from where the course is after the first steps. */
export function accuracyExtent(train: readonly CurvePoint[], valid: readonly CurvePoint[]): Extent {
  const seen = [...afterSteepPart(train), ...valid].map(({ accuracy }) => accuracy);
  const lowest = seen.length > 0 ? Math.min(...seen) : 0;
  const step = niceStep((1 - lowest) / 4);
  const min = Math.max(0, 1 - Math.ceil((1 - lowest) / step + 0.001) * step);
  return { min, max: 1, step };
}

function afterSteepPart(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  const end = curve.at(-1)?.epoch ?? 0;
  const rest = curve.filter(({ epoch }) => epoch >= end * steepPart);
  return rest.length > 0 ? rest : curve;
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below. */
export function niceStep(least: number, smallest = 1e-6): number {
  if (!(least > smallest)) return smallest;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least * 0.999_999) ?? 10;
  return factor * power;
}
