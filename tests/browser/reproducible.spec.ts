import { cases } from '../reproducible/cases.mjs';
import { checksums } from '../reproducible/checksums.mjs';
import { trainAll } from '../reproducible/train-all.mjs';
import { expect, test } from './support/site';
import { openLibraryPage } from './support/library-page';
import { oneThread, trainOneStep } from './support/threads';

test('reproducible training gives the weights of every machine in a browser', async ({
  page,
  site,
}) => {
  await openLibraryPage(page, site);
  const library = `${site}inkling.js`;
  expect(await page.evaluate(trainAll, { library, threads: 1, cases })).toEqual(checksums);
});

test('the switch for it changes the variant, and a link carries it', async ({ page, inkling }) => {
  await expect(page.getByText(oneThread)).toHaveText(/Relaxed SIMD/);
  await page.getByText('More settings').click();
  await page.getByRole('switch', { name: 'Reproducible' }).click();
  await expect(page.getByText(oneThread)).toHaveText(/^SIMD/);
  await trainOneStep(inkling);
});
