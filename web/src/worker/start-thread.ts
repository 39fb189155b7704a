/** What the worker of a thread is given: the module, and which of its functions to call with what. */
export interface ThreadStart {
  wasm: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Place of the function in the module's table. */
  entry: number;
  start: number;
}

/** What this file needs of node:worker_threads. */
interface NodeWorker {
  postMessage(message: ThreadStart): void;
  terminate(): unknown;
  on(event: 'error', listen: () => void): void;
  unref(): void;
}

interface Host {
  process?: {
    getBuiltinModule?(name: 'node:worker_threads'): { Worker: new (address: URL) => NodeWorker };
  };
}

/**
 * Starts a worker that ends with this one, or when the function returned is called.
 * Nobody waits for it: if its script cannot be loaded, the module has a thread less
 * and does the same work.
 */
export function startThread(start: ThreadStart): () => void {
  const { search } = new URL(import.meta.url);
  const address = new URL(`./inkling-thread.js${search}`, import.meta.url);
  const { process } = globalThis as Host;
  const node = process?.getBuiltinModule?.('node:worker_threads');
  if (node) {
    const worker = new node.Worker(address);
    worker.on('error', () => undefined);
    worker.unref();
    worker.postMessage(start);
    return () => void worker.terminate();
  }
  const worker = new Worker(address, { type: 'module' });
  worker.onerror = (event) => {
    event.preventDefault();
  };
  worker.postMessage(start);
  return () => worker.terminate();
}
