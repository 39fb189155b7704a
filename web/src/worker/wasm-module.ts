import { relaxedSimd, simd } from 'wasm-feature-detect';
import type { MainModule as GradientCheckModule } from '../../../build/wasm-simd128/gradient-check';
import type { MainModule, Outcome } from '../../../build/wasm-simd128/inkling';
import type { Variant } from '../shared/protocol';
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

interface Glue<Module> {
  default(options: { locateFile: (file: string) => string }): Promise<Module>;
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

export function loadModule(variant: Variant): Promise<MainModule> {
  return load<MainModule>(variant);
}

/** In double precision, which no variant is faster at. */
export function loadGradientCheckModule(): Promise<GradientCheckModule> {
  return load<GradientCheckModule>('gradient-check');
}

/** Loads wasm/NAME.mjs and wasm/NAME.wasm, which lie beside the worker's script. */
async function load<Module>(name: string): Promise<Module> {
  const glueAddress = new URL(`./wasm/${name}.mjs`, import.meta.url).href;
  const wasmAddress = new URL(`./wasm/${name}.wasm`, import.meta.url).href;
  try {
    const glue = (await import(glueAddress)) as Glue<Module>;
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
