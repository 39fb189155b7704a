import { DataError } from './data-error';
import { grouped } from './grouped';
import { isGzip } from './gzip';

export interface DownloadOptions {
  /** Size of the file, gzipped and not, for the progress bar if the server does not tell. */
  gzipBytes: number;
  bytes: number;
  /** Past the browser's HTTP cache, in which a damaged copy may lie. */
  reload: boolean;
  onProgress: (loaded: number, total: number) => void;
  /** An attempt begins; gives what takes its bytes as they come. */
  onAttempt?: () => (chunk: Uint8Array<ArrayBuffer>) => void;
  /** The connection was lost; the next attempt comes by itself. */
  onWaiting: () => void;
  patience?: Patience;
}

export interface Patience {
  /** Pauses before the second, third, ... attempt. */
  pausesMs: readonly number[];
  /** A server that sends nothing for so long counts as lost. */
  silenceMs: number;
}

const defaultPatience: Patience = { pausesMs: [500, 1000, 2000], silenceMs: 15_000 };

/**
 * Fetches a file, again and again if the connection is lost or the server is overloaded.
 *
 * @throws DataError `not-found`, `connection-lost` or `server-error`
 */
export async function download(
  url: URL,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { pausesMs, silenceMs } = options.patience ?? defaultPatience;
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptDownload(url, options, silenceMs);
    } catch (error) {
      const pauseMs = pausesMs[attempt];
      if (!(error instanceof DataError) || !passing.has(error.code) || pauseMs === undefined) {
        throw error;
      }
      options.onWaiting();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** What may be better at the next attempt. */
const passing: ReadonlySet<string> = new Set(['connection-lost', 'server-error']);

async function attemptDownload(
  url: URL,
  options: DownloadOptions,
  silenceMs: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const name = fileName(url);
  const receive = options.onAttempt?.();
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  let watch = setTimeout(abort, silenceMs);
  let loaded = 0;
  try {
    const response = await fetch(url, {
      signal: controller.signal,
      cache: options.reload ? 'reload' : 'default',
    });
    requireFile(response, name);
    const reader = response.body?.getReader();
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let total = 0;
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done) return concatenated(chunks, loaded);
      clearTimeout(watch);
      watch = setTimeout(abort, silenceMs);
      if (loaded === 0) total = expectedTotal(response, value, options);
      chunks.push(value);
      receive?.(value);
      loaded += value.length;
      options.onProgress(Math.min(loaded, total), total);
    }
  } catch (error) {
    if (error instanceof DataError || error instanceof RangeError) throw error;
    throw new DataError(
      'connection-lost',
      loaded === 0
        ? `${name} could not be fetched: the server cannot be reached.`
        : `The connection was lost while ${name} was being fetched, after ${grouped(loaded)} bytes.`,
    );
  } finally {
    clearTimeout(watch);
    controller.abort();
  }
}

function requireFile(response: Response, name: string): void {
  // Some hosts answer with their front page, and status 200, for what they do not have.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.status === 404 || response.status === 410 || (response.ok && isPage)) {
    throw new DataError('not-found', `${name} is not on the server.`);
  }
  if (!response.ok) {
    throw new DataError(
      'server-error',
      `${name} could not be fetched: the server answered with status ${response.status}.`,
    );
  }
}

/** A server that declares gzip as the content's encoding makes the browser inflate the file. */
function expectedTotal(response: Response, start: Uint8Array, options: DownloadOptions): number {
  if (!isGzip(start)) return options.bytes;
  return Number(response.headers.get('content-length')) || options.gzipBytes;
}

function concatenated(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function fileName(url: URL): string {
  return url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
}
