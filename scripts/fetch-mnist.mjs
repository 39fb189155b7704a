// Puts MNIST's four gzipped files into data/mnist/ of the project.
//
//   node scripts/fetch-mnist.mjs [--from DIR] [--to DIR] [--offline]
//
//   --from DIR   take them from this folder and nowhere else
//   --to DIR     put them here instead
//   --offline    do not ask the public mirrors
//
// Without --from it looks into $MNIST_DIR, then ../shared/data/mnist beside the project,
// then at public mirrors. A folder may hold the files gzipped or not. What is there
// already and right is left alone. Every file's SHA-256, uncompressed, is checked.
//
// Exit code 3: MNIST cannot be had; the page then trains on its built-in digits.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const manifestFile = path.join(projectRoot, 'web/src/data/mnist-files.json');
const publicMirrors = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];
/** A mirror that sends nothing for so long is given up. */
const silenceMs = 20_000;
const unavailable = 3;

/** @typedef {{ name: string, bytes: number, gzipBytes: number, sha256: string }} DataFile */

/** MNIST cannot be had; the message says where it was looked for. */
export class MnistUnavailable extends Error {}

/** @returns {Promise<DataFile[]>} training images, training labels, test images, test labels */
export async function mnistFiles() {
  const { train, test } = JSON.parse(await readFile(manifestFile, 'utf8'));
  return [train.images, train.labels, test.images, test.labels];
}

/** The folders in which MNIST may lie already, best first. */
function knownFolders(environment) {
  const fromEnvironment = environment.MNIST_DIR ? [path.resolve(environment.MNIST_DIR)] : [];
  return [...fromEnvironment, path.resolve(projectRoot, '../shared/data/mnist')];
}

/**
 * The first folder of this machine that holds all four files, gzipped or not:
 * data/mnist, $MNIST_DIR or ../shared/data/mnist. Looks at names only.
 *
 * @returns {Promise<string | undefined>}
 */
export async function locateMnist(environment = process.env) {
  const files = await mnistFiles();
  const folders = [path.join(projectRoot, 'data/mnist'), ...knownFolders(environment)];
  return folders.find((folder) =>
    files.every(({ name }) => namesOf(name).some((each) => existsSync(path.join(folder, each)))),
  );
}

function namesOf(name) {
  return [`${name}.gz`, name];
}

/**
 * Puts the four files into a folder.
 *
 * @param {{ to: string, folders: string[], mirrors: string[], files?: DataFile[],
 *   say?: (line: string) => void }} options
 *   folders and mirrors are asked in this order, for each file anew
 * @throws {MnistUnavailable}
 */
export async function fetchMnist({ to, folders, mirrors, files, say = () => {} }) {
  await mkdir(to, { recursive: true });
  for (const file of files ?? (await mnistFiles())) {
    const target = path.join(to, `${file.name}.gz`);
    const present = await readChecked(target, file);
    if (present.compressed) continue;
    if (present.fault) say(`${target} ${present.fault}; it is replaced`);

    const compressed = await obtain(file, { folders, mirrors, say });
    const partial = `${target}.part`;
    await writeFile(partial, compressed);
    await rename(partial, target);
  }
}

async function obtain(file, { folders, mirrors, say }) {
  const tried = [];
  for (const folder of folders) {
    for (const name of namesOf(file.name)) {
      const { compressed, fault } = await readChecked(path.join(folder, name), file);
      if (compressed) {
        say(`${file.name}: from ${folder}`);
        return compressed;
      }
      tried.push(`${path.join(folder, name)} ${fault ?? 'is not there'}`);
    }
  }
  for (const mirror of mirrors) {
    const url = new URL(`${file.name}.gz`, mirror);
    try {
      const compressed = await download(url, file, say);
      const { fault } = await check(compressed, file);
      if (!fault) return compressed;
      tried.push(`${url} ${fault}`);
    } catch (error) {
      tried.push(`${url}: ${error.cause?.message ?? error.message}`);
    }
  }
  throw new MnistUnavailable([`${file.name} cannot be had:`, ...tried].join('\n  '));
}

/** The file, gzipped, if it is there and right; what is wrong with it if it is there and wrong. */
async function readChecked(location, file) {
  let content;
  try {
    content = await readFile(location);
  } catch (error) {
    return error.code === 'ENOENT' ? {} : { fault: `cannot be read (${error.code})` };
  }
  return check(content, file);
}

async function check(content, { sha256 }) {
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  let bytes = content;
  if (isGzip) {
    try {
      bytes = await promisify(gunzip)(content);
    } catch {
      return { fault: 'is broken gzip or cut short' };
    }
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) return { fault: `has SHA-256 ${found}, not ${sha256}` };
  return { compressed: isGzip ? content : await promisify(gzip)(content) };
}

async function download(url, file, say) {
  const controller = new AbortController();
  const watch = setTimeout(() => controller.abort(new Error('it sends nothing')), silenceMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const total = Number(response.headers.get('content-length')) || file.gzipBytes;
    const chunks = [];
    let received = 0;
    let nextTenth = 0;
    for await (const chunk of response.body) {
      watch.refresh();
      chunks.push(chunk);
      received += chunk.length;
      if (received >= nextTenth * total) {
        say(
          `${file.name}: ${Math.round((100 * received) / total)}% of ${megabytes(total)} from ${url.host}`,
        );
        nextTenth = Math.floor((10 * received) / total + 1) / 10;
      }
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(watch);
  }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function main() {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string', default: path.join(projectRoot, 'data/mnist') },
      offline: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    const [, usage = ''] =
      /^((?:\/\/.*\n)+)/.exec(await readFile(fileURLToPath(import.meta.url), 'utf8')) ?? [];
    console.log(usage.replace(/^\/\/ ?/gm, '').trimEnd());
    return;
  }
  const to = path.resolve(values.to);
  await fetchMnist({
    to,
    folders: values.from ? [path.resolve(values.from)] : knownFolders(process.env),
    mirrors: values.from || values.offline ? [] : publicMirrors,
    say: (line) => console.error(line),
  });
  console.error(`MNIST is in ${to}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    const isExpected =
      error instanceof MnistUnavailable || error.code?.startsWith('ERR_PARSE_ARGS');
    console.error(isExpected ? `error: ${error.message}` : error);
    process.exitCode = error instanceof MnistUnavailable ? unavailable : 1;
  }
}
