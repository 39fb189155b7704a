import { DataError } from './data-error';
import { imagePixels, imageSide } from './digit-image';
import { grouped } from './grouped';
import { inflated } from './gzip';
import { parseIdx, type IdxImages, type IdxLabels } from './idx';
import { matchFiles, type Named, type Pair } from './match-files';
import type { DataProgress, LoadedData } from './protocol';
import { Random } from './random';

/** What is used of a dropped file. */
export type DroppedFile = Pick<File, 'name' | 'arrayBuffer'>;

/** One sample in so many is for validation, as in MNIST's usual division. */
const validationShare = 6;

/** Files may come sorted by label; training and validation samples must not. */
const shuffleSeed = 1;

/**
 * The visitor's own files: images and labels, and perhaps a test set, as IDX, gzipped or not.
 *
 * @throws DataError that names the file at fault
 */
export async function loadCustomFiles(
  files: DroppedFile[],
  onProgress: (progress: DataProgress) => void,
): Promise<LoadedData> {
  const parsed: (Named<IdxImages> | Named<IdxLabels>)[] = [];
  for (const file of files) {
    onProgress({ phase: 'reading', loaded: parsed.length, total: files.length, unit: 'files' });
    parsed.push(await readFile(file));
  }
  const { train, test } = matchFiles(parsed);
  const samples = train.images.count;
  if (samples < 2) {
    throw new DataError(
      'invalid-data',
      `${train.images.name} holds one image; training and validation need at least one each.`,
    );
  }
  const valid = Math.max(1, Math.round(samples / validationShare));
  return {
    source: 'custom',
    name: train.images.name.replace(/\.gz$/i, ''),
    description: describe(train, test),
    warnings: [train, ...(test ? [test] : [])].flatMap(({ images }) => centringOf(images)),
    split: { train: samples - valid, valid },
    dataset: {
      width: imageSide,
      height: imageSide,
      ...shuffled(train),
      ...(test && { test: { images: test.images.images, labels: test.labels.labels } }),
    },
  };
}

async function readFile(file: DroppedFile): Promise<Named<IdxImages> | Named<IdxLabels>> {
  const { name } = file;
  let content: ArrayBuffer;
  try {
    content = await file.arrayBuffer();
  } catch {
    throw new DataError('invalid-data', `${name} cannot be read: it may have moved or changed.`);
  }
  return { name, ...parseIdx(name, await inflated(name, new Uint8Array(content))) };
}

function describe(train: Pair, test: Pair | undefined): string {
  const pool = `${grouped(train.images.count)} images from ${train.images.name}`;
  return test
    ? `${pool} for training and validation, ${grouped(test.images.count)} from ${test.images.name} for the test.`
    : `${pool} for training and validation; there is no test set.`;
}

function centringOf({ name, width, height }: Named<IdxImages>): string[] {
  if (width === imageSide && height === imageSide) return [];
  return [
    `The images of ${name} have ${width} x ${height} pixels; ` +
      `they were put in the middle of ${imageSide} x ${imageSide}.`,
  ];
}

/** Fisher-Yates, of a copy. */
function shuffled({ images, labels }: Pair): {
  images: Uint8Array<ArrayBuffer>;
  labels: Uint8Array<ArrayBuffer>;
} {
  const { count } = labels;
  const random = new Random(shuffleSeed);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const at = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = at;
  }
  const shuffledImages = new Uint8Array(count * imagePixels);
  order.forEach((from, to) => {
    const start = from * imagePixels;
    shuffledImages.set(images.images.subarray(start, start + imagePixels), to * imagePixels);
  });
  const shuffledLabels = Uint8Array.from(order, (from) => labels.labels[from] ?? 0);
  return { images: shuffledImages, labels: shuffledLabels };
}
