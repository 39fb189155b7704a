import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Library from '../../../web/src/client/index';

/** The address of a file of the build. */
export function distUrl(file: string): URL {
  return pathToFileURL(path.resolve('dist', file));
}

/** The library as it is shipped; scripts/build makes it. */
export const library = (await import(
  /* @vite-ignore */ distUrl('inkling.js').href
)) as typeof Library;
