import type { Page } from '@playwright/test';
import { InklingPage } from './support/inkling-page';
import { expect, test } from './support/site';
import { openLibraryPage } from './support/library-page';
import { isIsolated, oneThread, severalThreads, trainOneStep } from './support/threads';

/** The page's service worker is there and in control of what is opened from now on. */
const serviceWorkerIsActive = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).active !== null);

test.describe('on a host that sends no headers', () => {
  test('the first visit trains with one thread, and the next one with more', async ({
    page,
    inkling,
    site,
  }) => {
    expect(await isIsolated(page)).toBe(false);
    await expect(page.getByText(oneThread)).toBeVisible();
    await trainOneStep(inkling);
    await serviceWorkerIsActive(page);
    // The first visit was not disturbed: no reload, and the step is still there.
    await expect(page.getByTitle('Step 1', { exact: true })).toBeVisible();

    await inkling.open(site);
    await inkling.ready();
    expect(await isIsolated(page)).toBe(true);
    await expect(page.getByText(severalThreads)).toBeVisible();
    await trainOneStep(inkling);
  });

  test('another page in the folder is not isolated', async ({ page, inkling, site }) => {
    await inkling.ready();
    await serviceWorkerIsActive(page);
    await openLibraryPage(page, site);
    expect(await isIsolated(page)).toBe(false);

    // Nor if the browser, which ends service workers that have nothing to do, has to start it.
    const browser = await page.context().newCDPSession(page);
    await browser.send('ServiceWorker.enable');
    await browser.send('ServiceWorker.stopAllWorkers');
    await openLibraryPage(page, site);
    expect(await isIsolated(page)).toBe(false);
  });

  test('the page trains with one thread where there are no service workers', async ({
    page,
    site,
  }) => {
    await page.addInitScript(() => {
      // As in a window without a secure origin.
      Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
    });
    const inkling = new InklingPage(page);
    for (let visit = 0; visit < 2; visit += 1) {
      await inkling.open(site);
      await inkling.ready();
      await expect(page.getByText(oneThread)).toBeVisible();
    }
    await trainOneStep(inkling);
  });

  test('the page trains with one thread where a service worker is refused', async ({
    page,
    site,
  }) => {
    await page.addInitScript(() => {
      // As in some private windows.
      ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('not here'));
    });
    const inkling = new InklingPage(page);
    await inkling.open(site);
    await inkling.ready();
    await expect(page.getByText(oneThread)).toBeVisible();
    await trainOneStep(inkling);
  });
});
