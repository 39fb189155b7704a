import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { test, expect, hasMnist } from './support/site';
import { InklingPage } from './support/inkling-page';

/** IDX images and labels, a few, as a visitor's own data set. */
function idxImages(count: number, bytesMissing = 0): Buffer {
  const header = Buffer.alloc(16);
  [2051, count, 28, 28].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
  const pixels = Buffer.alloc(count * 784);
  for (let i = 0; i < count; i += 1) {
    // The darker the upper part, the higher the label: something to learn.
    pixels.fill(255, i * 784 + 100, i * 784 + 110 + (i % 10) * 20);
  }
  return Buffer.concat([header, pixels.subarray(0, pixels.length - bytesMissing)]);
}

function idxLabels(count: number, labelOf = (i: number) => i % 10): Buffer {
  const header = Buffer.alloc(8);
  [2049, count].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
  return Buffer.concat([header, Buffer.from(Array.from({ length: count }, (_, i) => labelOf(i)))]);
}

async function dropFiles(page: Page, files: { name: string; bytes: Buffer }[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const { name, content } of list) {
        const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], name));
      }
      return data;
    },
    files.map(({ name, bytes }) => ({ name, content: bytes.toString('base64') })),
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test.describe('files dropped onto the page', () => {
  const refused: [string, { name: string; bytes: Buffer }[], RegExp][] = [
    [
      'that are not data',
      [{ name: 'holiday.jpg', bytes: Buffer.from('not data') }],
      /holiday\.jpg/,
    ],
    ['without their labels', [{ name: 'images-idx3-ubyte', bytes: idxImages(300) }], /label/i],
    [
      'cut short',
      [
        { name: 'images-idx3-ubyte', bytes: idxImages(300, 1000) },
        { name: 'labels-idx1-ubyte', bytes: idxLabels(300) },
      ],
      /images-idx3-ubyte/,
    ],
    [
      'with labels above 9',
      [
        { name: 'images-idx3-ubyte', bytes: idxImages(300) },
        { name: 'labels-idx1-ubyte', bytes: idxLabels(300, (i) => i % 12) },
      ],
      /labels-idx1-ubyte.*(10|11)/s,
    ],
    [
      'whose counts disagree',
      [
        { name: 'images-idx3-ubyte', bytes: idxImages(300) },
        { name: 'labels-idx1-ubyte', bytes: idxLabels(299) },
      ],
      /300|299/,
    ],
    [
      'with broken gzip',
      [
        { name: 'images-idx3-ubyte.gz', bytes: gzipSync(idxImages(300)).subarray(0, 60) },
        { name: 'labels-idx1-ubyte.gz', bytes: gzipSync(idxLabels(300)) },
      ],
      /images-idx3-ubyte\.gz/,
    ],
  ];
  for (const [what, files, reason] of refused) {
    test(`${what} are refused in words and the data before stays`, async ({ page, inkling }) => {
      const dataBefore = (await inkling.dataPill.textContent()) ?? '';
      await dropFiles(page, files);
      const notice = page
        .getByRole('status')
        .or(page.getByRole('alert'))
        .filter({ hasText: 'could not be used' });
      await expect(notice).toContainText(reason);
      await expect(notice).toContainText(/in use/);
      await expect(inkling.dataPill).toHaveText(dataBefore);
      await inkling.button('Step').click();
      await expect(page.getByTitle('Step 1', { exact: true })).toBeVisible();
    });
  }

  test('that are a data set are learnt from', async ({ page, inkling }) => {
    await dropFiles(page, [
      { name: 'some-labels.gz', bytes: gzipSync(idxLabels(600)) },
      { name: 'some-images', bytes: idxImages(600) },
    ]);
    await expect(inkling.dataPill).toContainText('600');
    await inkling.button('Step').click();
    await expect(page.getByTitle('Step 1', { exact: true })).toBeVisible();
  });
});

test.describe('MNIST that does not arrive whole', () => {
  test.skip(!hasMnist, 'MNIST is not in dist/data/mnist');
  test.use({ expectedComplaints: [/Failed to load resource/, /net::ERR/] });

  const failures: [string, (page: Page) => Promise<unknown>, RegExp][] = [
    [
      'a 404',
      (page) => page.route('**/data/mnist/**', (route) => route.fulfill({ status: 404, body: '' })),
      /MNIST/,
    ],
    [
      'broken gzip',
      (page) =>
        page.route('**/train-images*', (route) =>
          route.fulfill({ body: Buffer.from('1f8b0800000000000003deadbeef', 'hex') }),
        ),
      /damaged|gzip|broken/i,
    ],
    [
      'a wrong checksum',
      (page) =>
        page.route('**/t10k-labels*', (route) =>
          route.fulfill({ body: gzipSync(idxLabels(10_000)) }),
        ),
      /SHA-256/,
    ],
  ];
  for (const [what, arrange, reason] of failures) {
    test(`${what} is told in words and training goes on with the built-in digits`, async ({
      page,
      site,
    }) => {
      await arrange(page);
      const inkling = new InklingPage(page);
      await inkling.open(site);
      const notice = page.getByRole('status').filter({ hasText: 'built-in digits' });
      await expect(notice.first()).toContainText(reason, { timeout: 60_000 });
      await inkling.ready(/Built-in digits/);
      await page.unroute('**/data/mnist/**');
      await page.unrouteAll();
      await inkling.button('Try MNIST again').click();
      await expect(inkling.dataPill).toContainText('MNIST, 60,000', { timeout: 30_000 });
    });
  }
});

test('a killed worker is told in words and everything starts again by itself or with one press', async ({
  page,
  inkling,
}) => {
  await inkling.button('Train').click();
  await expect.poll(() => inkling.progress.getAttribute('aria-valuenow')).not.toBe('0');
  for (const worker of page.workers()) {
    await worker
      .evaluate(() => (globalThis as unknown as { close(): void }).close())
      .catch(() => {});
  }
  await expect(page.getByText(/training worker (has )?stopped/)).toBeVisible({ timeout: 30_000 });
  const restart = inkling.button('Restart');
  if (await restart.isVisible()) await restart.click();
  await inkling.ready();
  await inkling.button('Train').click();
  await expect.poll(() => inkling.progress.getAttribute('aria-valuenow')).not.toBe('0');
});

test('a browser without SIMD is told so in words', async ({ page, site }) => {
  // The worker asks the engine by validating a module that uses SIMD.
  await page.route(/\/inkling-worker\.js/, async (route) => {
    const response = await route.fetch();
    const body = `WebAssembly.validate = () => false;\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  await page.goto(site);
  await expect(page.getByText('This browser cannot run the network')).toBeVisible();
  await expect(page.getByText(/SIMD/).first()).toBeVisible();
});
