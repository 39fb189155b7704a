// Measures how fast the network trains, beside peers on the same machine. See scripts/bench.
//
//   node --experimental-wasm-relaxed-simd tests/bench/main.mjs [OPTION]...
//
// Needs dist/, MNIST and a Chromium ($CHROMIUM); scripts/bench sees to them.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from '../../scripts/serve.mjs';
import { launchChromium } from './browser.mjs';
import { roster } from './contestants/roster.mjs';
import { raceEpochs } from './epochs.mjs';
import { inflateMnist } from './inflate-mnist.mjs';
import { workloads } from './workloads.mjs';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    workload: { type: 'string', default: Object.keys(workloads).join() },
    only: { type: 'string' },
    rounds: { type: 'string' },
  },
});

/** The workloads asked for. */
function chosenWorkloads() {
  return options.workload.split(',').map((key) => {
    if (key in workloads) return key;
    throw new Error(`--workload takes ${Object.keys(workloads).join(', ')}, not '${key}'`);
  });
}

/** The entries asked for: an id or the beginning of several. */
function chosenEntries() {
  if (options.only === undefined) {
    return options.quick ? roster.filter(({ isQuick }) => isQuick) : roster;
  }
  const names = options.only.split(',');
  const unknown = names.find((name) => !roster.some(({ id }) => id.startsWith(name)));
  if (unknown !== undefined) {
    const ids = roster.map(({ id }) => id).join(', ');
    throw new Error(`--only takes beginnings of ${ids}; none begins with '${unknown}'`);
  }
  return roster.filter(({ id }) => names.some((name) => id.startsWith(name)));
}

function chosenRounds() {
  const timed = Number(options.rounds ?? (options.quick ? 3 : 5));
  if (!Number.isInteger(timed) || timed < 1) {
    throw new Error(`--rounds takes a whole number of at least 1, not '${options.rounds}'`);
  }
  return { warmUp: options.quick ? 1 : 2, timed };
}

/** The machine in a line. */
function machine() {
  const cpus = os.cpus();
  const memory = (os.totalmem() / 2 ** 30).toFixed(0);
  return `${cpus[0].model}, ${cpus.length} cores, ${memory} GB, Linux ${os.release()}`;
}

async function main() {
  const keys = chosenWorkloads();
  const entries = chosenEntries();
  const rounds = chosenRounds();
  const mnistFolder = await inflateMnist(path.join(projectRoot, 'build/bench/mnist'));
  const browser = await launchChromium();
  const server = await serve({ folder: projectRoot });
  const isolatedServer = await serve({ folder: projectRoot, isolated: true });
  const place = {
    projectRoot,
    mnistFolder,
    browser,
    site: server.url,
    isolatedSite: isolatedServer.url,
  };
  try {
    console.log(`${machine()}, ${new Date().toISOString().slice(0, 10)}`);
    for (const key of keys) {
      console.error(`\n${key}`);
      const { text } = await raceEpochs({
        workload: { key, ...workloads[key] },
        entries,
        place,
        rounds,
        isQuick: options.quick,
      });
      console.log(`\n${text}`);
    }
  } finally {
    await browser.close();
    await server.close();
    await isolatedServer.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
