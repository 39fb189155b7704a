import { batch, signal, type ReadonlySignal } from '@preact/signals';
import {
  DataError,
  type DataProgress,
  type DataRequest,
  type LoadedData,
} from '../data/data-source';
import type { DatasetName } from '../shared/specification';
import type { Services } from './services';

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

export interface DataSlice {
  /** Null until the first data set has arrived. */
  inUse: ReadonlySignal<DataInUse | null>;
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

/** `use` hands the data over to the trainer; what it rejects with is shown as a failure. */
export function createData(
  services: Services,
  use: (loaded: LoadedData) => Promise<void>,
): DataSlice {
  const inUse = signal<DataInUse | null>(null);
  const loading = signal<DataLoading>({ state: 'idle' });
  const fallback = signal<string | null>(null);
  let requestInUse: DataRequest = { source: 'mnist' };
  let cancellation = new AbortController();

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
          if (!mine.signal.aborted) loading.value = { state: 'loading', source, progress };
        },
      });
      const { name, description, warnings, dataset } = loaded;
      const testSamples = dataset.test?.labels.length ?? 0;
      const samples = dataset.labels.length;
      await use(loaded);
      requestInUse = request;
      batch(() => {
        inUse.value = { source: loaded.source, name, description, warnings, samples, testSamples };
        if (!mine.signal.aborted) loading.value = { state: 'idle' };
      });
      return null;
    } catch (reason) {
      return reason instanceof DataError ? reason : new DataError('invalid-data', sentence(reason));
    }
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
  }

  return {
    inUse,
    loading,
    fallback,
    choose: loadAndReport,

    async loadFirst() {
      const error = await load({ source: 'mnist' });
      if (!error || (error.code === 'cancelled' && !cancellation.signal.aborted)) return;
      fallback.value = error.message;
      await loadAndReport({ source: 'built-in' });
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

function sentence(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
