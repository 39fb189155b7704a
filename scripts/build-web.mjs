// Bundles the page, the library and its workers into dist/, beside the wasm
// modules, and checks that what a visitor downloads stays within its budget.
//
//   node scripts/build-web.mjs [--library]
//
//   --library   only the library and its worker, into the dist/ that is there
//
// Leaves dist/data/ alone; everything else in dist/ is made anew. The modules
// must have been compiled into build/wasm-simd128 and build/wasm-relaxed before.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const inProject = (...parts) => path.join(projectRoot, ...parts);
const dist = inProject('dist');
const inDist = (...parts) => path.join(dist, ...parts);

/** What one visitor downloads, gzipped: HTML, CSS, JS and one variant of the module. */
const budgetBytes = 250_000;

/** One of them is what a visitor downloads: build folder, name there, name in dist/wasm/. */
const variants = [
  ['wasm-simd128', 'inkling', 'simd128'],
  ['wasm-simd128', 'inkling-threads', 'simd128-threads'],
  ['wasm-relaxed', 'inkling', 'relaxed-simd'],
  ['wasm-relaxed', 'inkling-threads', 'relaxed-simd-threads'],
];
/** Loaded by visitors who check gradients. */
const onDemand = [['wasm-simd128', 'gradient-check', 'gradient-check']];

const bundling = {
  absWorkingDir: projectRoot,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  metafile: true,
  outdir: dist,
  logLevel: 'warning',
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

async function clearDist() {
  await mkdir(dist, { recursive: true });
  const names = await readdir(dist);
  const made = names.filter((name) => name !== 'data');
  await Promise.all(made.map((name) => rm(path.join(dist, name), { recursive: true })));
}

/** The library and the workers keep their names: other pages and the page itself ask for them. */
const libraryEntry = { inkling: 'web/src/client/index.ts' };
const workerEntries = {
  'inkling-worker': 'web/src/worker/main.ts',
  'inkling-thread': 'web/src/worker/thread.ts',
};
const pageEntries = {
  'inkling-data': 'web/src/data/data-worker.ts',
  'inkling-service-worker': 'web/src/service-worker/main.ts',
};

function bundleModules(entryPoints, options = {}) {
  return esbuild.build({ ...bundling, ...options, entryPoints });
}

/**
 * What asks for the files that keep their names asks for this version of them, so that caches do
 * not mix versions either.
 */
async function versionOf(bundled) {
  const wasm = (await readdir(path.join(dist, 'wasm'))).sort().map((name) => inDist('wasm', name));
  const files = [
    ...Object.keys(bundled.metafile.outputs)
      .sort()
      .map((name) => inProject(name)),
    ...wasm,
  ];
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  const version = hash.digest('hex').slice(0, 8);
  return { define: { INKLING_BUILD: JSON.stringify(version) }, version };
}

/** The page's script and style sheet are named by their content, so that caches never mix versions. */
async function bundlePage({ define, version }) {
  const result = await esbuild.build({
    ...bundling,
    define,
    entryPoints: { page: 'web/src/ui/main.tsx' },
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'file', '.woff2': 'file' },
  });
  let html = await readFile(inProject('web/index.html'), 'utf8');
  for (const output of Object.keys(result.metafile.outputs)) {
    const hashed = path.basename(output);
    const plain = hashed.replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1');
    if (!/^page\.(js|css)$/.test(plain)) continue;
    if (!html.includes(`"${plain}"`)) throw new Error(`web/index.html does not load ${plain}`);
    html = html.replace(`"${plain}"`, `"${hashed}"`);
  }
  html = html
    .replace(/"(inkling-\w+\.js)"/g, `"$1?${version}"`)
    .replace(/<!-- .*? -->/g, '')
    .replace(/\n\s+/g, '\n');
  await writeFile(path.join(dist, 'index.html'), html);
  return result;
}

async function copyModules() {
  await mkdir(path.join(dist, 'wasm'), { recursive: true });
  for (const [folder, built, name] of [...variants, ...onDemand]) {
    const find = (extension) => {
      const source = inProject('build', folder, `${built}.${extension}`);
      if (existsSync(source)) return source;
      throw new Error(`build/${folder}/${built}.${extension} is missing; run scripts/build`);
    };
    // Emscripten leaves local names as they are; shorter ones save a visitor 3 kB.
    const glue = await readFile(find('mjs'), 'utf8');
    const { code } = await esbuild.transform(glue, { format: 'esm', minify: true });
    await writeFile(path.join(dist, 'wasm', `${name}.mjs`), code);
    await cp(find('wasm'), path.join(dist, 'wasm', `${name}.wasm`));
  }
}

