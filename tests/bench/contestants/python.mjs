import { existsSync } from 'node:fs';
import path from 'node:path';
import { Unavailable } from './contestant.mjs';
import { openPeer } from './peer.mjs';

const python = process.env.PYTHON ?? '/usr/bin/python3';
/** Debian's OpenBLAS on OpenMP, whose threads are PyTorch's own: a tenth faster than on pthreads. */
const openMpFolder = '/usr/lib/x86_64-linux-gnu/openblas-openmp';

const program = (place, name) => path.join(place.projectRoot, 'tests/bench/peers', name);

export async function openNumpy(place, threads) {
  const { layers } = place.workload.specification.model;
  if (!layers.every(({ type }) => type === 'dense')) {
    throw new Unavailable('NumPy has no convolution');
  }
  return openPeer({ command: [python, program(place, 'numpy_mlp.py')], threads }, place);
}

export function openPyTorch(place, threads) {
  const environment = existsSync(openMpFolder) ? { LD_LIBRARY_PATH: openMpFolder } : {};
  const command = [python, program(place, 'torch_network.py')];
  return openPeer({ command, threads, environment }, place);
}
