// Measures the kernels beside Eigen in Node and in Chromium and prints their tables.
//
//   node --experimental-wasm-relaxed-simd tests/bench/kernels.mjs [--quick]
//
// Needs the target kernels_bench of both WebAssembly builds and a Chromium; scripts/bench
// sees to them.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from '../../scripts/serve.mjs';
import { launchChromium, openPage } from './browser.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
});
const programArguments = options.quick ? ['quick'] : [];
const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const browser = await launchChromium();
const server = await serve({ folder: projectRoot });
try {
  const page = await openPage(browser, server.url);
  await page.exposeFunction('printLine', (line) => console.log(line));
  for (const build of ['wasm-relaxed', 'wasm-simd128']) {
    const program = `build/${build}/bench/kernels_bench.mjs`;

    console.log(`\n${build}, Chromium ${browser.version()}`);
    await page.evaluate(
      async ({ address, programArguments }) => {
        const { default: createModule } = await import(address);
        await createModule({ arguments: programArguments, print: window.printLine });
      },
      { address: `${server.url}${program}`, programArguments },
    );

    console.log(`\n${build}, Node ${process.versions.node}`);
    const { default: createModule } = await import(path.join(projectRoot, program));
    await createModule({ arguments: programArguments });
  }
} finally {
  await browser.close();
  await server.close();
}
