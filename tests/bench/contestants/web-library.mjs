import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { firstParameters } from '../first-parameters.mjs';
import { openInPage } from './page.mjs';

/**
 * Another library for the web in a page that is not isolated: on one thread, as it says itself. It
 * begins with Inkling's weights, so that its loss is the same in every run.
 *
 * @param {object} library
 * @param {string} library.name
 * @param {string} library.packageName whose version is told
 * @param {string} library.module of tests/bench/pages, bundled with its packages
 * @param {Record<string, number>} [library.parts] of an epoch in a round, by workload, if slow
 */
export async function openWebLibrary(place, { name, packageName, module, parts = {} }) {
  const { projectRoot, browser, site, workload } = place;
  await esbuild.build({
    entryPoints: [path.join(projectRoot, 'tests/bench/pages', `${module}.mjs`)],
    outdir: path.join(projectRoot, 'build/bench'),
    bundle: true,
    format: 'esm',
    minify: true,
    logLevel: 'error',
  });
  const packageFile = path.join(projectRoot, 'node_modules', packageName, 'package.json');
  const packageVersion = JSON.parse(await readFile(packageFile, 'utf8')).version;
  const part = parts[workload.key] ?? 1;
  const { createTrainer } = await import('../../../dist/inkling.js');
  const { specification } = workload;
  const parameters = await firstParameters(createTrainer, specification);
  const contestant = await openInPage(
    {
      name,
      version: `${packageName} ${packageVersion}, Chromium ${browser.version()}`,
      module: `build/bench/${module}.js`,
      options: { specification, parameters, part },
      site,
    },
    place,
  );
  return { ...contestant, part };
}
