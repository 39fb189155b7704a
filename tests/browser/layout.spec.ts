import AxeBuilder from '@axe-core/playwright';
import { test, expect } from './support/site';
import { InklingPage } from './support/inkling-page';

const screens = [
  { name: 'a wide screen', viewport: { width: 1440, height: 900 } },
  { name: 'a phone', viewport: { width: 390, height: 844 } },
];

for (const { name, viewport } of screens) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test('has nothing that the accessibility rules of WCAG 2.1 AA find fault with', async ({
        page,
        inkling,
      }) => {
        await inkling.button('Step').click();
        await expect(page.getByTitle('Step 1', { exact: true })).toBeAttached();
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
      });
    });
  }
}

for (const width of [360, 390, 768, 1024, 1440, 2560]) {
  test(`nothing sticks out sideways at ${width} pixels`, async ({ page, site }) => {
    await page.setViewportSize({ width, height: 800 });
    const inkling = new InklingPage(page);
    await inkling.open(site);
    await inkling.ready();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
}

for (const width of [360, 390, 1440]) {
  test(`a network that is quite sure has room to say so at ${width} pixels`, async ({
    page,
    site,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    const inkling = new InklingPage(page);
    await inkling.open(site);
    await inkling.ready();
    const draw = page.getByRole('link', { name: 'Draw', exact: true });
    if (await draw.isVisible()) await draw.click();
    await expect(inkling.pad).toBeVisible();
    const overflow = await page.locator('.probabilities li').evaluateAll((rows) =>
      rows.map((row) => {
        const value = row.querySelector('.probability-value');
        if (!value) return undefined;
        row.setAttribute('data-top', 'true');
        value.textContent = '100.0\u202f%';
        return value.scrollWidth - value.clientWidth;
      }),
    );
    expect(overflow).toEqual(Array.from({ length: 10 }, () => 0));
  });
}

for (const width of [360, 390, 768, 1440]) {
  test(`what can be done with a training stands in one line at ${width} pixels`, async ({
    page,
    inkling,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    const tops = await Promise.all(
      ['Copy link', 'Save training', 'Open training…'].map(async (name) => {
        const box = await inkling.button(name).boundingBox();
        return box?.y;
      }),
    );
    expect(tops).toEqual([expect.any(Number), tops[0], tops[0]]);
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('the bar at the bottom switches between network, training and drawing', async ({
    page,
    site,
  }) => {
    const inkling = new InklingPage(page);
    await inkling.open(site);
    const places = page.getByRole('navigation', { name: 'Places' });
    await places.getByRole('link', { name: 'Draw' }).click();
    await expect(inkling.pad).toBeVisible();
    await expect(page.getByRole('region', { name: 'Network', exact: true })).toBeHidden();
    await places.getByRole('link', { name: 'Network' }).click();
    await expect(page.getByRole('region', { name: 'Network', exact: true })).toBeVisible();
    await expect(inkling.pad).toBeHidden();
    await places.getByRole('link', { name: 'Train' }).click();
    await expect(inkling.button('Train')).toBeVisible();
  });

  test('a finger draws and the page does not scroll under it', async ({ page, inkling }) => {
    await page
      .getByRole('navigation', { name: 'Places' })
      .getByRole('link', { name: 'Draw' })
      .click();
    const box = await inkling.pad.boundingBox();
    if (!box) throw new Error('The pad is not visible');
    const touch = await page.context().newCDPSession(page);
    const point = (y: number) => [{ x: box.x + box.width / 2, y: box.y + y * box.height }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: point(0.2) });
    for (let y = 0.25; y < 0.8; y += 0.05) {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: point(y) });
    }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect(page.getByRole('list', { name: 'Probability of each digit' })).toContainText('%');
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});

test('keys alone train, draw and read', async ({ page, inkling }) => {
  await inkling.button('Step').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTitle('Step 1', { exact: true })).toBeVisible();
  await inkling.pad.focus();
  await page.keyboard.press('Space');
  for (let i = 0; i < 8; i += 1) await page.keyboard.press('ArrowDown');
  const probabilities = page.getByRole('list', { name: 'Probability of each digit' });
  await expect(probabilities).toContainText('%');
  await page.keyboard.press('Delete');
  await expect(probabilities).not.toContainText('%');
});
