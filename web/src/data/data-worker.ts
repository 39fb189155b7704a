/** Entry of the data worker: one request, progress, then the data set or an error. */
import { buffersOf } from '../shared/buffers-of';
import { loadBuiltInDigits } from './built-in-source';
import { loadCustomFiles } from './custom-source';
import { DataError } from './data-error';
import { loadMnist } from './mnist-source';
import type { DataErrorData, DataWorkerReply, DataWorkerRequest, LoadedData } from './protocol';
import { throttledProgress } from './throttled-progress';

/** Between two progress messages of the same phase. */
const progressIntervalMs = 80;

self.onmessage = ({ data }: MessageEvent<DataWorkerRequest>) => {
  void load(data).then(
    (loaded) => (loaded ? post({ loaded }) : post({ complete: true })),
    (reason: unknown) => post({ error: describe(reason) }),
  );
};

/** Null if the data was posted in parts. */
async function load({ request, baseUrl }: DataWorkerRequest): Promise<LoadedData | null> {
  const onProgress = throttledProgress((progress) => post({ progress }), progressIntervalMs);
  switch (request.source) {
    case 'mnist':
      return await loadMnist(baseUrl, onProgress, {
        delivery: {
          begin: (arriving) => post({ arriving }),
          add: (part) => post({ part }),
        },
      });
    case 'built-in':
      return loadBuiltInDigits(onProgress);
    case 'custom':
      return await loadCustomFiles(request.files, onProgress);
  }
}

function post(reply: DataWorkerReply): void {
  self.postMessage(reply, { transfer: buffersOf(reply) });
}

function describe(reason: unknown): DataErrorData {
  if (reason instanceof DataError) return { code: reason.code, message: reason.message };
  const words = reason instanceof Error ? reason.message : String(reason);
  // What engines throw when an array is larger than the memory that is left.
  return reason instanceof RangeError
    ? { code: 'out-of-memory', message: `There is not enough memory for this data: ${words}.` }
    : { code: 'crashed', message: `Loading the data has failed: ${words}` };
}
