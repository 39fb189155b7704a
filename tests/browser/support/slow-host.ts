import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { serve } from '../../../scripts/serve.mjs';

const slowFile = 'train-images-idx3-ubyte.gz';

export interface SlowHost {
  url: string;
  /** Lets the training images through up to this fraction of the file. */
  sendUpTo: (fraction: number) => void;
  /** Breaks the line to them, now and from now on. */
  cut: () => void;
  close: () => Promise<void>;
}

/** The built page on a line that brings the training images as far as the test says. */
export async function startSlowHost(): Promise<SlowHost> {
  const site = await serve({ folder: 'dist', base: '/course/' });
  const bytes = readFileSync(`dist/data/mnist/${slowFile}`);
  const waiting = new Set<{ response: ServerResponse; sent: number }>();
  let allowed = 0;
  let isCut = false;

  const push = (): void => {
    for (const each of waiting) {
      if (isCut) {
        each.response.destroy();
        continue;
      }
      each.response.write(bytes.subarray(each.sent, allowed));
      each.sent = Math.max(each.sent, allowed);
      if (each.sent === bytes.length) each.response.end();
    }
  };

  const server = createServer((request, response) => {
    if (request.url?.endsWith(slowFile)) {
      response.writeHead(200, {
        'content-type': 'application/gzip',
        'content-length': String(bytes.length),
        'cache-control': 'no-store',
      });
      const each = { response, sent: 0 };
      waiting.add(each);
      response.on('close', () => waiting.delete(each));
      push();
      return;
    }
    void fetch(new URL(request.url ?? '/', site.url)).then(({ status, headers, body }) => {
      response.writeHead(status, Object.fromEntries(headers));
      if (body) Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]).pipe(response);
      else response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/course/`,
    sendUpTo: (fraction) => {
      allowed = Math.round(fraction * bytes.length);
      push();
    },
    cut: () => {
      isCut = true;
      push();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await site.close();
    },
  };
}
