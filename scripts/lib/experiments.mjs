import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const lessons = fileURLToPath(new URL('../../web/src/lessons/index.ts', import.meta.url));

/**
 * The published experiments, as web/src/lessons has them for the page.
 *
 * @returns {Promise<readonly import('../../web/src/lessons').Experiment[]>}
 */
export async function loadExperiments() {
  const { outputFiles } = await build({
    entryPoints: [lessons],
    absWorkingDir: path.dirname(lessons),
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { experiments } = await import(`data:text/javascript;base64,${code}`);
  return experiments;
}
