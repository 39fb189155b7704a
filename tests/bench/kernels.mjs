import { existsSync } from 'node:fs';
import path from 'node:path';
import { openPage } from './browser.mjs';

/** Builds of the program kernels_bench, the one for short runs first, and their variants. */
const builds = { 'wasm-relaxed': 'relaxed SIMD', 'wasm-simd128': 'SIMD128' };

async function runInChromium({ browser, site }, program, programArguments) {
  const page = await openPage(browser, site);
  try {
    return await page.evaluate(
      async ({ address, programArguments }) => {
        const { default: createModule } = await import(address);
        const lines = [];
        await createModule({ arguments: programArguments, print: (line) => lines.push(line) });
        return lines;
      },
      { address: `${site}${program}`, programArguments },
    );
  } finally {
    await page.close();
  }
}

async function runInNode({ projectRoot }, program, programArguments) {
  const { default: createModule } = await import(path.join(projectRoot, program));
  const lines = [];
  await createModule({ arguments: programArguments, print: (line) => lines.push(line) });
  return lines;
}

/**
 * The kernels beside Eigen, compiled the same way, in Chromium and in Node.
 *
 * @returns {Promise<{ text: string }>}
 */
export async function measureKernels(place, { isQuick }) {
  const programArguments = isQuick ? ['quick'] : [];
  const engines = [
    { name: 'Chromium', run: runInChromium },
    ...(isQuick ? [] : [{ name: 'Node', run: runInNode }]),
  ];
  const tables = [];
  for (const [build, variant] of Object.entries(builds).slice(0, isQuick ? 1 : undefined)) {
    const program = `build/${build}/bench/kernels_bench.mjs`;
    if (!existsSync(path.join(place.projectRoot, program))) {
      console.error(`skipped: the kernels with ${variant}: ${program} has not been built`);
      continue;
    }
    for (const { name, run } of engines) {
      const lines = await run(place, program, programArguments);
      tables.push(`### ${variant}, ${name}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\``);
      console.error(`  ${variant}, ${name}: measured`);
    }
  }
  if (tables.length === 0) tables.push('Nothing was measured.');
  return { text: ['## Kernels beside Eigen, compiled the same way', ...tables].join('\n\n') };
}
