export type Tool = 'pen' | 'eraser';

export interface Point {
  /** From 0 to 1, left to right. */
  x: number;
  /** From 0 to 1, top to bottom. */
  y: number;
}

interface Stroke {
  tool: Tool;
  points: Point[];
}

/** A byte a pixel, row-major, 255 full ink. */
export interface Ink {
  width: number;
  height: number;
  ink: Uint8ClampedArray;
  /** In the same pixels. */
  penWidth?: number;
}

type Mark = Stroke | 'clear';

/** As fractions of the pad's side. A pen of this width gives strokes about as thick as MNIST's. */
const penWidth = 0.065;
const eraserWidth = 0.13;

/** Side of the raster in which a drawing leaves the pad, whatever its size on the screen. */
const rasterSide = 280;

/** What has been drawn on the pad, in the order in which it was, so that all can be undone. */
export class StrokeSurface {
  #marks: Mark[] = [];
  readonly #raster = new OffscreenCanvas(rasterSide, rasterSide).getContext('2d', {
    willReadFrequently: true,
  });

  get canUndo(): boolean {
    return this.#marks.length > 0;
  }

  /** Whether something is drawn that 'clear' would take away. */
  get hasStrokes(): boolean {
    const last = this.#marks.at(-1);
    return last !== undefined && last !== 'clear';
  }

  begin(tool: Tool): void {
    this.#marks.push({ tool, points: [] });
  }

  /** Adds to the stroke under way. */
  extend(points: Point[]): void {
    const stroke = this.#marks.at(-1);
    if (stroke && stroke !== 'clear') stroke.points.push(...points);
  }

  undo(): void {
    this.#marks.pop();
  }

  clear(): void {
    if (this.hasStrokes) this.#marks.push('clear');
  }

  /** Draws everything in black on nothing, `side` pixels wide and high. */
  paint(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, side: number): void {
    context.globalCompositeOperation = 'source-over';
    context.clearRect(0, 0, side, side);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    for (const stroke of this.#visible) drawStroke(context, stroke, side);
  }

  /** The ink of the drawing: the part of the pad where there is any. */
  ink(): Ink {
    const bounds = this.#bounds();
    if (!this.#raster || !bounds) return { width: 0, height: 0, ink: new Uint8ClampedArray() };
    const { left, top, width, height } = bounds;
    this.paint(this.#raster, rasterSide);
    const { data } = this.#raster.getImageData(left, top, width, height);
    const ink = new Uint8ClampedArray(width * height);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3] ?? 0;
    return { width, height, ink, penWidth: penWidth * rasterSide };
  }

  get #visible(): Stroke[] {
    const afterClear = this.#marks.slice(this.#marks.lastIndexOf('clear') + 1);
    return afterClear.filter((mark) => mark !== 'clear');
  }

  /** The box around all pen strokes, in pixels of the raster; null if there are none. */
  #bounds(): { left: number; top: number; width: number; height: number } | null {
    const points = this.#visible.flatMap(({ tool, points }) => (tool === 'pen' ? points : []));
    if (points.length === 0) return null;
    const reach = penWidth / 2;
    const clamp = (value: number): number => Math.min(rasterSide, Math.max(0, value));
    const low = (values: number[]): number =>
      clamp(Math.floor((Math.min(...values) - reach) * rasterSide) - 1);
    const high = (values: number[]): number =>
      clamp(Math.ceil((Math.max(...values) + reach) * rasterSide) + 1);
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const [left, top] = [low(xs), low(ys)];
    const [width, height] = [high(xs) - left, high(ys) - top];
    return width > 0 && height > 0 ? { left, top, width, height } : null;
  }
}

/** A smooth line: the points are control points, the curve passes half-way between them. */
function drawStroke(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { tool, points }: Stroke,
  side: number,
): void {
  context.globalCompositeOperation = tool === 'eraser' ? 'destination-out' : 'source-over';
  context.lineWidth = (tool === 'eraser' ? eraserWidth : penWidth) * side;
  context.beginPath();
  let before: Point | null = null;
  for (const point of points) {
    const x = point.x * side;
    const y = point.y * side;
    if (!before) {
      context.moveTo(x, y);
      // A stroke of one point is a dot.
      context.lineTo(x, y);
    } else {
      const { x: bx, y: by } = before;
      context.quadraticCurveTo(bx, by, (bx + x) / 2, (by + y) / 2);
    }
    before = { x, y };
  }
  if (before) context.lineTo(before.x, before.y);
  context.stroke();
}
