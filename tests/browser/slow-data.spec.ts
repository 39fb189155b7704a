import { test as base, expect, hasMnist } from './support/site';
import { InklingPage } from './support/inkling-page';
import { startSlowHost, type SlowHost } from './support/slow-host';

// The page's own origin is that of the slow host.
const test = base.extend<{ host: SlowHost; slow: InklingPage }, { site: string }>({
  site: [
    async ({}, use) => {
      const host = await startSlowHost();
      hosts.push(host);
      await use(host.url);
      await host.close();
    },
    { scope: 'worker' },
  ],
  host: async ({ site }, use) => {
    const host = hosts.find(({ url }) => url === site);
    if (!host) throw new Error('the host has not been started');
    host.sendUpTo(0);
    await use(host);
  },
  // The host is there so that it holds its data back before the page asks.
  slow: async ({ page, host }, use) => {
    const inkling = new InklingPage(page);
    await inkling.open(host.url);
    await use(inkling);
  },
});
const hosts: SlowHost[] = [];

test.skip(!hasMnist, 'MNIST is not in dist/data/mnist');

test('a network learns on the first part of MNIST while the rest is on its way, with the same result', async ({
  page,
  slow,
  host,
  site,
}) => {
  const panel = page.getByRole('region', { name: 'Run' });
  host.sendUpTo(0.25);
  await expect(slow.dataPill).toContainText('MNIST, 10,000 of 70,000 here');
  await slow.set('Epochs', '1');
  await slow.button('Train').click();
  await expect(panel).toContainText('Waiting for digits 10,001 to 20,000', { timeout: 30_000 });
  expect(await slow.stat('validation accuracy')).toBe('–');
  await expect(slow.button('Evaluate on test')).toBeDisabled();

  host.sendUpTo(0.6);
  await expect(panel).toContainText('Waiting for digits 30,001 to 40,000', { timeout: 30_000 });
  host.sendUpTo(1);
  await expect(slow.button('Train on')).toBeVisible({ timeout: 60_000 });
  await slow.ready(/MNIST, 60,000 digits/, 'Finished');
  const figures = async () => [
    await slow.stat('validation accuracy'),
    await slow.stat('validation loss'),
  ];
  const arrived = await figures();
  expect(await slow.validationAccuracy()).toBeGreaterThan(0.9);
  await expect(slow.button('Evaluate on test')).toBeEnabled();

  // Now all of it is in the browser's cache.
  host.sendUpTo(0);
  await slow.open(site);
  await slow.ready(/MNIST, 60,000 digits/);
  await slow.set('Epochs', '1');
  await slow.trainToTheEnd(60_000);
  expect(await figures()).toEqual(arrived);
});

test('no task of the main thread takes over 50 ms while MNIST arrives', async ({
  page,
  slow,
  host,
}) => {
  await expect(slow.dataPill).toContainText('MNIST, 0.0 of');
  // Until what the page itself begins with is done.
  await page.waitForTimeout(1500);
  await page.evaluate(() => {
    const target = window as unknown as { longTasks: number[] };
    target.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) target.longTasks.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  host.sendUpTo(1);
  await slow.ready(/MNIST, 60,000 digits/);
  await page.waitForTimeout(500);
  const longTasks = await page.evaluate(
    () => (window as unknown as { longTasks: number[] }).longTasks,
  );
  expect(longTasks).toEqual([]);
});

test.describe('when the line breaks after the first part', () => {
  test.use({ expectedComplaints: [/Failed to load resource/] });

  test('the built-in digits take the place of MNIST, and the page says why', async ({
    page,
    slow,
    host,
  }) => {
    host.sendUpTo(0.25);
    await expect(slow.dataPill).toContainText('MNIST, 10,000 of 70,000 here');
    await slow.button('Train').click();
    host.cut();
    await expect(slow.dataPill).toContainText('connection lost, trying again');
    await expect(slow.dataPill).toContainText('Built-in digits', { timeout: 30_000 });
    await expect(
      page.getByText('This page uses its built-in digits instead of MNIST'),
    ).toBeVisible();
    await expect(page.getByText(/train-images-idx3-ubyte\.gz could not be fetched/)).toBeVisible();
    await slow.button('Train').click();
    await expect(slow.button('Pause')).toBeVisible();
  });
});
