import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { Trainer } from '../client/trainer';
import {
  DataError,
  type ArrivingData,
  type DataDescription,
  type DataProgress,
  type DataRequest,
  type LoadedData,
} from '../data/data-source';
import type { DatasetShape, Samples } from '../shared/protocol';
import type { DatasetName } from '../shared/specification';
import type { DatasetHold } from './run';
import type { Services } from './services';
import { describe } from './trainer-host';

/** What the page shows of the data in use. */
export interface DataInUse {
  source: DatasetName;
  name: string;
  description: string;
  warnings: string[];
  samples: number;
  testSamples: number;
}

export type DataLoading =
  | { state: 'idle' }
  | { state: 'loading'; source: DatasetName; progress: DataProgress | null }
  | { state: 'failed'; request: DataRequest; message: string; canRetry: boolean };

/** How much of the data in use is there. */
export interface DataArrival {
  arrived: number;
  total: number;
  /** All is there that a network is trained and validated with. */
  lacksTestOnly: boolean;
  /** The connection was lost, and is tried again. */
  isInterrupted: boolean;
}

export interface DataSlice {
  /** Null until the first data set has arrived, or the first part of it. */
  inUse: ReadonlySignal<DataInUse | null>;
  /** Null when all of the data in use is there. */
  arrival: ReadonlySignal<DataArrival | null>;
  loading: ReadonlySignal<DataLoading>;
  /** Why the built-in digits stand in for MNIST; null if they do not. */
  fallback: ReadonlySignal<string | null>;
  /** MNIST, or the built-in digits with the reason. */
  loadFirst: () => Promise<void>;
  choose: (request: DataRequest) => Promise<void>;
  retry: () => Promise<void>;
  cancel: () => void;
  dismiss: () => void;
  /** Loads the data in use once more, for a trainer that has started afresh. */
  reload: () => Promise<void>;
}

/** Hands data over to the trainer by `open`; what it rejects with is shown as a failure. */
export type UseData = (
  data: DataDescription,
  shape: DatasetShape,
  open: (trainer: Trainer) => Promise<unknown>,
) => Promise<DatasetHold>;

export function createData(services: Services, use: UseData): DataSlice {
  const inUse = signal<DataInUse | null>(null);
  const arrival = signal<DataArrival | null>(null);
  const loading = signal<DataLoading>({ state: 'idle' });
  const fallback = signal<string | null>(null);
  let requestInUse: DataRequest = { source: 'mnist' };
  /** Of the load that the visitor waits for. */
  let cancellation = new AbortController();
  /** Of the data in use, as far as it has still to arrive. */
  let delivery = new AbortController();
  /** Why the data in use will never be complete. */
  let lost: DataError | null = null;

  /** Resolves with null, or with why the data could not be had. The data before stays in use. */
  async function load(request: DataRequest): Promise<DataError | null> {
    cancellation.abort();
    const mine = new AbortController();
    cancellation = mine;
    const { source } = request;
    loading.value = { state: 'loading', source, progress: null };
    try {
      const loaded = await services.loadData(request, {
        signal: mine.signal,
        onProgress: (progress) => {
          if (delivery === mine) interrupt(progress.phase === 'waiting');
          else if (!mine.signal.aborted) loading.value = { state: 'loading', source, progress };
        },
      });
      const shape = shapeOf(loaded);
      const { name, description, warnings } = loaded;
      const { samples, testSamples } = shape;
      const hold = await use(loaded, shape, async (trainer) => {
        if ('parts' in loaded) await trainer.beginDataset(shape);
        else await trainer.loadDataset(loaded.dataset);
        arrival.value = 'parts' in loaded ? arrivalOf(0, shape) : null;
      });
      requestInUse = request;
      lost = null;
      delivery.abort();
      delivery = mine;
      const isWanted = !mine.signal.aborted;
      batch(() => {
        inUse.value = { source: loaded.source, name, description, warnings, samples, testSamples };
        if (isWanted) loading.value = { state: 'idle' };
      });
      if ('parts' in loaded) {
        // Other loads do not end it until their data takes its place.
        if (isWanted) cancellation = new AbortController();
        void receive(loaded.parts, shape, hold, mine);
      }
      return null;
    } catch (reason) {
      return reason instanceof DataError ? reason : new DataError('invalid-data', sentence(reason));
    }
  }

  function interrupt(isInterrupted: boolean): void {
    if (arrival.value) arrival.value = { ...arrival.value, isInterrupted };
  }

  /** Takes the samples of the data in use as they come. */
  async function receive(
    parts: AsyncIterable<Samples>,
    shape: DatasetShape,
    add: DatasetHold,
    mine: AbortController,
  ): Promise<void> {
    try {
      let arrived = 0;
      for await (const part of parts) {
        arrived += part.labels.length;
        if ((await add(part)) === 'replaced') break;
        if (delivery === mine) arrival.value = arrivalOf(arrived, shape);
      }
    } catch (reason) {
      // With the trainer the data is lost too, and is loaded again for the next one.
      if (delivery !== mine || isEnd(describe(reason).code)) return;
      lost = reason instanceof DataError ? reason : new DataError('invalid-data', sentence(reason));
      if (loading.value.state !== 'loading') await fallBack(lost);
    } finally {
      mine.abort();
    }
  }

  async function fallBack(reason: DataError): Promise<void> {
    fallback.value = reason.message;
    await loadAndReport({ source: 'built-in' });
  }

  async function loadAndReport(request: DataRequest): Promise<void> {
    const error = await load(request);
    if (!error) {
      if (request.source !== 'built-in') fallback.value = null;
    } else if (error.code !== 'cancelled') {
      const { message, canRetry } = error;
      loading.value = { state: 'failed', request, message, canRetry };
    } else if (cancellation.signal.aborted) {
      loading.value = { state: 'idle' };
    }
    // The data that stays in use is not whole.
    if (error && lost && loading.value.state !== 'loading' && request.source !== 'built-in') {
      await fallBack(lost);
    }
  }

  return {
    inUse,
    arrival,
    loading,
    fallback,
    choose: loadAndReport,

    async loadFirst() {
      const error = await load({ source: 'mnist' });
      if (!error || (error.code === 'cancelled' && !cancellation.signal.aborted)) return;
      await fallBack(error);
    },

    async retry() {
      const now = loading.value;
      await loadAndReport(now.state === 'failed' ? now.request : { source: 'mnist' });
    },

    cancel: () => cancellation.abort(),

    dismiss() {
      if (loading.value.state === 'failed') loading.value = { state: 'idle' };
    },

    reload: () => loadAndReport(requestInUse),
  };
}

function shapeOf(data: LoadedData | ArrivingData): DatasetShape {
  if ('parts' in data) return data.shape;
  const { width, height, labels, test } = data.dataset;
  const testSamples = test?.labels.length ?? 0;
  return { width, height, samples: labels.length, testSamples };
}

function arrivalOf(arrived: number, { samples, testSamples }: DatasetShape): DataArrival | null {
  const total = samples + testSamples;
  if (arrived === total) return null;
  return { arrived, total, lacksTestOnly: arrived >= samples, isInterrupted: false };
}

/** Of a trainer that is no more. */
function isEnd(code: string): boolean {
  return code === 'crashed' || code === 'disposed';
}

function sentence(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
