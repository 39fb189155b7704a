// Measures how fast the network trains, beside peers on the same machine. See scripts/bench.
//
//   node --experimental-wasm-relaxed-simd tests/bench/main.mjs [OPTION]...
//
// Needs dist/, MNIST and a Chromium ($CHROMIUM); scripts/bench sees to them.
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.mjs';
import { launchChromium } from './browser.mjs';
import { claimsTable } from './claims.mjs';
import { raceEpochs } from './epochs.mjs';
import { inflateMnist } from './inflate-mnist.mjs';
import { measureKernels } from './kernels.mjs';
import { takeMeasures } from './measures.mjs';
import { readOptions } from './options.mjs';
import { measureScaling } from './scaling.mjs';
import { within } from './within.mjs';
import { workloads } from './workloads.mjs';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** After so long a part of the benchmark is given up; several times what it takes. */
const sectionSeconds = 3600;

/** What was measured, on what, and when. */
function preface(browser) {
  const cpus = os.cpus();
  const memory = (os.totalmem() / 2 ** 30).toFixed(0);
  return [
    '# Performance',
    '`scripts/bench` measures this and writes this page; nothing in it is written by hand.',
    [
      `- Machine: ${cpus[0].model}, ${cpus.length} cores, ${memory} GB, Linux ${os.release()}`,
      `- Chromium ${browser.version()}, Node ${process.versions.node}`,
      `- ${new Date().toISOString().slice(0, 10)}`,
    ].join('\n'),
  ].join('\n\n');
}

/** Runs one part of the benchmark; if it fails the others are still measured. */
async function attempt(title, findings, texts, measure) {
  console.error(`\n${title}`);
  try {
    const { text, ...found } = await within(sectionSeconds, measure(), 'measuring');
    Object.assign(findings, found);
    texts.push(text);
    console.log(`\n${text}`);
  } catch (error) {
    findings.failures.push(title);
    console.error(`failed: ${title}: ${error.stack}`);
  }
}

/** All that the options ask for. @returns the page as text, and whether all of it was measured */
async function measureAll(options, place) {
  const findings = { races: {}, measures: [], growth: undefined, failures: [] };
  const texts = [];
  const { sections } = options;
  if (sections.includes('epochs')) {
    for (const key of options.workloads) {
      await attempt(key, findings, texts, async () => {
        const workload = { key, ...workloads[key] };
        const { results, text } = await raceEpochs(workload, options.entries, place, options);
        return { races: { ...findings.races, [key]: results }, text };
      });
    }
  }
  const parts = { measures: takeMeasures, scaling: measureScaling, kernels: measureKernels };
  for (const [section, measure] of Object.entries(parts)) {
    if (!sections.includes(section)) continue;
    await attempt(section, findings, texts, () => measure(place, options));
  }
  const bounds = claimsTable(findings);
  console.log(`\n${bounds}`);
  const page = [preface(place.browser), bounds, ...texts].join('\n\n');
  return { page, isWhole: findings.failures.length === 0 };
}

async function main() {
  const options = readOptions();
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
    const { page, isWhole } = await measureAll(options, place);
    if (!isWhole) process.exitCode = 1;
    if (!options.isFull) return;
    await writeFile(path.join(projectRoot, 'docs/PERFORMANCE.md'), `${page}\n`);
    console.error('\nWritten to docs/PERFORMANCE.md');
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
// A contestant that was given up may still hold this process.
process.exit();
