import { relaxedSimd, simd } from 'wasm-feature-detect';
import type { MainModule as GradientCheckModule } from '../../../build/wasm-simd128/gradient-check';
import type { MainModule, Outcome } from '../../../build/wasm-simd128/inkling';
import type { ModuleChoice, Variant } from '../shared/protocol';
import { startThread } from './start-thread';
import { TrainerFailure } from './trainer-failure';

export type {
  GradientCheckSession,
  MainModule as GradientCheckModule,
} from '../../../build/wasm-simd128/gradient-check';
export type {
  DistributionInfo,
  EvaluationPart,
  LayerConfig,
  LayerConfigVector,
  LayerInfo,
  MainModule as InklingModule,
  ModelConfig,
  Outcome,
  Scaling,
  StepResult,
  TrainerSession,
} from '../../../build/wasm-simd128/inkling';

export interface LoadedModule {
  module: MainModule;
  variant: Variant;
  threads: number;
  /** Ends its threads; it is not to be used any more. */
  end: () => void;
}

/** Finds and loads the module asked for. */
export type LoadModule = (wanted: ModuleChoice) => Promise<LoadedModule>;

interface Glue<Module> {
  default(options: {
    locateFile: (file: string) => string;
    instantiateWasm?: (
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ) => object;
    startThread?: (entry: number, start: number) => void;
  }): Promise<Module>;
}

/** What this file needs of Node. */
interface NodeProcess {
  getBuiltinModule?: {
    (name: 'node:fs'): { promises: { readFile(file: URL): Promise<Uint8Array<ArrayBuffer>> } };
    (name: 'node:os'): { availableParallelism(): number };
  };
}

/** More have not been measured; the loops of a step are short, and memory is shared. */
const mostThreads = 4;

/**
 * The fastest variant that this engine can run, or the one asked for. Both are
 * compiled from the same sources and have the same interface.
 */
async function chooseVariant(wanted: Variant | 'auto'): Promise<Variant> {
  if (!(await simd())) {
    throw new TrainerFailure(
      'no-simd',
      'Training needs WebAssembly with SIMD instructions, which this browser does not have or has switched off. ' +
        'Chrome and Edge have them from version 91, Firefox from 89, Safari from 16.4, Node from 16.4.',
    );
  }
  if (wanted === 'simd128') return wanted;
  if (await relaxedSimd()) return 'relaxed-simd';
  if (wanted === 'auto') return 'simd128';
  throw new TrainerFailure(
    'no-simd',
    "This browser's WebAssembly has no relaxed SIMD instructions; ask for 'auto' or 'simd128'.",
  );
}

/**
 * The module asked for, with so many threads or with one where there are no more to
 * be had: they need shared memory, which a page has only if it is isolated from
 * other origins.
 */
export async function loadModule(wanted: ModuleChoice): Promise<LoadedModule> {
  const variant = await chooseVariant(wanted.variant);
  const threads = wanted.threads === 'auto' ? usefulThreads() : wanted.threads;
  if (threads > 1 && hasSharedMemory()) {
    try {
      const ends: (() => void)[] = [];
      const module = await instantiate<MainModule>(`${variant}-threads`, ends);
      const end = () => {
        for (const endThread of ends) endThread();
      };
      return { module, variant, threads: module.startThreads(threads), end };
    } catch {
      // Such memory is reserved at its full size, which not every device has to give.
    }
  }
  const module = await load<MainModule>(variant);
  return { module, variant, threads: 1, end: () => undefined };
}

/** In double precision, which no variant is faster at. */
export function loadGradientCheckModule(): Promise<GradientCheckModule> {
  return load<GradientCheckModule>('gradient-check');
}

/** Threads that are worth having on this machine. */
function usefulThreads(): number {
  const { navigator, process } = globalThis as { navigator?: Navigator; process?: NodeProcess };
  const cores =
    navigator?.hardwareConcurrency ??
    process?.getBuiltinModule?.('node:os').availableParallelism() ??
    1;
  return Math.min(cores, mostThreads);
}

function hasSharedMemory(): boolean {
  const { crossOriginIsolated = true } = globalThis as { crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer === 'function' && crossOriginIsolated;
}

/** A file beside the worker's script, in the version that it was asked for itself. */
const addressOf = (file: string) =>
  new URL(`./wasm/${file}${new URL(import.meta.url).search}`, import.meta.url).href;

/** The module, or a failure in words. */
async function load<Module>(name: string): Promise<Module> {
  try {
    return await instantiate<Module>(name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TrainerFailure(
      'start-failed',
      `The WebAssembly module could not be loaded from ${addressOf(`${name}.wasm`)} (${reason}). Check the connection and reload the page.`,
    );
  }
}

/**
 * Fetches wasm/NAME.mjs and wasm/NAME.wasm at the same time. The compiled module, and
 * the memory that it is given if it has threads, are what these threads share; what ends them is
 * added to `ends`.
 */
async function instantiate<Module>(name: string, ends: (() => void)[] = []): Promise<Module> {
  const address = addressOf(`${name}.wasm`);
  const [glue, wasm] = await Promise.all([
    import(addressOf(`${name}.mjs`)) as Promise<Glue<Module>>,
    compile(address),
  ]);
  return new Promise((resolve, reject) => {
    let memory: WebAssembly.Memory | undefined;
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ) => {
      memory = memoryAmong(imports);
      WebAssembly.instantiate(wasm, imports).then(receive, reject);
      return {};
    };
    glue
      .default({
        locateFile: () => address,
        instantiateWasm,
        startThread: (entry, start) => {
          if (memory) ends.push(startThread({ wasm, memory, entry, start }));
        },
      })
      .then(resolve, reject);
  });
}

/** Modules without threads have a memory of their own, which is none of their imports. */
function memoryAmong(imports: WebAssembly.Imports): WebAssembly.Memory | undefined {
  const values = Object.values(imports).flatMap((each) => Object.values(each));
  return values.find((value) => value instanceof WebAssembly.Memory);
}

/** While it is downloaded, if the host calls it by its type. */
async function compile(address: string): Promise<WebAssembly.Module> {
  const { process } = globalThis as { process?: NodeProcess };
  const files = process?.getBuiltinModule?.('node:fs').promises;
  if (files) return WebAssembly.compile(await files.readFile(new URL(address)));
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
  if (response.headers.get('content-type') === 'application/wasm') {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Embind's declarations allow bytes wherever there is a string; what it gives is always a string. */
export function text(value: Outcome['message']): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value);
}
