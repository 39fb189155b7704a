import { existsSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { serve } from '../../../scripts/serve.mjs';
import { InklingPage } from './inkling-page';

/** A teacher's host: the page lives in a sub-path, and the path has a space in it. */
const subPath = '/a course/inkling/';

interface WorkerFixtures {
  /** Whether the host sends the headers that isolate the page from other origins. */
  isolated: boolean;
  /** The address of the built page. */
  site: string;
}

interface TestFixtures {
  /** The page, opened, with its data loaded and its network built. */
  inkling: InklingPage;
  /** Console messages that the test brings about on purpose. */
  expectedComplaints: RegExp[];
  /** Console errors, warnings, uncaught exceptions and foreign requests: none may come. */
  complaints: string[];
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  isolated: [false, { option: true, scope: 'worker' }],
  site: [
    async ({ isolated }, use) => {
      const server = await serve({
        folder: 'dist',
        fallback: 'tests/browser/pages',
        base: subPath,
        isolated,
      });
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
  inkling: async ({ page, site }, use) => {
    const inkling = new InklingPage(page);
    await inkling.open(site);
    await inkling.ready();
    await use(inkling);
  },
  expectedComplaints: [[], { option: true }],
  complaints: [
    async ({ page, site, expectedComplaints }, use) => {
      const complaints: string[] = [];
      const complain = (text: string): void => {
        if (!expectedComplaints.some((pattern) => pattern.test(text))) complaints.push(text);
      };
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complain(message.text());
      });
      page.on('pageerror', (error) => complain(String(error)));
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== new URL(site).origin) {
          complain(`request to another origin: ${request.url()}`);
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
