import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { locateMnist, mnistFiles, MnistUnavailable } from '../../scripts/fetch-mnist.mjs';

/** Puts MNIST's files, not gzipped, into a folder, for contestants that cannot inflate. */
export async function inflateMnist(folder) {
  const source = await locateMnist();
  if (source === undefined) {
    throw new MnistUnavailable('MNIST is missing; see scripts/fetch-mnist.mjs --help');
  }
  await mkdir(folder, { recursive: true });
  for (const { name } of await mnistFiles()) {
    const target = path.join(folder, name);
    const plain = path.join(source, name);
    if (existsSync(target)) continue;
    if (existsSync(plain)) await copyFile(plain, target);
    else await writeFile(target, await promisify(gunzip)(await readFile(`${plain}.gz`)));
  }
  return folder;
}
