import { requireChecksum } from './checksum';
import { DataError } from './data-error';
import { imageSide } from './digit-image';
import { download, type Patience } from './download';
import { openFileCache, type FileCache } from './file-cache';
import { grouped } from './grouped';
import { inflated } from './gzip';
import { parseImages, parseLabels } from './idx';
import manifest from './mnist-files.json';
import { MnistProgress, type FileProgress } from './mnist-progress';
import type { DataProgress, LoadedData } from './protocol';

/** An entry of mnist-files.json. */
export interface MnistFile {
  name: string;
  bytes: number;
  /** About: it depends on who compressed it. */
  gzipBytes: number;
  /** Of the file that is not gzipped. */
  sha256: string;
}

/** The usual division of the 60,000 training samples. */
const split = { train: 50_000, valid: 10_000 };

export interface MnistManifest {
  train: { images: MnistFile; labels: MnistFile };
  test: { images: MnistFile; labels: MnistFile };
}

export interface MnistOptions {
  files?: MnistManifest;
  patience?: Patience;
  cache?: FileCache;
}

/**
 * MNIST from the page's own server, at data/mnist/ beside it, or from the browser's
 * cache. Every file is checked against its known SHA-256, wherever it came from.
 *
 * @throws DataError
 */
export async function loadMnist(
  baseUrl: string,
  onProgress: (progress: DataProgress) => void,
  options: MnistOptions = {},
): Promise<LoadedData> {
  const { train, test } = options.files ?? manifest;
  const cache = options.cache ?? (await openFileCache(baseUrl));
  const progress = new MnistProgress(onProgress);
  const load = (file: MnistFile): Promise<Uint8Array<ArrayBuffer>> => {
    const url = new URL(`data/mnist/${file.name}.gz`, baseUrl);
    return loadFile(file, url, cache, progress.add(file.gzipBytes), options.patience);
  };

  const [images, labels, testImages, testLabels] = await Promise.all([
    load(train.images),
    load(train.labels),
    load(test.images),
    load(test.labels),
  ]);
  const pool = {
    images: parseImages(train.images.name, images).images,
    labels: parseLabels(train.labels.name, labels).labels,
  };
  const sealed = {
    images: parseImages(test.images.name, testImages).images,
    labels: parseLabels(test.labels.name, testLabels).labels,
  };
  return {
    source: 'mnist',
    name: 'MNIST',
    description:
      `${grouped(pool.labels.length)} handwritten digits for training and validation, ` +
      `${grouped(sealed.labels.length)} for the test.`,
    warnings: [],
    split,
    dataset: { width: imageSide, height: imageSide, ...pool, test: sealed },
  };
}

/** The file's bytes, inflated and checked. */
async function loadFile(
  file: MnistFile,
  url: URL,
  cache: FileCache,
  progress: FileProgress,
  patience: Patience | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const cached = await cache.read(file.sha256);
  if (cached) {
    try {
      const bytes = await unpack(file, cached);
      progress.complete();
      return bytes;
    } catch {
      await cache.drop(file.sha256);
    }
  }
  const fetchAndUnpack = async (reload: boolean): Promise<Uint8Array<ArrayBuffer>> => {
    const received = await download(url, {
      ...file,
      reload,
      ...(patience && { patience }),
      onProgress: (loaded, total) => progress.downloading(loaded, total),
      onWaiting: () => progress.waiting(),
    });
    progress.complete();
    const bytes = await unpack(file, received);
    await cache.write(file.sha256, received);
    return bytes;
  };
  try {
    return await fetchAndUnpack(false);
  } catch (error) {
    if (!(error instanceof DataError) || !suspectsCopy.has(error.code)) throw error;
    return await fetchAndUnpack(true);
  }
}

/** Errors that a damaged copy in the browser's HTTP cache could have caused. */
const suspectsCopy: ReadonlySet<string> = new Set(['damaged', 'wrong-checksum']);

async function unpack(
  file: MnistFile,
  received: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await inflated(`${file.name}.gz`, received);
  await requireChecksum(file.name, bytes, file.sha256);
  return bytes;
}
