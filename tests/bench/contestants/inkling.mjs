import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { openInkling } from '../inkling.mjs';
import { readMnist } from '../mnist.mjs';
import { Unavailable } from './contestant.mjs';
import { openInPage } from './page.mjs';

const nameOf = (engine, { variant, threads }) =>
  `Inkling, ${engine}, ${variant}, ${threads === 1 ? '1 thread' : `${threads} threads`}`;

/** The built library in a page of its own; with threads, one that is cross-origin isolated. */
export function openInklingInChromium(place, settings) {
  return openInPage(
    {
      name: nameOf('Chromium', settings),
      version: `Chromium ${place.browser.version()}`,
      module: 'tests/bench/pages/inkling.mjs',
      options: { settings, specification: place.workload.specification },
      site: settings.threads > 1 ? place.isolatedSite : place.site,
    },
    place,
  );
}

/** The built library in this Node, in a worker thread of its own. */
export async function openInklingInNode({ workload, mnistFolder }, settings) {
  const { createTrainer } = await import('../../../dist/inkling.js');
  const dataset = await readMnist((file) => openAsBlob(path.join(mnistFolder, file)));
  const { specification } = workload;
  const contestant = await openInkling(createTrainer, settings, specification, dataset);
  if (contestant.unavailable) throw new Unavailable(contestant.unavailable);
  return {
    name: nameOf('Node', settings),
    version: `Node ${process.versions.node}, V8 ${process.versions.v8}`,
    ...contestant,
  };
}
