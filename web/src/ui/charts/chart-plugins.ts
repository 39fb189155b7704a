import type { Chart, Plugin } from 'chart.js';
import { nearest, type Colours, type PlotPoint } from './plot';

/** What the plugins draw from, shared with the chart that owns it. */
export interface ChartState {
  /** The epoch that is marked. */
  probe: number | null;
  colours: Colours;
}

interface Font {
  family: string;
  size: number;
}

type Series = { label: string; colour: string; points: PlotPoint[] };

/** Names each curve where it ends, the two never on top of each other. */
export function endLabels(state: ChartState, font: Font): Plugin<'line'> {
  const gap = font.size + 3;
  return {
    id: 'endLabels',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      const ends = seriesOf(chart, state).flatMap(({ label, colour, points }) => {
        const last = points.at(-1);
        return last ? [{ label, colour, ...pixelOf(chart, last) }] : [];
      });
      const [first, second] = ends;
      const top = chartArea.top;
      const bottom = chartArea.bottom - gap / 2;
      for (const end of ends) end.y = Math.min(bottom, Math.max(top, end.y));
      if (first && second && Math.abs(first.y - second.y) < gap) {
        const [upper, lower] = first.y <= second.y ? [first, second] : [second, first];
        const middle = (first.y + second.y) / 2;
        upper.y = Math.min(bottom - gap, Math.max(top, middle - gap / 2));
        lower.y = upper.y + gap;
      }
      ctx.save();
      ctx.font = `${font.size}px ${font.family}`;
      ctx.textBaseline = 'middle';
      ctx.lineJoin = 'round';
      ctx.lineWidth = 4;
      ctx.strokeStyle = state.colours.card;
      // A curve that ends far apart from the other one may still run under its name.
      const x = Math.max(...ends.map((end) => end.x)) + 8;
      for (const { label, colour, y } of ends) {
        ctx.strokeText(label, x, y);
        ctx.fillStyle = colour;
        ctx.fillText(label, x, y);
      }
      ctx.restore();
    },
  };
}

/** A vertical hairline at the marked epoch, and a dot on each curve. */
export function probeLine(state: ChartState): Plugin<'line'> {
  return {
    id: 'probeLine',
    afterDatasetsDraw(chart) {
      if (state.probe === null) return;
      const { ctx, chartArea } = chart;
      const { x } = pixelOf(chart, { x: state.probe, y: 0 });
      ctx.save();
      ctx.strokeStyle = state.colours.edge;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      for (const { colour, points } of seriesOf(chart, state)) {
        const point = nearest(points, state.probe);
        if (!point) continue;
        const pixel = pixelOf(chart, point);
        ctx.beginPath();
        ctx.arc(pixel.x, pixel.y, 4, 0, 2 * Math.PI);
        ctx.fillStyle = colour;
        ctx.strokeStyle = state.colours.card;
        ctx.lineWidth = 2;
        ctx.fill();
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

function seriesOf(chart: Chart, { colours }: ChartState): Series[] {
  return chart.data.datasets.slice(0, 2).map(({ label, data }, index) => ({
    label: label ?? '',
    colour: index === 0 ? colours.train : colours.valid,
    points: data as unknown as PlotPoint[],
  }));
}

function pixelOf(chart: Chart, { x, y }: PlotPoint): PlotPoint {
  return {
    x: chart.scales['x']?.getPixelForValue(x) ?? 0,
    y: chart.scales['y']?.getPixelForValue(y) ?? 0,
  };
}
