import { expect, test } from './support/site';
import { InklingPage } from './support/inkling-page';
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
