import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What OpenBLAS calls its kernels, and the flags of a processor that can run them; best first. */
const cores = [
  { core: 'SkylakeX', needs: ['avx512f', 'avx512dq', 'avx512bw', 'avx512vl'] },
  { core: 'Haswell', needs: ['avx2', 'fma'] },
];

/** The kernels that OpenBLAS takes, with SSE3 alone, for a processor that it does not know. */
const fallback = 'Prescott';

/**
 * The kernels that OpenBLAS should be told to take, or undefined where it chose well by itself.
 *
 * Debian's release knows no processor that came after it. On one of these a peer would run at a
 * seventh of its speed, and a race against it would say nothing.
 *
 * @param {string | undefined} chosen by OpenBLAS itself
 * @param {readonly string[]} processorFlags as in /proc/cpuinfo
 */
export function betterCore(chosen, processorFlags) {
  if (chosen !== fallback) return undefined;
  return cores.find(({ needs }) => needs.every((flag) => processorFlags.includes(flag)))?.core;
}

function processorFlags() {
  try {
    return /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' ') ?? [];
  } catch {
    return []; // not Linux
  }
}

/** What to add to a peer's environment so that OpenBLAS uses what the processor has. */
export function openBlasEnvironment(python, environment) {
  const { stderr } = spawnSync(python, ['-c', 'import numpy'], {
    encoding: 'utf8',
    env: { ...process.env, ...environment, OPENBLAS_VERBOSE: '2' },
  });
  const core = betterCore(/^Core: (\w+)/m.exec(stderr ?? '')?.[1], processorFlags());
  return core === undefined ? {} : { OPENBLAS_CORETYPE: core };
}
