import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { maxCurvePoints, smooth, type CurvePoint, type History } from '../../state/history';
import type { Metrics } from '../../shared/protocol';
import * as format from '../format';
import { useStore } from '../store-context';
import { nearest } from './plot';
import { LineChart } from './line-chart';
import { accuracyExtent, epochExtent, lossExtent } from './scales';

interface CurveChartProps {
  metric: keyof Metrics;
  title: string;
}

/** Between two drawings of the curves; more often nobody sees. */
const drawEveryMs = 200;

const kinds = {
  loss: { extent: lossExtent, tick: (value: number) => plainTick(value), exact: format.loss },
  accuracy: {
    extent: accuracyExtent,
    tick: (value: number) => `${plainTick(100 * value)}\u202f%`,
    exact: (value: number) => format.percent(value, 2),
  },
};

/** Training and validation over the epochs, with the exact figures of the moment pointed at. */
export function CurveChart({ metric, title }: CurveChartProps): JSX.Element {
  const { run, settings, view } = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<LineChart | null>(null);
  const spoken = useComputed(() => summary(run.history.value, metric));

  useEffect(() => {
    if (!canvas.current) return;
    const { extent, tick } = kinds[metric];
    const lineChart = new LineChart(canvas.current, {
      names: ['training', 'validation'],
      formatY: tick,
    });
    chart.current = lineChart;

    let timer: ReturnType<typeof setTimeout> | undefined;
    let drawnAt = 0;
    const draw = (): void => {
      timer = undefined;
      drawnAt = performance.now();
      const { train: noise, epochs } = run.history.peek();
      const { epoch } = run.position.peek();
      const train = smooth(noise, smoothingReach(epoch));
      const valid = epochs.map((each) => ({ epoch: each.epoch, ...each.valid }));
      const toPlot = (point: CurvePoint): { x: number; y: number } => ({
        x: point.epoch,
        y: point[metric],
      });
      lineChart.draw({
        noise: noise.map(toPlot),
        train: train.map(toPlot),
        valid: thin(valid).map(toPlot),
        x: epochExtent(epoch, settings.specification.peek().training.epochs),
        y: extent(train, valid),
      });
    };
    const request = (): void => {
      timer ??= setTimeout(draw, Math.max(0, drawnAt + drawEveryMs - performance.now()));
    };
    const stops = [
      run.history.subscribe(request),
      settings.specification.subscribe(request),
      // Once the document has taken the theme on.
      view.theme.subscribe(() => queueMicrotask(() => lineChart.retheme())),
      view.probedEpoch.subscribe((epoch) => lineChart.probe(epoch)),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      lineChart.destroy();
    };
  }, [metric, run, settings, view]);

  return (
    <figure class="curve">
      <figcaption>
        <h2>{title}</h2>
        <Readout metric={metric} />
      </figcaption>
      <div
        class="curve-canvas"
        onPointerMove={(event) => {
          const { left } = event.currentTarget.getBoundingClientRect();
          view.probe(chart.current?.epochAt(event.clientX - left) ?? null);
        }}
        onPointerLeave={() => view.probe(null)}
      >
        <canvas ref={canvas} role="img" aria-label={`${title}. ${spoken.value}`} />
      </div>
    </figure>
  );
}

/** The exact figures at the moment pointed at, else of the end of the curves. */
function Readout({ metric }: { metric: keyof Metrics }): JSX.Element {
  const { run, view } = useStore();
  const { epoch } = run.position.value;
  const { train: noise, epochs } = run.history.value;
  const train = smooth(noise, smoothingReach(epoch));
  // With no moment pointed at, the end.
  const at = view.probedEpoch.value ?? epoch;
  const training = nearest(
    train.map((point) => ({ x: point.epoch, y: point[metric] })),
    at,
  );
  const validation = nearest(
    epochs.map(({ epoch, valid }) => ({ x: epoch, y: valid[metric] })),
    at,
  );
  const { exact } = kinds[metric];
  return (
    <p class="readout" aria-hidden="true">
      {training && (
        <>
          <span class="readout-epoch">epoch {format.epoch(training.x)}</span>
          <span class="readout-train">{exact(training.y)}</span>
        </>
      )}
      {validation && <span class="readout-valid">{exact(validation.y)}</span>}
    </p>
  );
}

function summary({ train, epochs }: History, metric: keyof Metrics): string {
  const last = epochs.at(-1);
  const first = epochs[0];
  if (!first || !last)
    return train.length > 0 ? 'The first epoch is under way.' : 'No training yet.';
  const { exact } = kinds[metric];
  const course = (kind: 'train' | 'valid'): string =>
    first === last
      ? exact(last[kind][metric])
      : `from ${exact(first[kind][metric])} to ${exact(last[kind][metric])}`;
  const length = last.epoch === 1 ? 'After 1 epoch' : `Over ${last.epoch} epochs`;
  return `${length}: training ${course('train')}, validation ${course('valid')}.`;
}

/** Of very many epochs, as many as a screen shows apart, with the last. */
function thin<P>(points: readonly P[]): P[] {
  const every = Math.ceil(points.length / maxCurvePoints);
  return points.filter((_, index) => (points.length - 1 - index) % every === 0);
}

/** Epochs to either side that the training curve is a mean over: a hair's breadth of the chart. */
function smoothingReach(epoch: number): number {
  return Math.max(0.2, epoch / 60);
}

function plainTick(value: number): string {
  return value < 1e5 ? String(Number(value.toFixed(4))) : value.toExponential(0);
}
