// Times whole epochs of training, of all contestants in turn, and prints a table.
//
//   node --experimental-wasm-relaxed-simd tests/bench/epochs.mjs [--quick]
//
// Needs dist/, data/mnist/ and a Chromium ($CHROMIUM); scripts/bench sees to them.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from '../../scripts/serve.mjs';
import { launchChromium } from './browser.mjs';
import { openInklingInChromium } from './contestants/inkling-chromium.mjs';
import { openInklingInNode } from './contestants/inkling-node.mjs';
import { openPeer, Unavailable } from './contestants/peer.mjs';
import { formatTable, median } from './table.mjs';
import { workloads } from './workloads.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
});
const rounds = options.quick ? { warmUp: 1, timed: 3 } : { warmUp: 2, timed: 7 };

const folder = path.dirname(fileURLToPath(import.meta.url));
const projectRoot = path.resolve(folder, '../..');
const mnistFolder = path.join(projectRoot, 'data/mnist');
const python = process.env.PYTHON ?? '/usr/bin/python3';

/** Each gives a contestant ready to train, or rejects with Unavailable. The first is the measure. */
function openers(workload, browser, site) {
  return [
    () =>
      openPeer({
        command: [python, path.join(folder, 'peers/numpy_mlp.py')],
        workload,
        mnistFolder,
      }),
    () => openInklingInChromium({ workload, variant: 'relaxed-simd', browser, site }),
    () => openInklingInChromium({ workload, variant: 'simd128', browser, site }),
    () => openInklingInNode({ workload, variant: 'relaxed-simd', mnistFolder }),
    () => openInklingInNode({ workload, variant: 'simd128', mnistFolder }),
  ];
}

/** The contestant, or nothing and a word if it cannot be had. */
async function openIfAvailable(open) {
  try {
    return [await open()];
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.error(`skipped: ${error.message}`);
    return [];
  }
}

/** Interleaved, so that what slows the machine down for a while slows down all. */
async function race(contestants) {
  const results = new Map(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds.warmUp + rounds.timed; round += 1) {
    for (const contestant of contestants) {
      const epoch = await contestant.trainEpoch();
      if (round >= rounds.warmUp) results.get(contestant).push(epoch);
      console.error(
        `  round ${round + 1}${round < rounds.warmUp ? ' (warm-up)' : ''}  ` +
          `${contestant.name}: ${epoch.seconds.toFixed(3)} s, loss ${epoch.loss.toFixed(4)}`,
      );
    }
  }
  return results;
}

function report({ title, specification }, results) {
  const rows = [['', 's/epoch', 'samples/s', 'ratio', 'fastest', 'slowest', 'loss', 'versions']];
  let first;
  for (const [{ name, version }, epochs] of results) {
    const seconds = epochs.map((epoch) => epoch.seconds);
    const middle = median(seconds);
    first ??= middle;
    rows.push([
      name,
      middle.toFixed(3),
      Math.round(specification.dataset.train / middle).toLocaleString('en'),
      `${(middle / first).toFixed(2)}x`,
      Math.min(...seconds).toFixed(3),
      Math.max(...seconds).toFixed(3),
      epochs.at(-1).loss.toFixed(4),
      version,
    ]);
  }
  const cpus = os.cpus();
  console.log(`\n${title}`);
  console.log(
    `Medians of ${rounds.timed} epochs after ${rounds.warmUp} of warm-up, interleaved; ` +
      `ratios are of times, to the first line. ${cpus[0].model}, ${cpus.length} cores.\n`,
  );
  console.log(formatTable(rows));
}

const browser = await launchChromium();
const server = await serve({ folder: projectRoot });
const contestants = [];
try {
  const workload = workloads.W;
  for (const open of openers(workload, browser, server.url)) {
    contestants.push(...(await openIfAvailable(open)));
  }
  report(workload, await race(contestants));
} finally {
  for (const contestant of contestants) await contestant.close();
  await browser.close();
  await server.close();
}
