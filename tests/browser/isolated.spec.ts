import { cases } from '../reproducible/cases.mjs';
import { checksums } from '../reproducible/checksums.mjs';
import { trainAll } from '../reproducible/train-all.mjs';
import { expect, test } from './support/site';
import { InklingPage } from './support/inkling-page';
import { openLibraryPage } from './support/library-page';
import { isIsolated, oneThread, severalThreads, trainOneStep } from './support/threads';

test.use({ isolated: true });

test('a host that isolates the page by headers gives it threads at once', async ({
  page,
  inkling,
}) => {
  expect(await isIsolated(page)).toBe(true);
  await expect(page.getByText(severalThreads)).toBeVisible();
  await trainOneStep(inkling);
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
});

test('reproducible training with two threads gives the weights of every machine', async ({
  page,
  site,
}) => {
  await openLibraryPage(page, site);
  expect(await isIsolated(page)).toBe(true);
  // An MLP and a CNN: all that threads share.
  const names = ['wide MLP', 'CNN'];
  const some = Object.fromEntries(Object.entries(cases).filter(([name]) => names.includes(name)));
  // Throws unless the trainer reports as many threads as it was asked for.
  const sums = await page.evaluate(trainAll, {
    library: `${site}inkling.js`,
    threads: 2,
    cases: some,
  });
  expect(sums).toStrictEqual(Object.fromEntries(names.map((name) => [name, checksums[name]])));
});

test.describe('where the module with threads cannot be loaded', () => {
  test.use({ expectedComplaints: [/Failed to load resource/] });

  test('the page trains with one', async ({ page, site }) => {
    let refused = 0;
    await page.route('**/*-threads.wasm*', (route) => {
      refused += 1;
      return route.abort();
    });
    const inkling = new InklingPage(page);
    await inkling.open(site);
    await inkling.ready();
    expect(refused).toBe(1);
    await expect(page.getByText(oneThread)).toBeVisible();
    await trainOneStep(inkling);
  });
});
