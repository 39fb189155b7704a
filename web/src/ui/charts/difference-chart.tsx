import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { GradientCheckResult } from '../../shared/gradient-check';
import * as format from '../format';
import { useStore } from '../store-context';
import { LineChart } from './line-chart';
import type { PlotPoint } from './plot';

/** What is below cannot be told from zero in double precision. */
const leastDifference = 1e-17;

/** The largest differences of all layers for each N, both axes in powers of ten. */
export function DifferenceChart({ result }: { result: GradientCheckResult }): JSX.Element {
  const { view } = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const curves = curvesOf(result);

  useEffect(() => {
    if (!canvas.current) return;
    const chart = new LineChart(canvas.current, {
      names: ['relative', 'absolute'],
      formatX: (value) => (Number.isInteger(value) ? format.powerOfTen(value) : ''),
      formatY: format.powerOfTen,
    });
    const { relative, absolute } = curvesOf(result);
    const xs = [...relative, ...absolute].map(({ x }) => x);
    const ys = [...relative, ...absolute].map(({ y }) => y);
    chart.draw({
      noise: [],
      train: relative,
      valid: absolute,
      x: { min: Math.floor(Math.min(...xs, 0)), max: Math.ceil(Math.max(...xs, 1)), step: 1 },
      y: {
        min: 2 * Math.floor(Math.min(...ys, -1) / 2),
        max: Math.ceil(Math.max(...ys, 0)),
        step: 2,
      },
    });
    const stop = view.theme.subscribe(() => queueMicrotask(() => chart.retheme()));
    return () => {
      stop();
      chart.destroy();
    };
  }, [result, view]);

  return (
    <figure class="curve">
      <figcaption>
        <h3>Largest difference for each N</h3>
      </figcaption>
      <div class="curve-canvas difference-canvas">
        <canvas ref={canvas} role="img" aria-label={summary(curves.relative)} />
      </div>
    </figure>
  );
}

interface Curves {
  relative: PlotPoint[];
  absolute: PlotPoint[];
}

/** In powers of ten; N for which every parameter crosses a kink are left out. */
function curvesOf({ denominators, layers }: GradientCheckResult): Curves {
  const largest = (kind: 'relative' | 'absolute') =>
    denominators
      .flatMap((denominator, i) => {
        const steps = layers.flatMap((layer) => layer.steps[i] ?? []);
        const compared = steps.filter((step) => step.compared > 0);
        if (compared.length === 0) return [];
        const difference = Math.max(leastDifference, ...compared.map((step) => step[kind]));
        return [{ x: Math.log10(denominator), y: Math.log10(difference) }];
      })
      .filter(({ y }) => Number.isFinite(y))
      .sort((a, b) => a.x - b.x);
  return { relative: largest('relative'), absolute: largest('absolute') };
}

function summary(relative: readonly PlotPoint[]): string {
  const [first] = relative;
  const least = relative.reduce((best, point) => (point.y < best.y ? point : best), {
    x: 0,
    y: Infinity,
  });
  if (!first) return 'For no N is there a parameter that crosses no kink.';
  const at = ({ x, y }: PlotPoint) =>
    `${format.magnitude(10 ** y)} for N = ${format.count(10 ** x)}`;
  return `Largest relative difference: ${at(first)}, and least, ${at(least)}.`;
}
