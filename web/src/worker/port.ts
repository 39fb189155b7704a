import type { FromWorker, ToWorker } from '../shared/protocol';

/** The worker's end of the connection to its client. */
export interface Port {
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
  listen(receive: (message: ToWorker) => void): void;
  /** Ends this worker. */
  close(): void;
}

/** What this file needs of node:worker_threads. */
interface NodeWorkerThreads {
  parentPort: {
    postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
    on(event: 'message', receive: (message: ToWorker) => void): void;
    close(): void;
  } | null;
}

interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): NodeWorkerThreads;
}

/** Connects to whoever started this worker, in a browser or in Node. */
export function connectToClient(): Port {
  const { process } = globalThis as { process?: NodeProcess };
  const parent = process?.getBuiltinModule?.('node:worker_threads').parentPort;
  if (parent) {
    return {
      post: (message, transfer) => {
        parent.postMessage(message, transfer);
      },
      listen: (receive) => {
        parent.on('message', receive);
      },
      close: () => {
        parent.close();
      },
    };
  }
  return {
    post: (message, transfer = []) => {
      self.postMessage(message, { transfer });
    },
    listen: (receive) => {
      self.onmessage = (event: MessageEvent<ToWorker>) => {
        receive(event.data);
      };
    },
    close: () => {
      self.close();
    },
  };
}
