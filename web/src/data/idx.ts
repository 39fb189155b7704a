import { DataError } from './data-error';
import { imagePixels, imageSide } from './digit-image';
import { grouped } from './grouped';

/**
 * IDX, the format of MNIST's files: two zero bytes, the type of the values (8: unsigned
 * byte), the number of dimensions, each dimension as a big-endian 32-bit integer, then
 * the values, the last dimension running fastest.
 */
export type IdxFile = IdxImages | IdxLabels;

export interface IdxImages {
  kind: 'images';
  count: number;
  /** Width and height in the file; the images themselves are 28 x 28. */
  width: number;
  height: number;
  /** (count, 28, 28) */
  images: Uint8Array<ArrayBuffer>;
}

export interface IdxLabels {
  kind: 'labels';
  count: number;
  /** (count), each below 10 */
  labels: Uint8Array<ArrayBuffer>;
}

const unsignedByte = 0x08;
const valueTypes = new Map([
  [unsignedByte, 'unsigned bytes'],
  [0x09, 'signed bytes'],
  [0x0b, '16-bit integers'],
  [0x0c, '32-bit integers'],
  [0x0d, '32-bit floating-point numbers'],
  [0x0e, '64-bit floating-point numbers'],
]);
const classes = 10;

/**
 * Reads images or labels, whichever the file holds. Images smaller than 28 x 28 are put
 * in the middle of 28 x 28.
 *
 * @param name of the file, for messages
 * @throws DataError `invalid-data` that says what was found and what was expected
 */
export function parseIdx(name: string, bytes: Uint8Array<ArrayBuffer>): IdxFile {
  const dimensions = readDimensions(name, bytes);
  const values = bytes.subarray(4 + 4 * dimensions.length);
  const [count = 0, height, width] = dimensions;
  if (count === 0) throw invalid(name, 'holds no samples: its count is 0.');
  requireLength(name, values.length, dimensions);
  if (height === undefined || width === undefined) {
    return { kind: 'labels', count, labels: checkLabels(name, values) };
  }
  return { kind: 'images', count, width, height, images: centred(values, count, width, height) };
}

/** As `parseIdx`, for a file that must hold images. */
export function parseImages(name: string, bytes: Uint8Array<ArrayBuffer>): IdxImages {
  const file = parseIdx(name, bytes);
  if (file.kind === 'images') return file;
  throw invalid(name, 'holds labels, where images are expected.');
}

/** As `parseIdx`, for a file that must hold labels. */
export function parseLabels(name: string, bytes: Uint8Array<ArrayBuffer>): IdxLabels {
  const file = parseIdx(name, bytes);
  if (file.kind === 'labels') return file;
  throw invalid(name, 'holds images, where labels are expected.');
}

function readDimensions(name: string, bytes: Uint8Array): number[] {
  if (bytes.length === 0) throw invalid(name, 'is empty.');
  if (bytes.length < 4) {
    throw invalid(
      name,
      `is cut short: an IDX file begins with 4 bytes, and this one has ${bytes.length}.`,
    );
  }
  const [zero0, zero1, type = 0, rank = 0] = bytes;
  if (zero0 !== 0 || zero1 !== 0 || !valueTypes.has(type)) {
    const found = Array.from(bytes.subarray(0, 4), hex).join(' ');
    throw invalid(
      name,
      `is not an IDX file: it begins with the bytes ${found}${describe(bytes)}, ` +
        'where 00 00 08 03 (images) or 00 00 08 01 (labels) is expected.',
    );
  }
  if (type !== unsignedByte) {
    throw invalid(name, `holds ${valueTypes.get(type) ?? ''}; only unsigned bytes can be used.`);
  }
  if (rank !== 1 && rank !== 3) {
    throw invalid(name, `has ${rank} dimensions; images have 3 and labels have 1.`);
  }
  if (bytes.length < 4 + 4 * rank) {
    throw invalid(
      name,
      `is cut short: its header takes ${4 + 4 * rank} bytes, and the file has ${bytes.length}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const [, height = 1, width = 1] = dimensions;
  if (height > imageSide || width > imageSide) {
    throw invalid(
      name,
      `holds images of ${width} x ${height} pixels; ${imageSide} x ${imageSide} is the most that can be used.`,
    );
  }
  if (height === 0 || width === 0) {
    throw invalid(name, `holds images of ${width} x ${height} pixels, which is nothing.`);
  }
  return dimensions;
}

function requireLength(name: string, found: number, dimensions: number[]): void {
  const expected = dimensions.reduce((product, size) => product * size, 1);
  if (found === expected) return;
  const promised = dimensions.map(grouped).join(' x ');
  const fault = found < expected ? 'is cut short' : 'is too long';
  throw invalid(
    name,
    `${fault}: its header promises ${promised} values, that is ${grouped(expected)} bytes, ` +
      `and ${grouped(found)} follow.`,
  );
}

function checkLabels(name: string, labels: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = labels.findIndex((label) => label >= classes);
  if (at >= 0) {
    throw invalid(
      name,
      `has the label ${labels[at] ?? 0} at sample ${grouped(at)}; labels go from 0 to ${classes - 1}.`,
    );
  }
  return labels;
}

function centred(
  values: Uint8Array<ArrayBuffer>,
  count: number,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  if (width === imageSide && height === imageSide) return values;
  const images = new Uint8Array(count * imagePixels);
  const left = (imageSide - width) >> 1;
  const top = (imageSide - height) >> 1;
  for (let row = 0; row < count * height; row++) {
    const sample = Math.floor(row / height);
    const y = top + (row % height);
    images.set(
      values.subarray(row * width, (row + 1) * width),
      sample * imagePixels + y * imageSide + left,
    );
  }
  return images;
}

/** What a file that is not IDX probably is. */
function describe(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start.startsWith('PK')) return ' (a zip archive: unpack it first)';
  if (start.startsWith('\x89PNG') || start.startsWith('\xff\xd8')) return ' (a picture)';
  if (start.startsWith('<')) return ' (a web page, it seems)';
  return '';
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function invalid(name: string, fault: string): DataError {
  return new DataError('invalid-data', `${name} ${fault}`);
}
