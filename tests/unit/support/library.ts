import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type * as Library from '../../../web/src/client/index';
import type { Variant } from '../../../web/src/shared/protocol';

// Node 20 has relaxed SIMD, but only when asked.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** What the tests of the modules go through. */
export const variants: Variant[] = ['simd128', 'relaxed-simd'];

/** The address of a file of the build. */
export function distUrl(file: string): URL {
  return pathToFileURL(path.resolve('dist', file));
}

/** The library as it is shipped; scripts/build makes it. */
export const library = (await import(
  /* @vite-ignore */ distUrl('inkling.js').href
)) as typeof Library;
