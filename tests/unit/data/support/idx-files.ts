import { gzipSync } from 'node:zlib';

/** An IDX file of unsigned bytes. */
export function idxFile(
  dimensions: number[],
  values: ArrayLike<number>,
  type = 8,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * dimensions.length + values.length);
  bytes.set([0, 0, type, dimensions.length]);
  const view = new DataView(bytes.buffer);
  dimensions.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  bytes.set(values, 4 + 4 * dimensions.length);
  return bytes;
}

/** `count` images; every pixel of an image is its index. */
export function imageFile(count: number, height = 28, width = 28): Uint8Array<ArrayBuffer> {
  const pixels = height * width;
  const values = Uint8Array.from({ length: count * pixels }, (_, i) => Math.floor(i / pixels));
  return idxFile([count, height, width], values);
}

/** `count` labels: 0, 1, ... 9, 0, ... */
export function labelFile(count: number): Uint8Array<ArrayBuffer> {
  return idxFile(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );
}

export function gzipped(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes));
}
