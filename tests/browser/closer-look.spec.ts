import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { test, expect } from './support/site';

const layers = (page: Page): Locator =>
  page.getByRole('region', { name: 'Figures of every layer' });
const checks = (page: Page): Locator =>
  page.getByRole('region', { name: 'Gradient check of every layer' });

test.beforeEach(async ({ inkling }) => {
  await inkling.set('Training samples', '2000');
  await inkling.set('Epochs', '1');
  await inkling.ready();
});

test('the gradients of a trained network agree with central differences', async ({
  page,
  inkling,
}) => {
  await inkling.trainToTheEnd(30_000);
  await inkling.button('Gradient check').click();
  await inkling.button('Check gradients').click();
  await expect(page.getByText('The gradients of all layers agree.')).toBeVisible({
    timeout: 60_000,
  });
  const rows = checks(page).getByRole('row');
  await expect(rows).toHaveCount(4);
  for (const i of [1, 2, 3]) await expect(rows.nth(i)).toContainText(`Layer ${i}`);
  await expect(checks(page).getByText('Agrees', { exact: true })).toHaveCount(3);
  await expect(page.getByRole('img', { name: /^Largest relative difference/ })).toBeVisible();
  await expect(page.getByText(/The floor g was (\d\.\d × 10⁻⁴|0\.00\d+)\.$/)).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('region', { name: 'A closer look' }).getByText('Download CSV').click();
  expect((await download).suggestedFilename()).toBe('inkling-gradients.csv');

  await inkling.button('Rewind').click();
  await expect(checks(page)).toBeHidden();
});

test('a gradient check can be stopped, and training goes on beside it', async ({
  page,
  inkling,
}) => {
  await inkling.set('Epochs', '500');
  await inkling.button('Train').click();
  await inkling.button('Gradient check').click();
  await inkling.button('Check gradients').click();
  await expect(page.getByRole('progressbar', { name: 'Gradient check' })).toBeVisible();
  await inkling.button('Stop the check').click();
  await expect(inkling.button('Check gradients')).toBeVisible();
  await expect(checks(page)).toBeHidden();
  await expect(inkling.button('Pause')).toBeVisible();
  await inkling.button('Pause').click();
});

test('the insides of the layers follow the network while they are open', async ({
  page,
  inkling,
}) => {
  await inkling.button('Inside the layers').click();
  await expect(layers(page).getByRole('row')).toHaveCount(4);
  const note = page.getByText(/^After step [\d,]+, on the first 256 training digits/);
  await expect(note).toContainText('After step 0');
  await expect(note).toContainText('The last update is known from the next step on.');
  await inkling.trainToTheEnd(30_000);
  await expect(note).toContainText('After step 16', { timeout: 10_000 });
  await expect(note).not.toContainText('The last update');
  const first = layers(page).getByRole('row').nth(1);
  await expect(first).toContainText('‖Δw‖ / ‖w‖ = ');
  await expect(first.getByRole('img', { name: /^Outputs of layer 1: mean/ })).toBeVisible();
});

for (const [name, width] of [
  ['a wide screen', 1440],
  ['a phone', 390],
] as const) {
  test(`a closer look is accessible and fits on ${name}`, async ({ page, inkling }) => {
    await page.setViewportSize({ width, height: 900 });
    await inkling.button('Step').click();
    await inkling.button('Inside the layers').click();
    await expect(layers(page)).toBeVisible();
    await inkling.button('Gradient check').click();
    await inkling.button('Check gradients').click();
    await expect(checks(page)).toBeVisible({ timeout: 60_000 });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
}
