import type { Dataset, DatasetShape, Samples } from '../shared/protocol';
import type { DatasetName } from '../shared/specification';

/** What the page asks of the data worker. */
export type DataRequest =
  | { source: 'mnist' }
  | { source: 'built-in' }
  /** The files that the visitor dropped: IDX, gzipped or not, in any order. */
  | { source: 'custom'; files: File[] };

export interface DataProgress {
  /**
   * `downloading`: bytes over the network; `waiting`: the connection was lost, the
   * next attempt comes by itself; `unpacking`: inflating and checking;
   * `drawing`: samples of the built-in digits; `reading`: dropped files.
   */
  phase: 'downloading' | 'waiting' | 'unpacking' | 'drawing' | 'reading';
  /** In `unit`, from 0 to `total`. */
  loaded: number;
  total: number;
  unit: 'bytes' | 'samples' | 'files';
}

export interface DataDescription {
  source: DatasetName;
  /** 'MNIST', 'Built-in digits', or the names of the dropped files. */
  name: string;
  /** A sentence for the visitor: how many images, where they came from. */
  description: string;
  /** Sentences about what was changed or left out; mostly empty. */
  warnings: string[];
  /** Sensible sizes of the training and validation set for this data; they fit its samples. */
  split: { train: number; valid: number };
}

export interface LoadedData extends DataDescription {
  dataset: Dataset;
}

/** Data of which the first part is there. */
export interface DataToCome extends DataDescription {
  shape: DatasetShape;
}

export interface ArrivingData extends DataToCome {
  /** Those for training and validation come first. Rejects with a DataError. */
  parts: AsyncIterable<Samples>;
}

export type DataErrorCode =
  /** The server has no such file: go on with the built-in digits and say so. */
  | 'not-found'
  /** The server could not be reached, or the connection broke off, several times in a row. */
  | 'connection-lost'
  /** The server answered with an error of its own (5xx and the like). */
  | 'server-error'
  /** Cut short or broken gzip. */
  | 'damaged'
  | 'wrong-checksum'
  /** A file is not IDX, or not of the kind that can be used here. */
  | 'invalid-data'
  /** Image and label files do not make up pairs. */
  | 'incomplete'
  | 'out-of-memory'
  /** The worker could not start, or died. */
  | 'crashed'
  | 'cancelled';

export interface DataErrorData {
  code: DataErrorCode;
  /** A sentence for the visitor. */
  message: string;
}

/** From page to worker; one request in a worker's life. */
export interface DataWorkerRequest {
  request: DataRequest;
  /** The document's base address; data files lie at `data/mnist/` relative to it. */
  baseUrl: string;
}

/**
 * From worker to page: all data at once, or `arriving`, then each `part`, then `complete`. Buffers
 * are transferred. After an error nothing follows.
 */
export type DataWorkerReply =
  | { progress: DataProgress }
  | { loaded: LoadedData }
  | { arriving: DataToCome }
  | { part: Samples }
  | { complete: true }
  | { error: DataErrorData };
