import type { FromWorker, ToWorker } from '../shared/protocol';

/** The client's end of the connection to a worker. */
export interface WorkerHandle {
  post(message: ToWorker, transfer: ArrayBuffer[]): void;
  terminate(): Promise<void>;
}

export interface WorkerListener {
  receive: (message: FromWorker) => void;
  /** The worker ended or could not begin; may be called more than once. */
  died: (reason: string) => void;
}

/** What this file needs of node:worker_threads. */
interface NodeWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): Promise<number>;
  on(event: 'message', listen: (message: FromWorker) => void): void;
  on(event: 'error' | 'messageerror', listen: (error: Error) => void): void;
  on(event: 'exit', listen: (code: number) => void): void;
}

interface Host {
  Worker?: typeof Worker;
  location?: { protocol: string };
  process?: {
    getBuiltinModule?(name: 'node:worker_threads'): {
      Worker: new (address: URL) => NodeWorker;
    };
  };
}

/** Starts a module worker, in a browser or in Node. Throws an Error in words if it cannot. */
export function startWorker(address: URL, listener: WorkerListener): WorkerHandle {
  const host = globalThis as Host;
  if (host.location?.protocol === 'file:') {
    throw new Error(
      'a page opened as a file may not start workers; serve its folder over HTTP and open that address',
    );
  }
  if (host.Worker) return startInBrowser(new host.Worker(address, { type: 'module' }), listener);
  const node = host.process?.getBuiltinModule?.('node:worker_threads');
  if (node) return startInNode(new node.Worker(address), listener);
  throw new Error('this engine has no workers; use a current browser, or Node 20.19 or later');
}

function startInBrowser(worker: Worker, { receive, died }: WorkerListener): WorkerHandle {
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    receive(data);
  };
  worker.onmessageerror = () => {
    died('it sent something unreadable');
  };
  worker.onerror = (event) => {
    event.preventDefault();
    // A script that cannot be loaded gives an event without any word.
    died(event.message || 'its script could not be loaded; check the connection and try again');
  };
  return {
    post: (message, transfer) => {
      worker.postMessage(message, transfer);
    },
    terminate: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}

function startInNode(worker: NodeWorker, { receive, died }: WorkerListener): WorkerHandle {
  worker.on('message', receive);
  worker.on('error', ({ message }) => {
    died(message);
  });
  worker.on('messageerror', ({ message }) => {
    died(message);
  });
  worker.on('exit', (code) => {
    died(`it ended with code ${code}`);
  });
  return {
    post: (message, transfer) => {
      worker.postMessage(message, transfer);
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}
