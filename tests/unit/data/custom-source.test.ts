import { describe, expect, it } from 'vitest';
import { loadCustomFiles, type DroppedFile } from '../../../web/src/data/custom-source';
import type { DataProgress, LoadedData } from '../../../web/src/data/protocol';
import { errorOf } from './support/error-of';
import { gzipped, idxFile, imageFile, labelFile } from './support/idx-files';

function dropped(name: string, bytes: Uint8Array<ArrayBuffer>): DroppedFile {
  return new File([bytes], name);
}

function load(...files: DroppedFile[]): Promise<LoadedData> {
  return loadCustomFiles(files, () => undefined);
}

describe('dropped files', () => {
  it('make a data set: images and labels, in any order, gzipped or not', async () => {
    const { dataset, ...about } = await load(
      dropped('digits-labels.gz', gzipped(labelFile(60))),
      dropped('digits-images.idx', imageFile(60)),
    );
    expect(about).toEqual({
      source: 'custom',
      name: 'digits-images.idx',
      description:
        '60 images from digits-images.idx for training and validation; there is no test set.',
      warnings: [],
      split: { train: 50, valid: 10 },
    });
    expect(dataset.test).toBeUndefined();
    expect(dataset.labels).toHaveLength(60);
  });

  it('are shuffled, image and label together, the same way every time', async () => {
    const files = () => [dropped('i', imageFile(200)), dropped('l', labelFile(200))];
    const first = (await load(...files())).dataset;
    const second = (await load(...files())).dataset;
    expect(first).toEqual(second);
    // Every pixel of an image is its index, and its label the last digit of that.
    const order = Array.from({ length: 200 }, (_, i) => first.images[i * 784] ?? -1);
    expect([...first.labels]).toEqual(order.map((index) => index % 10));
    const ascending = Array.from({ length: 200 }, (_, i) => i);
    expect(order).not.toEqual(ascending);
    expect(order.toSorted((a, b) => a - b)).toEqual(ascending);
  });

  it('are matched by count; the smaller pair is the test set', async () => {
    const { dataset } = await load(
      dropped('a', labelFile(20)),
      dropped('b', imageFile(50)),
      dropped('c', imageFile(20)),
      dropped('d', labelFile(50)),
    );
    expect(dataset.labels).toHaveLength(50);
    expect(dataset.test?.labels).toHaveLength(20);
    expect(dataset.test?.images).toHaveLength(20 * 784);
  });

  it('are matched by name where counts are alike or the test set is larger', async () => {
    const alike = await load(
      dropped('t10k-images', imageFile(30)),
      dropped('train-images', imageFile(30)),
      dropped('train-labels', labelFile(30)),
      dropped('t10k-labels', idxFile([30], new Uint8Array(30).fill(7))),
    );
    expect(alike.name).toBe('train-images');
    expect([...(alike.dataset.test?.labels ?? [])]).toEqual(new Array(30).fill(7));

    const largerTest = await load(
      dropped('test-images', imageFile(40)),
      dropped('images', imageFile(30)),
      dropped('labels', labelFile(30)),
      dropped('test-labels', labelFile(40)),
    );
    expect(largerTest.dataset.labels).toHaveLength(30);
    expect(largerTest.dataset.test?.labels).toHaveLength(40);
  });

  it('with smaller images come with a word about it', async () => {
    const { warnings } = await load(dropped('i', imageFile(10, 8, 9)), dropped('l', labelFile(10)));
    expect(warnings).toEqual([
      'The images of i have 9 x 8 pixels; they were put in the middle of 28 x 28.',
    ]);
  });

  it('report what has been read', async () => {
    const seen: DataProgress[] = [];
    await loadCustomFiles([dropped('i', imageFile(2)), dropped('l', labelFile(2))], (progress) =>
      seen.push(progress),
    );
    expect(seen.map(({ phase, loaded, total }) => [phase, loaded, total])).toEqual([
      ['reading', 0, 2],
      ['reading', 1, 2],
    ]);
  });

  const images = dropped('i', imageFile(10));
  const labels = dropped('l', labelFile(10));
  const broken = gzipped(imageFile(10)).slice(0, 30);
  const faults: [string, DroppedFile[], string, string][] = [
    ['no files', [], 'incomplete', 'There are no files of images.'],
    [
      'no labels',
      [images],
      'incomplete',
      'i holds 10 images, and no file with as many labels came with it.',
    ],
    [
      'no images',
      [labels],
      'incomplete',
      'l holds 10 labels, and no file with as many images came with it.',
    ],
    [
      'counts that disagree',
      [images, dropped('m', labelFile(9))],
      'invalid-data',
      'i holds 10 images, but m holds 9 labels; every image needs its label.',
    ],
    [
      'a test set without labels',
      [images, labels, dropped('t', imageFile(4))],
      'incomplete',
      't holds 4 images, and no file with as many labels came with it.',
    ],
    [
      'labels left over',
      [images, labels, dropped('t', labelFile(4))],
      'incomplete',
      't holds 4 labels, and no file with as many images came with it.',
    ],
    [
      'pairs that cannot be told apart',
      [images, images, labels, labels],
      'invalid-data',
      "Every file has 10 samples, so their names must tell which belong together: put 'test' into the names of the test files.",
    ],
    [
      'three pairs',
      [images, images, images, labels],
      'invalid-data',
      'These are 3 files of images and 1 of labels; one of each can be used, or two of each if one pair is the test set.',
    ],
    [
      'a file that is not data',
      [dropped('notes.txt', new TextEncoder().encode('Hello'))],
      'invalid-data',
      'notes.txt is not an IDX file: it begins with the bytes 48 65 6c 6c,',
    ],
    [
      'broken gzip',
      [dropped('i.gz', broken), labels],
      'damaged',
      'i.gz is broken gzip, or was cut short.',
    ],
    [
      'a single sample',
      [dropped('i', imageFile(1)), dropped('l', labelFile(1))],
      'invalid-data',
      'i holds one image; training and validation need at least one each.',
    ],
    [
      'a file that has gone',
      [{ name: 'gone', arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }],
      'invalid-data',
      'gone cannot be read: it may have moved or changed.',
    ],
  ];
  it.each(faults)('with %s are refused in words', async (_, files, code, message) => {
    const error = await errorOf(load(...files));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});
