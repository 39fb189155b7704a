import { DataError } from './data-error';
import { grouped } from './grouped';
import type { IdxFile, IdxImages, IdxLabels } from './idx';

export type Named<Kind extends IdxFile> = Kind & { name: string };

/** Images and their labels. */
export interface Pair {
  images: Named<IdxImages>;
  labels: Named<IdxLabels>;
}

export interface MatchedFiles {
  train: Pair;
  test?: Pair;
}

/**
 * Finds out which labels belong to which images, and which pair is the test set: by
 * their counts, and by their names where counts leave it open.
 *
 * @throws DataError `incomplete` or `invalid-data`
 */
export function matchFiles(files: (Named<IdxImages> | Named<IdxLabels>)[]): MatchedFiles {
  const images = files.filter((file) => file.kind === 'images');
  const labels = files.filter((file) => file.kind === 'labels');
  if (images.length > 2 || labels.length > 2) {
    throw new DataError(
      'invalid-data',
      `These are ${images.length} files of images and ${labels.length} of labels; ` +
        'one of each can be used, or two of each if one pair is the test set.',
    );
  }
  const pairs = images.map((each) => ({ images: each, labels: labelsOf(each, images, labels) }));
  const unused = labels.find((each) => pairs.every((pair) => pair.labels !== each));
  if (unused) throw incomplete(unused, 'images');

  const [first, second] = pairs;
  if (!first) throw new DataError('incomplete', 'There are no files of images.');
  if (!second) return { train: first };
  return isTest(first, second) ? { train: second, test: first } : { train: first, test: second };
}

function labelsOf(
  images: Named<IdxImages>,
  allImages: Named<IdxImages>[],
  allLabels: Named<IdxLabels>[],
): Named<IdxLabels> {
  const [onlyLabels] = allLabels;
  if (!onlyLabels) throw incomplete(images, 'labels');
  if (allLabels.length === 1 && allImages.length === 1 && onlyLabels.count !== images.count) {
    throw new DataError(
      'invalid-data',
      `${images.name} holds ${grouped(images.count)} images, but ${onlyLabels.name} holds ` +
        `${grouped(onlyLabels.count)} labels; every image needs its label.`,
    );
  }
  const fitting = allLabels.filter((labels) => labels.count === images.count);
  const [first] = fitting;
  if (!first) throw incomplete(images, 'labels');
  if (fitting.length === 1) return first;
  const alike = fitting.filter((labels) => isNamedTest(labels) === isNamedTest(images));
  const [match] = alike;
  if (match && alike.length === 1) return match;
  throw new DataError(
    'invalid-data',
    `Every file has ${grouped(images.count)} samples, so their names must tell which belong ` +
      "together: put 'test' into the names of the test files.",
  );
}

function isTest(pair: Pair, other: Pair): boolean {
  const byName = isNamedTest(pair.images);
  if (byName !== isNamedTest(other.images)) return byName;
  return pair.images.count < other.images.count;
}

function isNamedTest({ name }: { name: string }): boolean {
  return /t10k|test/i.test(name);
}

function incomplete(
  { name, kind, count }: { name: string; kind: string; count: number },
  missing: string,
): DataError {
  return new DataError(
    'incomplete',
    `${name} holds ${grouped(count)} ${kind}, and no file with as many ${missing} came with it.`,
  );
}
