// The script of a worker that is one of the module's threads.
import type { ThreadStart } from './start-thread';

interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): {
    parentPort: { once(event: 'message', receive: (start: ThreadStart) => void): void } | null;
  };
}

const { process } = globalThis as { process?: NodeProcess };
const parent = process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (parent) parent.once('message', live);
else self.onmessage = ({ data }: MessageEvent<ThreadStart>) => live(data);

/**
 * Never returns. The thread computes and does nothing else: all that the module
 * asks of JavaScript, more memory for instance, it asks on its first thread.
 */
function live({ wasm, memory, entry, start }: ThreadStart): void {
  const refuse = () => {
    throw new Error('A thread of the pool has called JavaScript.');
  };
  const imports: WebAssembly.Imports = {};
  for (const { module, name, kind } of WebAssembly.Module.imports(wasm)) {
    (imports[module] ??= {})[name] = kind === 'memory' ? memory : refuse;
  }
  const { exports } = new WebAssembly.Instance(wasm, imports);
  const table = Object.values(exports).find((each) => each instanceof WebAssembly.Table);
  const run = table?.get(entry) as (start: number) => never;
  run(start);
}
