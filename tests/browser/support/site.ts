import { existsSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { serve } from '../../../scripts/serve.mjs';

/** A teacher's host: the page lives in a sub-path, and the path has a space in it. */
const subPath = '/a course/inkling/';

interface WorkerFixtures {
  /** The address of the built page. */
  site: string;
}

interface TestFixtures {
  /** Console errors, warnings and uncaught exceptions so far; each test ends by finding it empty. */
  complaints: string[];
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures used from this pattern
    async ({}, use) => {
      const server = await serve({ folder: 'dist', base: subPath });
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
  complaints: [
    async ({ page, site }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== new URL(site).origin) {
          complaints.push(`request to another origin: ${request.url()}`);
        }
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Whether the build has MNIST; tests of published figures need it. */
export const hasMnist = existsSync('dist/data/mnist/train-images-idx3-ubyte.gz');
