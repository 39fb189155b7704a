import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';

interface DigitImageProps {
  /** Row-major; bytes, or floats in [0, 1]. Null draws blank paper. */
  pixels: Uint8Array | Float32Array | null;
  /** Pixels on a side. */
  side?: number;
  /** What the picture shows, for those who cannot see it. */
  label: string;
}

/** A small grey-scale image, ink on paper. The style sheet turns the ink light in the dark. */
export function DigitImage({ pixels, side = 28, label }: DigitImageProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(side, side);
    const full = pixels instanceof Float32Array ? 255 : 1;
    // Black ink: only the opacity says how much of it there is.
    for (let i = 0; i < side * side; i++) image.data[4 * i + 3] = (pixels?.[i] ?? 0) * full;
    context.putImageData(image, 0, 0);
  }, [pixels, side]);
  return (
    <span class="digit-image">
      <canvas ref={canvas} class="ink" width={side} height={side} role="img" aria-label={label} />
    </span>
  );
}
