import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { locateMnist, mnistFiles, MnistUnavailable } from '../fetch-mnist.mjs';

/** Bytes before the data of an IDX file, by the number of its dimensions. */
const headerBytes = { images: 16, labels: 8 };

/**
 * MNIST's training pool, for the library's loadDataset, from where it lies on this machine.
 *
 * @returns {Promise<import('../../web/src/shared/protocol').Dataset>}
 */
export async function readMnist(environment = process.env) {
  const folder = await locateMnist(environment);
  if (folder === undefined) {
    throw new MnistUnavailable('MNIST is missing; fetch it with: node scripts/fetch-mnist.mjs');
  }
  const [images, labels] = await mnistFiles();
  const read = async ({ name }, header) => {
    const file = path.join(folder, name);
    const bytes = existsSync(file)
      ? await readFile(file)
      : await promisify(gunzip)(await readFile(`${file}.gz`));
    return new Uint8Array(bytes.subarray(header));
  };
  return {
    width: 28,
    height: 28,
    images: await read(images, headerBytes.images),
    labels: await read(labels, headerBytes.labels),
  };
}
