import { describe, expect, it } from 'vitest';
import { betterCore } from '../../bench/contestants/openblas-core.mjs';

const haswell = ['sse4_2', 'avx', 'avx2', 'fma'];
const skylake = [...haswell, 'avx512f', 'avx512dq', 'avx512bw', 'avx512vl'];

describe('the kernels of OpenBLAS', () => {
  it('are those for the processor where OpenBLAS does not know it', () => {
    expect(betterCore('Prescott', skylake)).toBe('SkylakeX');
    expect(betterCore('Prescott', haswell)).toBe('Haswell');
  });

  it('are left to OpenBLAS where it knows the processor', () => {
    expect(betterCore('Zen', skylake)).toBeUndefined();
    expect(betterCore('SkylakeX', skylake)).toBeUndefined();
  });

  it('are left alone where the processor can do no better, or OpenBLAS says nothing', () => {
    expect(betterCore('Prescott', ['sse4_2', 'avx'])).toBeUndefined();
    expect(betterCore(undefined, skylake)).toBeUndefined();
  });
});
