import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Runs the check program of a build in a Node of its own; relaxed SIMD needs a flag there. */
async function checkKernels(build: string): Promise<string[]> {
  const program = new URL(`../../../build/${build}/tests/kernels_check.mjs`, import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--experimental-wasm-relaxed-simd',
    '--input-type=module',
    '--eval',
    `import createModule from ${JSON.stringify(program.href)}; await createModule();`,
  ]);
  return stdout.trim().split('\n');
}

it.each([
  ['wasm-simd128', 'f32_gemm_5x8__wasmsimd128', 'f32_sparse_1x32__wasmsimd128'],
  ['wasm-relaxed', 'f32_gemm_6x8__wasmrelaxedsimd', 'f32_sparse_1x32__wasmrelaxedsimd'],
])('the kernels of %s agree with sums in double', async (build, gemm, sparse) => {
  expect(await checkKernels(build)).toEqual([
    'ok f32_gemm_1x1__scalar',
    `ok ${gemm}`,
    'ok f32_sparse_1x1__scalar',
    `ok ${sparse}`,
  ]);
});
