import { describe, expect, it } from 'vitest';
import { download, type DownloadOptions } from '../../../web/src/data/download';
import { errorOf } from './support/error-of';
import {
  file,
  lostHalfWay,
  silence,
  startFileServer,
  status,
  type Answer,
} from './support/file-server';
import { gzipped } from './support/idx-files';

const content = gzipped(Uint8Array.from({ length: 100_000 }, (_, i) => (i * i * 31) >> 7));

/** Downloads a file for which the server has these answers, with three quick attempts. */
async function downloadFrom(answers: Answer[], options: Partial<DownloadOptions> = {}) {
  const server = await startFileServer();
  server.answers.set('digits.gz', answers);
  const progress: [number, number][] = [];
  let waits = 0;
  const result = download(new URL('digits.gz', server.url), {
    gzipBytes: 1,
    bytes: 100_000,
    reload: false,
    onProgress: (loaded, total) => progress.push([loaded, total]),
    onWaiting: () => (waits += 1),
    patience: { pausesMs: [1, 1], silenceMs: 300 },
    ...options,
  });
  return {
    result,
    progress,
    outcome: async () => {
      const bytes = await result;
      return { bytes, attempts: server.requests.length, waits };
    },
    failure: async () => {
      const { code, message } = await errorOf(result);
      return { code, message, attempts: server.requests.length };
    },
  };
}

describe('a download', () => {
  it('gives the bytes and counts them', async () => {
    const { outcome, progress } = await downloadFrom([file(content)]);
    expect(await outcome()).toEqual({ bytes: content, attempts: 1, waits: 0 });
    expect(progress.at(-1)).toEqual([content.length, content.length]);
    const loaded = progress.map(([bytes]) => bytes);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  it('goes by the size it knows where the server does not tell', async () => {
    const unsized: Answer = (response) => {
      response.writeHead(200);
      response.write(content);
      response.end();
    };
    const { result, progress } = await downloadFrom([unsized], { gzipBytes: 50 });
    await result;
    expect(progress.at(-1)).toEqual([50, 50]);
  });

  it('copes with a server that has the browser inflate the file', async () => {
    const inflating = file(content, { 'content-encoding': 'gzip' });
    const { outcome, progress } = await downloadFrom([inflating]);
    const { bytes } = await outcome();
    expect(bytes).toHaveLength(100_000);
    expect(progress.at(-1)).toEqual([100_000, 100_000]);
  });

  it('tries again when the connection is lost half-way', async () => {
    const { outcome } = await downloadFrom([lostHalfWay(content), file(content)]);
    expect(await outcome()).toEqual({ bytes: content, attempts: 2, waits: 1 });
  });

  it('tries again when the server falls silent', async () => {
    const { outcome } = await downloadFrom([silence, file(content)]);
    expect(await outcome()).toMatchObject({ attempts: 2 });
  });

  it('tries again when the server is overloaded', async () => {
    const { outcome } = await downloadFrom([status(503), status(503), file(content)]);
    expect(await outcome()).toMatchObject({ attempts: 3, waits: 2 });
  });

  it('says so when the connection is lost every time', async () => {
    const { failure } = await downloadFrom([lostHalfWay(content)]);
    expect(await failure()).toEqual({
      code: 'connection-lost',
      message: expect.stringMatching(
        /^The connection was lost while digits\.gz was being fetched, after [\d,]+ bytes\.$/,
      ) as string,
      attempts: 3,
    });
  });

  it('says so when the server cannot be reached', async () => {
    const error = await errorOf(
      // Port 9 of the loopback interface: nothing listens there.
      download(new URL('http://127.0.0.1:9/digits.gz'), {
        gzipBytes: 1,
        bytes: 1,
        reload: false,
        onProgress: () => undefined,
        onWaiting: () => undefined,
        patience: { pausesMs: [], silenceMs: 300 },
      }),
    );
    expect(error.code).toBe('connection-lost');
    expect(error.message).toBe('digits.gz could not be fetched: the server cannot be reached.');
  });

  it('says so when the server goes on failing', async () => {
    const { failure } = await downloadFrom([status(500)]);
    expect(await failure()).toEqual({
      code: 'server-error',
      message: 'digits.gz could not be fetched: the server answered with status 500.',
      attempts: 3,
    });
  });

  it('does not ask again for a file that is not there', async () => {
    const { failure } = await downloadFrom([status(404)]);
    expect(await failure()).toEqual({
      code: 'not-found',
      message: 'digits.gz is not on the server.',
      attempts: 1,
    });
  });

  it('knows a front page that stands in for a missing file', async () => {
    const page = file(new TextEncoder().encode('<!doctype html>'), { 'content-type': 'text/html' });
    const { failure } = await downloadFrom([page]);
    expect(await failure()).toMatchObject({ code: 'not-found', attempts: 1 });
  });
});
