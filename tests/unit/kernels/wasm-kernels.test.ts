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
  ['wasm-simd128', 'wasmsimd128', 'f32_gemm_5x8'],
  ['wasm-relaxed', 'wasmrelaxedsimd', 'f32_gemm_6x8'],
])('the kernels of %s agree with what is computed in double', async (build, isa, gemm) => {
  expect(await checkKernels(build)).toEqual([
    'ok f32_gemm_1x1__scalar',
    `ok ${gemm}__${isa}`,
    'ok f32_list_1x1__scalar',
    `ok f32_list_4x4__${isa}`,
    'ok f32_list_bytes_1x1__scalar',
    `ok f32_list_bytes_1x8__${isa}`,
    'ok f32_exp_1x1__scalar',
    'ok f32_sigmoid_1x1__scalar',
    'ok f32_tanh_1x1__scalar',
    `ok f32_exp_1x4__${isa}`,
    `ok f32_sigmoid_1x4__${isa}`,
    `ok f32_tanh_1x4__${isa}`,
    'ok f32_sparse_1x1__scalar',
    `ok f32_sparse_1x32__${isa}`,
    'ok f32_sparse_backward_1x1__scalar',
    `ok f32_sparse_backward_1x16__${isa}`,
    'ok f32_sparse_transposed_1x1__scalar',
    `ok f32_sparse_transposed_1x32__${isa}`,
    'ok f32_conv_1x8__scalar',
    `ok f32_conv_4x8__${isa}`,
    'ok f32_conv_terms_1x1__scalar',
    `ok f32_conv_terms_1x48__${isa}`,
    'ok f32_max_pool_1x1__scalar',
    `ok f32_max_pool_1x4__${isa}`,
  ]);
});