/**
 * The library's declarations, one file for each source file. Their imports get
 * the extension that Node's resolution asks for.
 */
async function writeDeclarations() {
  const emitted = inProject('build/library-types');
  await rm(emitted, { recursive: true, force: true });
  const compiler = inProject('node_modules/typescript/bin/tsc');
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.library.json'], {
      cwd: projectRoot,
    });
  } catch (error) {
    throw new Error(`the library's types have errors:\n${error.stdout}`);
  }
  const files = await readdir(emitted, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
    const source = await readFile(path.join(emitted, file), 'utf8');
    const target = path.join(dist, 'types', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, source.replace(/(from |import\()'(\.[^']+)'/g, "$1'$2.js'"));
  }
  await writeFile(path.join(dist, 'inkling.d.ts'), "export * from './types/client/index.js';\n");
}

/** Makes dist/ a package: Node takes its .js files for modules wherever the folder lies. */
async function writePackage() {
  const { name, version, license } = JSON.parse(await readFile(inProject('package.json'), 'utf8'));
  const exported = { '.': { types: './inkling.d.ts', default: './inkling.js' } };
  const description = { name, version, license, type: 'module', exports: exported };
  await writeFile(path.join(dist, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
}

/** The licences of everything that went into the bundles. */
async function writeLicences(metafiles) {
  const packages = new Set();
  for (const input of metafiles.flatMap(({ inputs }) => Object.keys(inputs))) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = inProject('node_modules', name);
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    texts.push(`${name}\n\n${(await readFile(path.join(folder, file), 'utf8')).trim()}\n`);
  }
  await writeFile(path.join(dist, 'third-party-licences.txt'), texts.join('\n---\n\n'));
}

/** Prints every file that is code; throws if one visitor's share is over the budget. */
async function checkSizes() {
  const files = (await readdir(dist, { recursive: true }))
    .filter((file) => /\.(html|css|js|mjs|wasm)$/.test(file) && !file.startsWith('data'))
    .sort();
  const sizes = new Map();
  for (const file of files) {
    const content = await readFile(path.join(dist, file));
    sizes.set(file, gzipSync(content, { level: 9 }).length);
    print(`${file.padEnd(28)} ${kilobytes(content.length)} ${kilobytes(sizes.get(file))}`);
  }
  const sum = (select) => files.filter(select).reduce((total, file) => total + sizes.get(file), 0);
  // The page has the library's code in its own script.
  const common = sum((file) => !file.startsWith('wasm') && file !== 'inkling.js');
  const largest = Math.max(
    ...variants.map(([, , name]) => sum((file) => path.parse(file).name === name)),
  );
  const total = common + largest;
  print(
    `${'one visitor downloads'.padEnd(39)} ${kilobytes(total)} of ${kilobytes(budgetBytes).trim()}`,
  );
  if (total > budgetBytes) throw new Error('the code is over its budget');
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);

function print(line) {
  process.stdout.write(`    ${line}\n`);
}

async function buildLibrary() {
  await mkdir(dist, { recursive: true });
  const [workers] = await Promise.all([
    bundleModules(workerEntries),
    copyModules(),
    writeDeclarations(),
    writePackage(),
  ]);
  const { define } = await versionOf(workers);
  await bundleModules(libraryEntry, { define });
}

async function buildAll() {
  await clearDist();
  const [workers] = await Promise.all([
    bundleModules({ ...workerEntries, ...pageEntries }),
    copyModules(),
    writeDeclarations(),
    writePackage(),
  ]);
  const version = await versionOf(workers);
  const [library, page] = await Promise.all([
    bundleModules(libraryEntry, { define: version.define }),
    bundlePage(version),
  ]);
  await writeLicences([workers, library, page].map(({ metafile }) => metafile));
  await checkSizes();
}

try {
  await (process.argv.includes('--library') ? buildLibrary() : buildAll());
} catch (error) {
  process.stderr.write(`build-web: ${error.message}\n`);
  process.exitCode = 1;
}
