import type { Samples } from '../shared/protocol';
import { ArrivingFile } from './arriving-file';
import { requireChecksum } from './checksum';
import { DataError } from './data-error';
import { imagePixels, imageSide } from './digit-image';
import { download, type Patience } from './download';
import { openFileCache, type FileCache } from './file-cache';
import { grouped } from './grouped';
import { inflated } from './gzip';
import { parseImages, parseLabels } from './idx';
import manifest from './mnist-files.json';
import { MnistProgress, type FileProgress } from './mnist-progress';
import type { DataDescription, DataProgress, DataToCome, LoadedData } from './protocol';

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
  delivery?: Delivery;
}

/** Takes the samples of a download as they come. */
export interface Delivery {
  begin: (data: DataToCome) => void;
  add: (samples: Samples) => void;
}

/** As many as the first epoch shuffles among themselves: it can begin with one part. */
const samplesOfPart = 10_000;

/**
 * MNIST from the page's own server, at data/mnist/ beside it, or from the browser's
 * cache. Every file is checked against its known SHA-256, wherever it came from.
 *
 * With a delivery, samples that are downloaded are handed over part by part, all but the last
 * part of the training set before they can be checked; the result is then null.
 *
 * @throws DataError, also after some parts were handed over
 */
export async function loadMnist(
  baseUrl: string,
  onProgress: (progress: DataProgress) => void,
  { files = manifest, patience, delivery, ...options }: MnistOptions = {},
): Promise<LoadedData | null> {
  const { train, test } = files;
  const cache = options.cache ?? (await openFileCache(baseUrl));
  const progress = new MnistProgress(onProgress);
  const load = (file: MnistFile, how: Partial<Loading> = {}): Promise<Uint8Array<ArrayBuffer>> => {
    const url = new URL(`data/mnist/${file.name}.gz`, baseUrl);
    return loadFile(file, url, { cache, patience, progress: progress.add(file.gzipBytes), ...how });
  };

  const labels = load(train.labels).then((bytes) => parseLabels(train.labels.name, bytes).labels);
  const early = delivery && new EarlyParts(train.images, labels, test.images, delivery);
  const images = load(train.images, { ...(early && { arriving: early.file }) });
  const [poolLabels, imageBytes, testImages, testLabels] = await Promise.all([
    labels,
    images,
    // The first samples for training are to have the whole line.
    load(test.images, { after: images }),
    load(test.labels),
  ]);
  const pool = { images: parseImages(train.images.name, imageBytes).images, labels: poolLabels };
  const sealed = {
    images: parseImages(test.images.name, testImages).images,
    labels: parseLabels(test.labels.name, testLabels).labels,
  };
  if (early?.hasBegun) {
    early.complete();
    delivery?.add(sealed);
    return null;
  }
  const dataset = { width: imageSide, height: imageSide, ...pool, test: sealed };
  return { ...describe(pool.labels.length, sealed.labels.length), dataset };
}

function describe(samples: number, testSamples: number): DataDescription {
  return {
    source: 'mnist',
    name: 'MNIST',
    description:
      `${grouped(samples)} handwritten digits for training and validation, ` +
      `${grouped(testSamples)} for the test.`,
    warnings: [],
    split,
  };
}

/** Hands the training set over while it is downloaded. */
class EarlyParts {
  readonly file: ArrivingFile;
  readonly #samples: number;
  readonly #testSamples: number;
  #labels: Uint8Array<ArrayBuffer> | null = null;
  #bytesThere = 0;
  /** Samples handed over. */
  #done = 0;

  constructor(
    images: MnistFile,
    labels: Promise<Uint8Array<ArrayBuffer>>,
    testImages: MnistFile,
    private readonly delivery: Delivery,
  ) {
    this.#samples = samplesOf(images);
    this.#testSamples = samplesOf(testImages);
    this.file = new ArrivingFile(images.name, images.bytes, (length) => {
      this.#bytesThere = length;
      this.#handOver();
    });
    void labels.then(
      (values) => {
        this.#labels = values;
        this.#handOver();
      },
      () => undefined,
    );
  }

  get hasBegun(): boolean {
    return this.#done > 0;
  }

  /** What is left, when it has been checked. */
  complete(): void {
    this.#add(this.#samples);
  }

  /** All parts that are there but the last, so that no epoch ends before the check. */
  #handOver(): void {
    while (this.#labels && !this.file.contradicted) {
      const end = this.#done + samplesOfPart;
      if (end >= this.#samples || offsetOf(end) > this.#bytesThere) return;
      if (!this.hasBegun) {
        if (!this.#looksRight(this.#labels)) return;
        const shape = { samples: this.#samples, testSamples: this.#testSamples };
        this.delivery.begin({
          ...describe(this.#samples, this.#testSamples),
          shape: { width: imageSide, height: imageSide, ...shape },
        });
      }
      this.#add(end);
    }
  }

  #add(end: number): void {
    const labels = this.#labels?.slice(this.#done, end);
    const images = this.file.bytes.slice(offsetOf(this.#done), offsetOf(end));
    this.#done = end;
    this.file.handedOut = offsetOf(end);
    if (labels) this.delivery.add({ images, labels });
  }

  #looksRight(labels: Uint8Array): boolean {
    const header = [0, 0, 8, 3, ...[24, 16, 8, 0].map((bits) => (this.#samples >> bits) & 255)];
    return (
      labels.length === this.#samples && header.every((byte, i) => this.file.bytes[i] === byte)
    );
  }
}

const headerBytes = 16;

function offsetOf(sample: number): number {
  return headerBytes + sample * imagePixels;
}

function samplesOf({ bytes }: MnistFile): number {
  return (bytes - headerBytes) / imagePixels;
}

interface Loading {
  cache: FileCache;
  progress: FileProgress;
  patience: Patience | undefined;
  /** Where the file is inflated while it is downloaded. */
  arriving?: ArrivingFile;
  /** The download waits for this. */
  after?: Promise<unknown>;
}

/** The file's bytes, inflated and checked. */
async function loadFile(
  file: MnistFile,
  url: URL,
  { cache, progress, patience, arriving, after }: Loading,
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
  await after;
  const fetchAndUnpack = async (reload: boolean): Promise<Uint8Array<ArrayBuffer>> => {
    const received = await download(url, {
      ...file,
      reload,
      ...(patience && { patience }),
      ...(arriving && { onAttempt: () => arriving.begin() }),
      onProgress: (loaded, total) => progress.downloading(loaded, total),
      onWaiting: () => progress.waiting(),
    });
    progress.complete();
    const bytes = await unpack(file, received, arriving);
    await cache.write(file.sha256, received);
    return bytes;
  };
  const bytes = await fetchAndUnpack(false).catch((error: unknown) => {
    if (!(error instanceof DataError) || !suspectsCopy.has(error.code)) throw error;
    return fetchAndUnpack(true);
  });
  if (!arriving?.contradicted) return bytes;
  throw new DataError(
    'damaged',
    `${file.name} was damaged on its way, which showed after training on it had begun.`,
  );
}

/** Errors that a damaged copy in the browser's HTTP cache could have caused. */
const suspectsCopy: ReadonlySet<string> = new Set(['damaged', 'wrong-checksum']);

async function unpack(
  file: MnistFile,
  received: Uint8Array<ArrayBuffer>,
  arriving?: ArrivingFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = arriving ? await arriving.end() : await inflated(`${file.name}.gz`, received);
  await requireChecksum(file.name, bytes, file.sha256);
  return bytes;
}
