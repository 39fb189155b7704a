import { describe, expect, it } from 'vitest';
import { DataError } from '../../../web/src/data/data-error';
import { parseIdx, parseImages, parseLabels } from '../../../web/src/data/idx';
import { idxFile, imageFile, labelFile } from './support/idx-files';

describe('an IDX file', () => {
  it('gives its images as they are when they have 28 x 28 pixels', () => {
    const file = parseIdx('images', imageFile(3));
    expect(file).toMatchObject({ kind: 'images', count: 3, width: 28, height: 28 });
    expect(parseImages('images', imageFile(3)).images).toEqual(imageFile(3).subarray(16));
  });

  it('gives its labels', () => {
    expect(parseIdx('labels', labelFile(12))).toMatchObject({ kind: 'labels', count: 12 });
    expect([...parseLabels('labels', labelFile(12)).labels]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1,
    ]);
  });

  it('has smaller images put in the middle', () => {
    const pixels = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60];
    const { images, width, height } = parseImages('small', idxFile([2, 3, 2], pixels));
    expect([width, height]).toEqual([2, 3]);
    expect(images).toHaveLength(2 * 784);
    for (const [sample, scale] of [
      [0, 1],
      [1, 10],
    ] as const) {
      const image = images.subarray(sample * 784, (sample + 1) * 784);
      const inside = [12, 13, 14].flatMap((y) => [13, 14].map((x) => image[y * 28 + x]));
      expect(inside).toEqual([1, 2, 3, 4, 5, 6].map((value) => value * scale));
      expect(image.reduce((sum, value) => sum + value, 0)).toBe(21 * scale);
    }
  });

  const long = imageFile(2);
  const wrongLabel = labelFile(20);
  wrongLabel[8 + 13] = 10;
  const ascii = (text: string) => new TextEncoder().encode(text);
  const faults: [string, Uint8Array<ArrayBuffer>, string][] = [
    ['is empty', new Uint8Array(), 'x.idx is empty.'],
    [
      'ends within the magic number',
      new Uint8Array([0, 0]),
      'x.idx is cut short: an IDX file begins with 4 bytes, and this one has 2.',
    ],
    [
      'ends within the header',
      long.slice(0, 10),
      'x.idx is cut short: its header takes 16 bytes, and the file has 10.',
    ],
    [
      'ends within the values',
      long.slice(0, -5),
      'x.idx is cut short: its header promises 2 x 28 x 28 values, that is 1,568 bytes, and 1,563 follow.',
    ],
    [
      'goes on after the values',
      new Uint8Array([...long, 7]),
      'x.idx is too long: its header promises 2 x 28 x 28 values, that is 1,568 bytes, and 1,569 follow.',
    ],
    [
      'has another magic number',
      new Uint8Array([1, 2, 3, 4, 5]),
      'x.idx is not an IDX file: it begins with the bytes 01 02 03 04, where 00 00 08 03 (images) or 00 00 08 01 (labels) is expected.',
    ],
    [
      'is a web page',
      ascii('<!doctype html>'),
      'x.idx is not an IDX file: it begins with the bytes 3c 21 64 6f (a web page, it seems), where',
    ],
    ['is a zip archive', ascii('PK\x03\x04...'), '(a zip archive: unpack it first)'],
    ['is a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d]), '(a picture)'],
    [
      'holds floating-point numbers',
      idxFile([1], [0, 0, 0, 0], 0x0d),
      'x.idx holds 32-bit floating-point numbers; only unsigned bytes can be used.',
    ],
    [
      'has two dimensions',
      idxFile([2, 2], [1, 2, 3, 4]),
      'x.idx has 2 dimensions; images have 3 and labels have 1.',
    ],
    [
      'holds images that are too large',
      imageFile(1, 32, 30),
      'x.idx holds images of 30 x 32 pixels; 28 x 28 is the most that can be used.',
    ],
    [
      'holds images without pixels',
      imageFile(1, 0, 28),
      'x.idx holds images of 28 x 0 pixels, which is nothing.',
    ],
    ['holds no images', imageFile(0), 'x.idx holds no samples: its count is 0.'],
    [
      'holds a label above 9',
      wrongLabel,
      'x.idx has the label 10 at sample 13; labels go from 0 to 9.',
    ],
  ];
  it.each(faults)('that %s is refused in words', (_, bytes, message) => {
    const error = errorOf(() => parseIdx('x.idx', bytes));
    expect(error.code).toBe('invalid-data');
    expect(error.message).toContain(message);
  });

  it('of the other kind is refused in words', () => {
    expect(errorOf(() => parseImages('a', labelFile(2))).message).toBe(
      'a holds labels, where images are expected.',
    );
    expect(errorOf(() => parseLabels('b', imageFile(2))).message).toBe(
      'b holds images, where labels are expected.',
    );
  });
});

function errorOf(action: () => unknown): DataError {
  try {
    action();
  } catch (error) {
    if (error instanceof DataError) return error;
  }
  throw new Error('expected a DataError');
}
