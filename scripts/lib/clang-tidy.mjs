// Runs clang-tidy over the project's own sources, two at a time, and skips those whose
// translation unit (the file, the headers of the project, the configuration) has not
// changed since it was last found clean.
//
//   node scripts/lib/clang-tidy.mjs BUILD_FOLDER    (holds compile_commands.json)
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const buildFolder = process.argv[2];
const commands = JSON.parse(readFileSync(path.join(buildFolder, 'compile_commands.json'), 'utf8'));
const sources = commands
  .map(({ file }) => path.relative('.', file))
  .filter((file) => file.startsWith('wasm/'));

const headers = readdirSync('wasm', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(h|inc)$/.test(file))
  .sort()
  .map((file) => readFileSync(path.join('wasm', file)));
const shared = createHash('sha256').update(readFileSync('.clang-tidy'));
for (const header of headers) shared.update(header);
const sharedDigest = shared.digest();

const cleanFolder = path.join(buildFolder, 'clang-tidy-clean');
mkdirSync(cleanFolder, { recursive: true });
const stampOf = (file) =>
  path.join(
    cleanFolder,
    createHash('sha256').update(sharedDigest).update(file).update(readFileSync(file)).digest('hex'),
  );

const waiting = [...new Set(sources)].filter((file) => !existsSync(stampOf(file)));
let failed = 0;

async function work() {
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const stamp = stampOf(file);
    const child = spawn('clang-tidy', [
      '-p',
      buildFolder,
      '--quiet',
      '--warnings-as-errors=*',
      file,
    ]);
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', () => {}); // 'N warnings generated', most of them in system headers
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code === 0) {
      writeFileSync(stamp, file);
    } else {
      failed += 1;
      console.error(`${file}\n${output}`);
    }
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exitCode = failed > 0 ? 1 : 0;
