import { existsSync } from 'node:fs';
import path from 'node:path';
import { Unavailable } from './contestant.mjs';
import { openBlasEnvironment } from './openblas-core.mjs';
import { openPeer } from './peer.mjs';

const python = process.env.PYTHON ?? '/usr/bin/python3';
/** Debian's OpenBLAS on OpenMP, whose threads are PyTorch's own: a tenth faster than on pthreads. */
const openMpFolder = '/usr/lib/x86_64-linux-gnu/openblas-openmp';

function openProgram(name, threads, place, environment = {}) {
  return openPeer(
    {
      command: [python, path.join(place.projectRoot, 'tests/bench/peers', name)],
      threads,
      environment: { ...environment, ...openBlasEnvironment(python, environment) },
    },
    place,
  );
}

export async function openNumpy(place, threads) {
  const { layers } = place.workload.specification.model;
  if (!layers.every(({ type }) => type === 'dense')) {
    throw new Unavailable('NumPy has no convolution');
  }
  return openProgram('numpy_mlp.py', threads, place);
}

export function openPyTorch(place, threads) {
  const environment = existsSync(openMpFolder) ? { LD_LIBRARY_PATH: openMpFolder } : {};
  return openProgram('torch_network.py', threads, place, environment);
}
