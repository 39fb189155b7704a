import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';
import { StrokeSurface, type Point, type Tool } from './stroke-surface';

/** How far an arrow key moves the keyboard's pen, as a fraction of the pad's side. */
const keyStep = 0.04;
const arrows: Record<string, Point | undefined> = {
  ArrowLeft: { x: -keyStep, y: 0 },
  ArrowRight: { x: keyStep, y: 0 },
  ArrowUp: { x: 0, y: -keyStep },
  ArrowDown: { x: 0, y: keyStep },
};
/** Between two readings of the ink while it is drawn. */
const inkEveryMs = 40;
/** `PointerEvent.buttons` of a pen turned round. */
const penEraserButton = 32;

/** The place to draw: mouse, pen, finger or keys. Raises `drawing.draw` with the ink. */
export function DrawingPad(): JSX.Element {
  const { drawing } = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useMemo(() => new StrokeSurface(), []);

  const tool = useSignal<Tool>('pen');
  const drawnBy = useRef<number | null>(null);
  const frame = useRef(0);
  const inkTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** The keyboard's pen; null until an arrow key is pressed. */
  const cursor = useSignal<Point | null>(null);
  const cursorDraws = useSignal(false);
  const canUndo = useSignal(false);
  const canClear = useSignal(false);

  /** Repaints once a frame at most, and reads the ink less often still: that is more work. */
  const changed = (): void => {
    canUndo.value = strokes.canUndo;
    canClear.value = strokes.hasStrokes;
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      const context = canvas.current?.getContext('2d');
      if (context) strokes.paint(context, context.canvas.width);
    });
    inkTimer.current ??= setTimeout(() => {
      inkTimer.current = undefined;
      drawing.draw(strokes.ink());
    }, inkEveryMs);
  };

  // The canvas has as many pixels as the screen shows of it, so that lines are sharp.
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const side = Math.round(element.clientWidth * devicePixelRatio);
      if (side === 0 || element.width === side) return;
      element.width = side;
      element.height = side;
      const context = element.getContext('2d');
      if (context) strokes.paint(context, side);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [strokes]);

  const pointsOf = (pad: HTMLElement, events: PointerEvent[]): Point[] => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    return events.map(({ clientX, clientY }) => ({
      x: (clientX - left) / width,
      y: (clientY - top) / height,
    }));
  };

  const undo = (): void => {
    strokes.undo();
    changed();
  };
  const clear = (): void => {
    strokes.clear();
    tool.value = 'pen';
    cursorDraws.value = false;
    changed();
  };

  const moveCursor = (by: Point): void => {
    const from = cursor.value ?? { x: 0.5, y: 0.5 };
    const clamp = (value: number): number => Math.min(0.96, Math.max(0.04, value));
    cursor.value = { x: clamp(from.x + by.x), y: clamp(from.y + by.y) };
    if (!cursorDraws.value) return;
    strokes.extend([cursor.value]);
    changed();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const arrow = arrows[event.key];
    if (arrow) moveCursor(arrow);
    else if (event.key === ' ') {
      cursor.value ??= { x: 0.5, y: 0.5 };
      cursorDraws.value = !cursorDraws.value;
      if (cursorDraws.value) {
        strokes.begin(tool.value);
        strokes.extend([cursor.value]);
        changed();
      }
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) undo();
    else if (event.key === 'Delete' || event.key === 'Backspace') clear();
    else if (event.key === 'e') tool.value = tool.value === 'pen' ? 'eraser' : 'pen';
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div class="pad" data-tool={tool.value}>
        <canvas
          ref={canvas}
          class="ink"
          role="img"
          aria-label="Drawing pad"
          aria-describedby="pad-keys"
          tabIndex={0}
          onKeyDown={onKeyDown}
          onBlur={() => {
            cursor.value = null;
            cursorDraws.value = false;
          }}
          onPointerDown={(event) => {
            if (drawnBy.current !== null || event.button > 0) return;
            drawnBy.current = event.pointerId;
            event.currentTarget.setPointerCapture(event.pointerId);
            const erases = (event.buttons & penEraserButton) !== 0;
            strokes.begin(erases ? 'eraser' : tool.value);
            strokes.extend(pointsOf(event.currentTarget, [event]));
            cursor.value = null;
            cursorDraws.value = false;
            changed();
          }}
          onPointerMove={(event) => {
            if (drawnBy.current !== event.pointerId) return;
            const moments = event.getCoalescedEvents();
            strokes.extend(pointsOf(event.currentTarget, moments.length > 0 ? moments : [event]));
            changed();
          }}
          onLostPointerCapture={() => (drawnBy.current = null)}
        />
        {!canClear.value && <p class="pad-hint">Draw a digit</p>}
        {cursor.value && (
          <span
            class="pad-cursor"
            data-draws={cursorDraws.value}
            style={{ left: `${100 * cursor.value.x}%`, top: `${100 * cursor.value.y}%` }}
          />
        )}
      </div>
      <p id="pad-keys" class="visually-hidden">
        Draw with mouse, pen or finger. With the keyboard: arrow keys move the pen, the space bar
        lowers and lifts it, E takes the eraser, Control Z undoes, Delete clears.
      </p>
      <div class="pad-tools" role="group" aria-label="Drawing tools">
        <button
          type="button"
          aria-pressed={tool.value === 'eraser'}
          onClick={() => (tool.value = tool.value === 'pen' ? 'eraser' : 'pen')}
        >
          <Icon name="eraser" /> Eraser
        </button>
        <button type="button" disabled={!canUndo.value} onClick={undo}>
          <Icon name="undo" /> Undo
        </button>
        <button type="button" disabled={!canClear.value} onClick={clear}>
          Clear
        </button>
      </div>
    </>
  );
}
