import { versionQuery } from '../shared/build-version';
import { DataError } from './data-error';
import type {
  ArrivingData,
  DataProgress,
  DataRequest,
  DataWorkerReply,
  LoadedData,
} from './protocol';
import { Parts } from './parts';

export { DataError } from './data-error';
export type {
  ArrivingData,
  DataDescription,
  DataErrorCode,
  DataProgress,
  DataRequest,
  LoadedData,
} from './protocol';

export interface LoadDataOptions {
  /** The document's base address: `document.baseURI`. The worker lies beside it. */
  baseUrl: string;
  /** Called a few times a second at most. */
  onProgress?: (progress: DataProgress) => void;
  /** Ends the load at once; the promise, or the parts, reject with the code `cancelled`. */
  signal?: AbortSignal;
}

/**
 * Loads a data set in a worker of its own, which ends with the load: nothing heavy
 * runs on the page's thread, and cancelling leaves nothing behind. What was
 * downloaded is kept in the browser's cache, so calling again (the visitor's 'Try
 * again', or after the trainer has taken over the buffers) fetches only what is missing.
 *
 * Resolves when all data is there or, where it is downloaded, when the first part is.
 * Rejects with a DataError.
 */
export function loadData(
  request: DataRequest,
  options: LoadDataOptions,
): Promise<LoadedData | ArrivingData> {
  const { baseUrl, onProgress, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    let worker: Worker;
    try {
      worker = new Worker(new URL(`inkling-data.js${versionQuery}`, baseUrl), { type: 'module' });
    } catch {
      reject(new DataError('crashed', 'This browser does not let the page start a worker.'));
      return;
    }
    const end = (): void => {
      worker.terminate();
      signal?.removeEventListener('abort', cancel);
    };
    const parts = new Parts();
    const fail = (error: DataError): void => {
      end();
      // One of the two has somebody who waits for it.
      parts.fail(error);
      reject(error);
    };
    const cancel = (): void => fail(cancelled());

    signal?.addEventListener('abort', cancel);
    worker.onmessage = ({ data }: MessageEvent<DataWorkerReply>) => {
      if ('progress' in data) {
        onProgress?.(data.progress);
      } else if ('loaded' in data) {
        end();
        resolve(data.loaded);
      } else if ('arriving' in data) {
        resolve({ ...data.arriving, parts });
      } else if ('part' in data) {
        parts.put(data.part);
      } else if ('complete' in data) {
        end();
        parts.end();
      } else {
        fail(new DataError(data.error.code, data.error.message));
      }
    };
    worker.onerror = (event) => {
      const reason = event.message ? `: ${event.message}` : '';
      fail(new DataError('crashed', `The part of the page that loads data has stopped${reason}.`));
    };
    worker.onmessageerror = () =>
      fail(new DataError('crashed', 'The data could not be handed over to the page.'));
    worker.postMessage({ request, baseUrl });
  });
}

function cancelled(): DataError {
  return new DataError('cancelled', 'Loading was cancelled.');
}
