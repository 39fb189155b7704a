// Serves a folder over HTTP for development, tests and benchmarks.
//
//   node scripts/serve.mjs [FOLDER] [--port N] [--base PATH]
//
// So served, pages are isolated from other origins, which lets them have threads.
// Also a module: `const server = await serve({ folder, port: 0, base: '/a/b/' })`.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const contentTypes = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** The file of this name in the first of the folders that has it. */
async function findFile(roots, name) {
  for (const root of roots) {
    const file = path.join(root, name);
    if (!file.startsWith(root + path.sep)) continue;
    const stats = await stat(file).catch(() => undefined);
    if (stats?.isFile()) return { file, size: stats.size, mtimeMs: stats.mtimeMs };
  }
  return undefined;
}

/**
 * Starts a static server on the loopback interface. `base` is the sub-path under
 * which the folder appears; everything beside it is a 404, as on a shared host. What the folder
 * lacks is looked for in `fallback`, if given. Pages that are `isolated` from other origins may
 * share memory among threads.
 *
 * @param {{ folder: string, fallback?: string, port?: number, base?: string, isolated?: boolean }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({ folder, fallback, port = 0, base = '/', isolated = false }) {
  const roots = [folder, ...(fallback === undefined ? [] : [fallback])].map((root) =>
    path.resolve(root),
  );
  const server = createServer(async (request, response) => {
    const refuse = (status) => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${status}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    let pathname;
    try {
      pathname = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    } catch {
      return refuse(400);
    }
    if (!pathname.startsWith(base)) return refuse(404);
    const found = await findFile(roots, pathname.slice(base.length) || 'index.html');
    if (!found) return refuse(404);

    // The validator lets a browser keep its compiled wasm and skip unchanged files.
    const etag = `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`;
    const headers = { etag, 'cache-control': 'no-cache', ...(isolated && isolation) };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers);
      return response.end();
    }
    response.writeHead(200, {
      ...headers,
      'content-type': contentTypes[path.extname(found.file)] ?? 'application/octet-stream',
      'content-length': found.size,
    });
    if (request.method === 'HEAD') return response.end();
    createReadStream(found.file)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}${encodeURI(base)}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve(undefined));
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8080' },
      base: { type: 'string', default: '/' },
    },
  });
  const port = Number(values.port);
  try {
    const { url } = await serve({
      folder: positionals[0] ?? 'dist',
      port,
      base: values.base,
      isolated: true,
    });
    console.log(url);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    console.error(`error: port ${port} is in use; choose another with --port N`);
    process.exitCode = 1;
  }
}
