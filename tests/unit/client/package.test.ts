import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const program = `
import { createTrainer, TrainerError, type RunEvent, type SpecificationInput } from 'inkling';

const samples = 60;
const specification: SpecificationInput = {
  dataset: { name: 'custom', train: 50, valid: 10 },
  model: { layers: [{ units: 16, activation: { type: 'tanh' } }, { units: 10 }] },
};
const trainer = await createTrainer({ threads: 2, variant: 'auto' });
const images = new Uint8Array(samples * 784);
const labels = new Uint8Array(samples);
await trainer.loadDataset({ width: 28, height: 28, images, labels });
const model = await trainer.createModel(specification);
const parameterCount: number = model.parameterCount;
let last: RunEvent['type'] | undefined;
for await (const event of trainer.train({ epochs: 1 })) {
  if (event.type === 'epoch') {
    const accuracy: number = event.valid.accuracy;
    if (accuracy !== 1) throw new Error(\`accuracy \${accuracy}\`);
  }
  last = event.type;
}
const { loss, accuracy, confusion } = await trainer.evaluate('valid');
const probabilities: Float32Array = await trainer.predict(new Float32Array(784));
const [first] = await trainer.getParameters();
try {
  await trainer.createModel({ seed: -1 });
} catch (error) {
  if (!(error instanceof TrainerError) || error.code !== 'invalid-specification') throw error;
}
// @ts-expect-error There is no such split: declarations that resolve to nothing allow it.
const wrong = () => trainer.evaluate('all');
await trainer.dispose();
console.log(last, parameterCount, typeof loss, accuracy, confusion[0], probabilities.length, first?.name, typeof wrong);
`;

const run = promisify(execFile);
const compiler = path.resolve('node_modules/typescript/bin/tsc');

/** A project of somebody else, with the build as an installed package. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), 'a project '));
  const installed = path.join(project, 'node_modules/inkling');
  mkdirSync(installed, { recursive: true });
  for (const name of [
    'package.json',
    'inkling.js',
    'inkling-worker.js',
    'inkling-thread.js',
    'inkling.d.ts',
    'types',
    'wasm',
  ]) {
    cpSync(path.resolve('dist', name), path.join(installed, name), { recursive: true });
  }
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(project, 'program.ts'), program);
});
afterAll(() => {
  rmSync(project, { recursive: true });
});

function compile(module: 'esnext' | 'nodenext') {
  const moduleResolution = module === 'nodenext' ? module : 'bundler';
  const lib = ['es2022', 'dom'];
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    lib,
    types: [],
    module,
    moduleResolution,
  };
  const config = JSON.stringify({ compilerOptions, files: ['program.ts'] });
  writeFileSync(path.join(project, 'tsconfig.json'), config);
  return run(process.execPath, [compiler, '-p', project]);
}

it("has declarations that a bundler's resolution finds, complete and without errors", async () => {
  await expect(compile('esnext')).resolves.toMatchObject({ stdout: '' });
});

it("has declarations that Node's resolution finds, and trains in a program of somebody else", async () => {
  await expect(compile('nodenext')).resolves.toMatchObject({ stdout: '' });
  const { stdout } = await run(process.execPath, [path.join(project, 'program.js')]);
  const expected = `finished ${785 * 16 + 17 * 10} number 1 10 10 layers.0.weight function\n`;
  expect(stdout).toBe(expected);
});
