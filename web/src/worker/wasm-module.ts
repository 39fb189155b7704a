import { relaxedSimd, simd } from 'wasm-feature-detect';
import type { MainModule, Outcome } from '../../../build/wasm-simd128/inkling';
import type { Variant } from '../shared/protocol';
import { TrainerFailure } from './trainer-failure';

export type {
  EvaluationPart,
  LayerConfig,
  LayerConfigVector,
  MainModule as InklingModule,
  ModelConfig,
  Outcome,
  StepResult,
  TrainerSession,
} from '../../../build/wasm-simd128/inkling';

interface Glue {
  default(options: { locateFile: (file: string) => string }): Promise<MainModule>;
}

/**
 * The fastest variant that this engine can run, or the one asked for. Both are
 * compiled from the same sources and have the same interface.
 */
export async function chooseVariant(wanted: Variant | 'auto'): Promise<Variant> {
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

/** Loads wasm/VARIANT.mjs and wasm/VARIANT.wasm, which lie beside the worker's script. */
export async function loadModule(variant: Variant): Promise<MainModule> {
  const glueAddress = new URL(`./wasm/${variant}.mjs`, import.meta.url).href;
  const wasmAddress = new URL(`./wasm/${variant}.wasm`, import.meta.url).href;
  try {
    const glue = (await import(glueAddress)) as Glue;
    return await glue.default({ locateFile: () => wasmAddress });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TrainerFailure(
      'start-failed',
      `The WebAssembly module could not be loaded from ${wasmAddress} (${reason}). Check the connection and reload the page.`,
    );
  }
}

/** Embind's declarations allow bytes wherever there is a string; what it gives is always a string. */
export function text(value: Outcome['message']): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value);
}
