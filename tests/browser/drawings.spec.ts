import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { hasMnist, test, expect } from './support/site';
import { InklingPage } from './support/inkling-page';

interface Drawing {
  digit: number;
  placement: string;
  strokes: [number, number][][];
}

const { drawings } = JSON.parse(readFileSync('tests/fixtures/drawings.json', 'utf8')) as {
  drawings: Drawing[];
};

/** Draws all forty and counts the right readings. */
async function countRightReadings(inkling: InklingPage): Promise<number> {
  const wrong: string[] = [];
  for (const { digit, placement, strokes } of drawings) {
    await inkling.clearPad();
    await inkling.draw(strokes);
    const reading = await inkling.reading();
    if (reading !== digit) wrong.push(`${digit} ${placement} read as ${reading}`);
  }
  console.log(`${drawings.length - wrong.length} of ${drawings.length} drawings read right`);
  if (wrong.length > 0) console.log(wrong.join('\n'));
  return drawings.length - wrong.length;
}

/** A data request that cannot leave the machine. */
async function cutTheNetwork(page: Page): Promise<void> {
  await page.route('**/data/mnist/**', (route) => route.abort('internetdisconnected'));
}

test('an empty pad gives no prediction', async ({ page, inkling }) => {
  await inkling.button('Step').click();
  const probabilities = page.getByRole('list', { name: 'Probability of each digit' });
  await expect(probabilities).not.toContainText('%');
  await inkling.draw([
    [
      [0.5, 0.2],
      [0.5, 0.8],
    ],
  ]);
  await expect(probabilities).toContainText('%');
  await inkling.button('Undo').click();
  await expect(probabilities).not.toContainText('%');
});

test('after three epochs on MNIST at least 36 of 40 drawings are read right', async ({
  page,
  site,
}) => {
  test.skip(!hasMnist, 'MNIST is not in dist/data/mnist');
  test.setTimeout(240_000);
  const inkling = new InklingPage(page);
  await inkling.open(site);
  await inkling.ready(/MNIST/);
  await inkling.set('Epochs', '3');
  await inkling.trainToTheEnd(120_000);
  expect(drawings).toHaveLength(40);
  expect(await countRightReadings(inkling)).toBeGreaterThanOrEqual(36);
});

test.describe('with the network cut', () => {
  // The browser itself reports each request that failed; nothing else may be reported.
  test.use({ expectedComplaints: [/Failed to load resource/] });

  test('the page says so, learns its built-in digits to 0.95 in three epochs and reads 28 of 40 drawings', async ({
    page,
    site,
  }) => {
    test.setTimeout(240_000);
    await cutTheNetwork(page);
    const inkling = new InklingPage(page);
    await inkling.open(site);
    await expect(page.getByText('uses its built-in digits instead of MNIST')).toBeVisible({
      timeout: 60_000,
    });
    await inkling.ready(/Built-in digits/);
    await inkling.set('Epochs', '3');
    await inkling.trainToTheEnd(120_000);
    const accuracy = await inkling.validationAccuracy();
    console.log(`built-in digits: validation accuracy ${accuracy}`);
    expect(accuracy).toBeGreaterThanOrEqual(0.95);
    expect(await countRightReadings(inkling)).toBeGreaterThanOrEqual(28);
  });
});
