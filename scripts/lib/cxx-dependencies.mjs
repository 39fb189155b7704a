// Checks that C++ includes go one way only: kernels <- core <- bindings, and that
// only the bindings know Emscripten.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const mayInclude = {
  kernels: ['kernels'],
  core: ['core', 'kernels'],
  bindings: ['bindings', 'core', 'kernels'],
};

const problems = [];
for (const [layer, allowed] of Object.entries(mayInclude)) {
  const files = readdirSync(`wasm/${layer}`, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(h|cpp|inc)$/.test(file),
  );
  for (const file of files) {
    const text = readFileSync(path.join('wasm', layer, file), 'utf8');
    for (const [, opening, target] of text.matchAll(/^\s*#\s*include\s+(["<])([^">]+)[">]/gm)) {
      const owner = target.split('/')[0];
      const ours = opening === '"';
      if (ours && !allowed.includes(owner)) {
        problems.push(
          `wasm/${layer}/${file} includes "${target}"; ${layer} may include ${allowed}`,
        );
      }
      if (owner === 'emscripten' && layer !== 'bindings') {
        problems.push(`wasm/${layer}/${file} includes <${target}>; only bindings knows Emscripten`);
      }
    }
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
