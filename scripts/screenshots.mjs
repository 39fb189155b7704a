// Takes the pictures of docs/screenshots from the built page: four epochs of the default
// network and a drawn digit, on a desk and on a phone, light and dark.
//
//   node scripts/screenshots.mjs     (after scripts/build)
import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from '../tests/chromium.mjs';
import { serve } from './serve.mjs';

const pictures = [
  { name: 'train-light', width: 1440, height: 900, colorScheme: 'light', place: null },
  { name: 'train-dark', width: 1440, height: 900, colorScheme: 'dark', place: null },
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light', place: 'Draw' },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark', place: 'Train' },
];

const { drawings } = JSON.parse(readFileSync('tests/fixtures/drawings.json', 'utf8'));
const { strokes } = drawings.find(({ digit, placement }) => digit === 3 && placement === 'centred');

const server = await serve({ folder: 'dist' });
const browser = await chromium.launch(chromiumLaunch);
try {
  for (const { name, width, height, colorScheme, place } of pictures) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const goTo = (link) =>
      page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: link }).click();
    if (place) await goTo('Draw');
    const pad = page.getByRole('img', { name: 'Drawing pad' });
    const box = await pad.boundingBox();
    for (const stroke of strokes) {
      for (const [index, [x, y]] of stroke.entries()) {
        await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
        if (index === 0) await page.mouse.down();
      }
      await page.mouse.up();
    }
    if (place) await goTo(place);
    const fourEpochs = () =>
      Number(
        document.querySelector('[aria-label="Training progress"]')?.getAttribute('aria-valuenow'),
      ) >= 42;
    await page.waitForFunction(fourEpochs, undefined, { timeout: 120_000 });
    await page.screenshot({ path: `docs/screenshots/${name}.png` });
    console.log(`docs/screenshots/${name}.png`);
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
