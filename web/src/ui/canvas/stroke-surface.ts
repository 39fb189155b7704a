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
    const visible = this.#marks.slice(this.#marks.lastIndexOf('clear') + 1);
    for (const mark of visible) if (mark !== 'clear') drawStroke(context, mark, side);
  }

  /** The ink of the drawing, a byte a pixel. */
  ink(): { width: number; height: number; ink: Uint8ClampedArray } {
    const ink = new Uint8ClampedArray(rasterSide * rasterSide);
    if (this.#raster && this.hasStrokes) {
      this.paint(this.#raster, rasterSide);
      const { data } = this.#raster.getImageData(0, 0, rasterSide, rasterSide);
      for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3] ?? 0;
    }
    return { width: rasterSide, height: rasterSide, ink };
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
