import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Unavailable } from './contestant.mjs';
import { openPeer } from './peer.mjs';

const flags = ['-std=c++20', '-O3', '-march=native', '-DNDEBUG'];

/** Native code of the same library that the core is written with, with all that this CPU has. */
export async function openEigen(place) {
  const folder = path.join(place.projectRoot, 'build/bench');
  const program = path.join(folder, 'eigen_network');
  await mkdir(folder, { recursive: true });
  const source = path.join(place.projectRoot, 'tests/bench/peers/eigen_network.cpp');
  const include = ['-isystem', '/usr/include/eigen3'];
  try {
    // GCC 12 warns of its own intrinsics for AVX-512.
    await promisify(execFile)('g++', [...flags, '-w', ...include, source, '-o', program]);
  } catch (error) {
    throw new Unavailable(`Eigen, native, does not compile: ${error.message.split('\n')[0]}`);
  }
  const peer = await openPeer({ command: [program] }, place);
  return { ...peer, version: `${peer.version}; ${flags.slice(1, 3).join(' ')}` };
}
