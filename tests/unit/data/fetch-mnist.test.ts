import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  fetchMnist,
  locateMnist,
  mnistFiles,
  MnistUnavailable,
} from '../../../scripts/fetch-mnist.mjs';
import { file, lostHalfWay, startFileServer } from './support/file-server';
import { gzipped, imageFile, labelFile } from './support/idx-files';

const contents = new Map([
  ['some-images', imageFile(20)],
  ['some-labels', labelFile(20)],
]);
const files = [...contents].map(([name, bytes]) => ({
  name,
  bytes: bytes.length,
  gzipBytes: gzipped(bytes).length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
}));

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fetch mnist '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A folder with both files, gzipped or not. */
function fullFolder({ isGzipped = true } = {}): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of contents) {
    const content = isGzipped ? gzipped(bytes) : bytes;
    writeFileSync(path.join(folder, isGzipped ? `${name}.gz` : name), content);
  }
  return folder;
}

function expectComplete(folder: string): void {
  expect(readdirSync(folder).toSorted()).toEqual(['some-images.gz', 'some-labels.gz']);
  for (const [name, bytes] of contents) {
    const inflated = gunzipSync(readFileSync(path.join(folder, `${name}.gz`)));
    expect(inflated.equals(bytes)).toBe(true);
  }
}

describe('fetching MNIST', () => {
  it.each([true, false])('copies from a folder (gzipped: %s)', async (isGzipped) => {
    const to = path.join(temporaryFolder(), 'data', 'mnist');
    await fetchMnist({ to, folders: [fullFolder({ isGzipped })], mirrors: [], files });
    expectComplete(to);
  });

  it('leaves alone what is there and right, and replaces what is wrong', async () => {
    const to = fullFolder();
    writeFileSync(path.join(to, 'some-labels.gz'), gzipped(labelFile(19)));
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    await fetchMnist({ to, folders: [fullFolder()], mirrors: [], files, say });
    expectComplete(to);
    expect(said.join('\n')).toContain('some-labels.gz has SHA-256');
    expect(said.join('\n')).not.toContain('some-images');

    said.length = 0;
    await fetchMnist({ to, folders: [], mirrors: [], files, say });
    expect(said).toEqual([]);
  });

  it('asks folders and mirrors in their order until one has the file, unharmed', async () => {
    const poor = temporaryFolder();
    writeFileSync(path.join(poor, 'some-images.gz'), gzipped(imageFile(20)).slice(0, 40));
    const [empty, broken, good] = [
      await startFileServer(),
      await startFileServer(),
      await startFileServer(),
    ];
    for (const [name, bytes] of contents) {
      broken.answers.set(`${name}.gz`, [lostHalfWay(gzipped(bytes))]);
      good.answers.set(`${name}.gz`, [file(gzipped(bytes))]);
    }
    const to = temporaryFolder();
    const said: string[] = [];
    await fetchMnist({
      to,
      folders: [path.join(poor, 'absent'), poor],
      mirrors: [empty.url, broken.url, good.url],
      files,
      say: (line: string) => said.push(line),
    });
    expectComplete(to);
    expect([empty, broken, good].map(({ requests }) => requests.length)).toEqual([2, 2, 2]);
    expect(said.join('\n')).toContain('some-images: 100% of');
  });

  it('says where it looked and what it found when MNIST cannot be had', async () => {
    const poor = temporaryFolder();
    writeFileSync(path.join(poor, 'some-images'), imageFile(19));
    const mirror = await startFileServer();
    const to = temporaryFolder();
    const failure = fetchMnist({ to, folders: [poor], mirrors: [mirror.url], files });
    await expect(failure).rejects.toBeInstanceOf(MnistUnavailable);
    await expect(failure).rejects.toThrow(
      /^some-images cannot be had:\n.*some-images\.gz is not there\n.*some-images has SHA-256 .*\n.*answered 404$/,
    );
    expect(readdirSync(to)).toEqual([]);
  });

  it('as a command ends with 3 when MNIST cannot be had, and with 1 on a wrong option', () => {
    const run = (...options: string[]) =>
      spawnSync(process.execPath, ['scripts/fetch-mnist.mjs', ...options], { encoding: 'utf8' });
    const missing = run('--from', temporaryFolder(), '--to', temporaryFolder());
    expect(missing.status).toBe(3);
    expect(missing.stderr).toMatch(/^error: train-images-idx3-ubyte cannot be had:/);
    expect(run('--form', 'here').status).toBe(1);
    expect(run('--help').stdout).toContain('--from DIR');
  });

  it('finds a folder that has all four files', async () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const real = await mnistFiles();
    expect(real).toHaveLength(4);
    for (const { name } of real) writeFileSync(path.join(folder, `${name}.gz`), '');
    const found = await locateMnist({ MNIST_DIR: folder });
    // The project's own copy comes first where it has one.
    expect(found).toBe(
      existsSync('data/mnist/t10k-labels-idx1-ubyte.gz') ? path.resolve('data/mnist') : folder,
    );
  });
});
