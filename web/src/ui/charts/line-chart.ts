import { Chart, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { resolveColours } from './colours';
import { endLabels, probeLine, type ChartState } from './chart-plugins';
import { colourNames, type Plot, type PlotPoint } from './plot';
import type { Extent } from './scales';

Chart.register(LineController, LineElement, PointElement, LinearScale);

/** Room at the right for the names of the curves, in CSS pixels. */
const labelRoom = 68;

export interface LineChartOptions {
  /** Of the two curves. */
  names: readonly [string, string];
  formatX?: (value: number) => string;
  formatY: (value: number) => string;
}

/**
 * Two curves: the first, of training, blue and solid, the second, of validation, orange
 * and dashed, each named at its end. The only place that makes a Chart.
 */
export class LineChart {
  readonly #chart: Chart<'line', PlotPoint[]>;
  readonly #state: ChartState;

  constructor(canvas: HTMLCanvasElement, { names, formatX, formatY }: LineChartOptions) {
    const state: ChartState = { probe: null, colours: resolveColours(document.body, colourNames) };
    const { family, size } = fontOf(canvas);
    const font = { family, size };
    this.#state = state;
    const common = {
      borderWidth: 2,
      pointRadius: 0,
      tension: 0,
      borderJoinStyle: 'round',
    } as const;
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: {
        datasets: [
          { label: names[0], data: [], ...common, order: 2 },
          { label: names[1], data: [], ...common, order: 1, borderDash: [6, 4] },
          { label: '', data: [], ...common, order: 3, borderWidth: 1 },
        ],
      },
      options: {
        animation: false,
        normalized: true,
        parsing: false,
        responsive: true,
        maintainAspectRatio: false,
        resizeDelay: 100,
        events: [],
        layout: { padding: { top: 8, right: labelRoom } },
        scales: {
          x: {
            type: 'linear',
            grid: { display: false },
            border: { display: true },
            ticks: {
              maxRotation: 0,
              font,
              ...(formatX && { callback: (value) => formatX(Number(value)) }),
            },
          },
          y: {
            type: 'linear',
            border: { display: false },
            ticks: { callback: (value) => formatY(Number(value)), padding: 8, font },
            // A fixed width, so that the curves do not shift when the figures change.
            afterFit: (scale) => (scale.width = 54),
          },
        },
      },
      plugins: [endLabels(state, font), probeLine(state)],
    });
    this.#applyColours();
  }

  draw({ noise, train, valid, x, y }: Plot): void {
    const { data, options } = this.#chart;
    const [training, validation, behind] = data.datasets;
    if (training) training.data = train;
    if (validation) {
      validation.data = valid;
      // One point makes no line.
      validation.pointRadius = valid.length === 1 ? 3 : 0;
    }
    if (behind) behind.data = noise;
    setExtent(options.scales?.['x'], x);
    setExtent(options.scales?.['y'], y);
    this.#chart.update('none');
  }

  /** Marks a moment of the run; null takes the mark away. */
  probe(epoch: number | null): void {
    if (this.#state.probe === epoch) return;
    this.#state.probe = epoch;
    this.#chart.draw();
  }

  /** The epoch at a place on the canvas, in CSS pixels from its left edge; null outside the axes. */
  epochAt(left: number): number | null {
    const { chartArea, scales } = this.#chart;
    if (left < chartArea.left - 4 || left > chartArea.right + 4) return null;
    return scales['x']?.getValueForPixel(left) ?? null;
  }

  /** Takes the colours of the theme of the moment. */
  retheme(): void {
    this.#state.colours = resolveColours(document.body, colourNames);
    this.#applyColours();
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #applyColours(): void {
    const { colours } = this.#state;
    const { data, options } = this.#chart;
    const faint = colours.train.replace('rgb(', 'rgba(').replace(')', ', 0.2)');
    for (const [index, colour] of [colours.train, colours.valid, faint].entries()) {
      const dataset = data.datasets[index];
      if (!dataset) continue;
      dataset.borderColor = colour;
      dataset.pointBackgroundColor = colour;
      dataset.pointBorderColor = colour;
    }
    for (const scale of Object.values(options.scales ?? {})) {
      if (!scale) continue;
      Object.assign(scale.ticks ?? {}, { color: colours.soft });
      Object.assign(scale.grid ?? {}, { color: colours.line });
      Object.assign(scale.border ?? {}, { color: colours.line });
    }
  }
}

function setExtent(scale: object | undefined, { min, max, step }: Extent): void {
  if (!scale) return;
  Object.assign(scale, { min, max });
  if ('ticks' in scale && typeof scale.ticks === 'object' && scale.ticks !== null) {
    Object.assign(scale.ticks, { stepSize: step });
  }
}

/** The page's family in its smallest size. */
function fontOf(canvas: HTMLCanvasElement): { family: string; size: number } {
  const { fontFamily, fontSize } = getComputedStyle(canvas);
  return { family: fontFamily, size: Number.parseFloat(fontSize) };
}
