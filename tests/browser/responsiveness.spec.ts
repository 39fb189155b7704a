import { test, expect, hasMnist } from './support/site';
import { openLibraryPage, type LibraryWindow } from './support/library-page';

interface LongTaskWindow {
  longTasks: number[];
}

test('no task of the main thread takes over 50 ms while training, once loaded', async ({
  page,
  inkling,
}) => {
  await inkling.button('Train').click();
  await expect.poll(() => inkling.progress.getAttribute('aria-valuenow')).not.toBe('0');
  await page.evaluate(() => {
    const target = window as unknown as LongTaskWindow;
    target.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) target.longTasks.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  await page.waitForTimeout(8000);
  const longTasks = await page.evaluate(() => (window as unknown as LongTaskWindow).longTasks);
  expect(longTasks).toEqual([]);
});

test.describe('the trainer of the default network', () => {
  test.skip(!hasMnist, 'MNIST is not in dist/data/mnist');

  test.beforeEach(async ({ page, site }) => {
    await openLibraryPage(page, site);
  });

  test('pauses within 150 ms and predicts within 100 ms while it trains', async ({ page }) => {
    const latencies = await page.evaluate(async () => {
      const { createTrainer, loadMnist } = window as unknown as LibraryWindow;
      const trainer = await createTrainer();
      await trainer.loadDataset(await loadMnist());
      await trainer.createModel({});
      const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const predictions: number[] = [];
      const pauses: number[] = [];
      for (let i = 0; i < 10; i += 1) {
        const run = Array.fromAsync(trainer.train());
        // At another moment of a slice each time.
        await wait(200 + 7 * i);
        for (let j = 0; j < 5; j += 1) {
          const asked = performance.now();
          await trainer.predict(new Float32Array(784).fill(0.5));
          predictions.push(performance.now() - asked);
          await wait(11);
        }
        const asked = performance.now();
        await trainer.pause();
        pauses.push(performance.now() - asked);
        await run;
      }
      await trainer.dispose();
      return { predictions, pauses };
    });
    const worst = (values: number[]) => Math.max(...values);
    console.log(
      `worst of ${latencies.pauses.length} pauses ${worst(latencies.pauses).toFixed(0)} ms, ` +
        `of ${latencies.predictions.length} predictions ${worst(latencies.predictions).toFixed(0)} ms`,
    );
    expect(worst(latencies.pauses)).toBeLessThanOrEqual(150);
    expect(worst(latencies.predictions)).toBeLessThanOrEqual(100);
  });

  test('gives the same weights, byte for byte, for the same seed', async ({ page }) => {
    const [first, second, other] = await page.evaluate(async () => {
      const { createTrainer, loadMnist } = window as unknown as LibraryWindow;
      const digest = async (seed: number) => {
        const trainer = await createTrainer();
        await trainer.loadDataset(await loadMnist());
        await trainer.createModel({ seed, dataset: { train: 10000 } });
        await Array.fromAsync(trainer.train({ epochs: 1 }));
        const tensors = await trainer.getParameters();
        await trainer.dispose();
        const bytes = await new Blob(tensors.map((tensor) => tensor.data)).arrayBuffer();
        return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].join();
      };
      return [await digest(5), await digest(5), await digest(6)];
    });
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });
});

test('training goes on in a background tab', async ({ page, inkling, context }) => {
  await inkling.set('Epochs', '100');
  await inkling.button('Train').click();
  await expect.poll(() => inkling.stat('digits a second')).not.toBe('–');
  const other = await context.newPage();
  await other.goto('about:blank');
  await other.bringToFront();
  const before = await inkling.stat('epoch');
  await other.waitForTimeout(12_000);
  await page.bringToFront();
  await expect.poll(() => inkling.stat('epoch'), { timeout: 1000 }).not.toBe(before);
  await other.close();
});
