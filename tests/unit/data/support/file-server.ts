import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface FileServer {
  /** Ends in a slash. */
  url: string;
  /** Paths, in the order in which they were asked for, without the leading slash. */
  requests: string[];
  /** Each request for a path takes the next answer; the last one stays. */
  answers: Map<string, Answer[]>;
}

/** A server on the loopback interface that ends with the test; it has what `answers` says, else 404. */
export async function startFileServer(): Promise<FileServer> {
  const requests: string[] = [];
  const answers = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    requests.push(path);
    const queue = answers.get(path) ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    (answer ?? status(404))(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, requests, answers };
}

export function file(bytes: Uint8Array, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(200, { 'content-length': String(bytes.length), ...headers });
    response.end(bytes);
  };
}

export function status(code: number): Answer {
  return (response) => {
    response.writeHead(code, { 'content-type': 'text/plain' });
    response.end();
  };
}

/** The connection breaks off after half of the bytes. */
export function lostHalfWay(bytes: Uint8Array): Answer {
  return (response) => {
    response.writeHead(200, { 'content-length': String(bytes.length) });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  };
}

/** The connection stays open and nothing comes. */
export const silence: Answer = () => undefined;
