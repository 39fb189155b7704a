/** Ink on a pad, one value a pixel, row-major: 0 is paper, 255 (bytes) or 1 (floats) full ink. */
export interface InkRaster {
  width: number;
  height: number;
  ink: Uint8ClampedArray | Uint8Array | Float32Array;
}

/**
 * A drawing as MNIST's digits were prepared: 28 x 28 floats in [0, 1], row-major,
 * ink 1. Null if there is no ink.
 */
export declare function prepareDrawing(drawing: InkRaster): Float32Array<ArrayBuffer> | null;
