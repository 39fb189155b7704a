import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { test, expect } from './support/site';

function choice(page: Page, name: string): Locator {
  return page.getByRole('combobox', { name, exact: true });
}

function toggle(page: Page, name: string): Locator {
  return page.getByRole('switch', { name, exact: true });
}

async function unfold(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) {
    await page.getByRole('button', { name, exact: true, expanded: false }).click();
  }
}

const groups = [
  /^Optimiser details/,
  /^Schedule/,
  /^Loss/,
  /^Weight penalties/,
  /^Early stopping/,
  /^Augmentation/,
  /^Split and scaling/,
];

test('what everybody needs is visible, and the rest is folded away', async ({ page, inkling }) => {
  for (const name of ['Learning rate', 'Batch size', 'Epochs', 'Training samples', 'Seed']) {
    await expect(inkling.field(name)).toBeVisible();
  }
  await expect(inkling.field('Momentum')).toHaveCount(0);
  await unfold(page, 'More settings');
  for (const name of groups) await page.getByRole('button', { name, expanded: false }).click();
  await expect(inkling.field('Momentum')).toBeVisible();
  await expect(inkling.field('L1 penalty')).toBeVisible();
  await expect(inkling.field('Validation samples')).toBeVisible();
});

test('Adam trains a step', async ({ page, inkling }) => {
  await choice(page, 'Optimiser').selectOption('Adam');
  await expect(inkling.field('Learning rate')).toHaveValue('0.001');
  await inkling.button('Step').click();
  await expect(page.getByTitle('Step 1', { exact: true })).toBeVisible();
});

test('the learning rate of the moment is shown when a schedule changes it', async ({
  page,
  inkling,
}) => {
  await unfold(page, 'More settings');
  await page.getByRole('button', { name: /^Schedule/ }).click();
  await choice(page, 'Schedule').selectOption('Exponential');
  await expect(page.getByRole('img', { name: /^The learning rate begins at 0\.1/ })).toBeVisible();
  await inkling.set('Training samples', '2000');
  await inkling.set('Epochs', '2');
  await inkling.set('Factor', '0.5');
  await inkling.trainToTheEnd(60_000);
  expect(await inkling.stat('learning rate')).toBe('0.025');
});

test('early stopping ends the run and says why', async ({ page, inkling }) => {
  await unfold(page, 'More settings');
  await page.getByRole('button', { name: /^Early stopping/ }).click();
  await toggle(page, 'Stop early').check();
  await inkling.set('Patience', '1');
  await inkling.set('Training samples', '500');
  // Steps as large as these do not go on getting better for long.
  await inkling.set('Learning rate', '0.9');
  await inkling.set('Epochs', '500');
  await inkling.button('Train').click();
  const notice = page.getByRole('status').filter({ hasText: 'Early stopping ended the run' });
  await expect(notice).toContainText('did not find a lower validation loss', { timeout: 90_000 });
  await expect(notice).toContainText('the weights of that moment again');
  await notice.getByRole('button', { name: 'Start afresh' }).click();
  await expect(notice).toHaveCount(0);
});

test('a convolution goes where it fits, and says where', async ({ page, inkling }) => {
  await unfold(page, 'Add layer');
  await inkling.button(/^Convolution/).click();
  const network = page.getByRole('region', { name: 'Network', exact: true });
  await expect(network.getByRole('status')).toHaveText(
    'Convolution is now layer 1. Flatten is now layer 2.',
  );
  await expect(inkling.field('Filters of layer 1')).toHaveValue('16');
  await expect(inkling.button('Remove layer 2')).toBeDisabled();
  await inkling.button('Remove layer 1').click();
  await expect(network).toContainText('535,818 parameters');
});

test('every kind of layer can be added, and its details changed', async ({ page, inkling }) => {
  await choice(page, 'Network preset').selectOption('Small CNN');
  const network = page.getByRole('region', { name: 'Network', exact: true });
  await expect(network).toContainText('510,090 parameters');
  for (const kind of ['Dropout', 'Gaussian noise', 'Dense', 'Max-pooling']) {
    await unfold(page, 'Add layer');
    await inkling.button(new RegExp(`^${kind}`)).click();
  }
  await unfold(page, 'Details of layer 1');
  const details = page.getByRole('group', { name: 'Details of layer 1' });
  await details.getByRole('textbox', { name: 'Kernel size' }).fill('5');
  await details.getByRole('textbox', { name: 'Kernel size' }).press('Enter');
  await expect(network).toContainText('conv 5 × 5');
  await details.getByRole('combobox', { name: 'Padding' }).selectOption('Valid');
  await details.getByRole('switch', { name: 'Bias' }).uncheck();
  await expect(details).toContainText('1 × 28 × 28 in, 16 × 24 × 24 out');
  await expect(choice(page, 'Network preset')).toHaveValue('own');
});

test('a CNN with dropout trains a step with Adam', async ({ page, inkling }) => {
  await choice(page, 'Network preset').selectOption('Small CNN');
  await choice(page, 'Optimiser').selectOption('Adam');
  await unfold(page, 'Add layer');
  await inkling.button(/^Dropout/).click();
  await expect(inkling.field('Dropout rate of layer 7')).toHaveValue('0.5');
  await inkling.button('Step').click();
  await expect(page.getByTitle('Step 1', { exact: true })).toBeVisible();
  await expect(page.getByText('That was not possible')).toHaveCount(0);
});

test('settings that make no sense together cannot be chosen', async ({ page, inkling }) => {
  await unfold(page, 'More settings');
  await page.getByRole('button', { name: /^Loss/ }).click();
  await page.getByRole('button', { name: /^Optimiser details/ }).click();
  const loss = choice(page, 'Loss');
  const binary = loss.getByRole('option', { name: 'Binary cross-entropy' });
  await expect(binary).toBeDisabled();
  await expect(binary).toHaveAttribute('title', /sigmoid/);
  await choice(page, 'Output units').selectOption('Tanh');
  await expect(page.getByText('Loss is now mean squared error, to go with it.')).toBeVisible();
  await expect(loss).toHaveValue('mean-squared-error');
  await expect(loss.getByRole('option', { name: 'Cross-entropy', exact: true })).toBeDisabled();

  await expect(toggle(page, 'Nesterov')).toBeDisabled();
  await inkling.set('Momentum', '0.9');
  await toggle(page, 'Nesterov').check();
  await inkling.set('Momentum', '0');
  await expect(toggle(page, 'Nesterov')).not.toBeChecked();

  await unfold(page, 'Add layer');
  await inkling.button(/^Flatten/).click();
  await unfold(page, 'Add layer');
  await expect(inkling.button(/^Flatten What comes before/)).toBeDisabled();
});

test('a value that goes with no other is explained beside its field, in the page’s words', async ({
  page,
  inkling,
}) => {
  await unfold(page, 'More settings');
  await page.getByRole('button', { name: /^Schedule/ }).click();
  await inkling.set('Warm-up', '10');
  await expect(inkling.field('Warm-up')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('alert')).toHaveText(
    'The warm-up must be shorter than epochs, 10; 10 was given. Until then 0 is used.',
  );
  await inkling.set('Warm-up', '1');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('all of the training set can be one batch', async ({ page, inkling }) => {
  await unfold(page, 'More settings');
  await page.getByRole('button', { name: /^Optimiser details/ }).click();
  await toggle(page, 'Full batch').check();
  await expect(inkling.field('Batch size')).toHaveValue('full');
  await inkling.set('Batch size', '64');
  await expect(toggle(page, 'Full batch')).not.toBeChecked();
});

for (const width of [360, 1440]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`unfolded, everything is accessible and nothing sticks out at ${width} pixels, ${colorScheme}`, async ({
      page,
      inkling,
    }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      if (width < 760) await page.getByRole('link', { name: 'Network' }).click();
      await choice(page, 'Network preset').selectOption('Small CNN');
      await unfold(page, 'More settings');
      for (const name of groups) await page.getByRole('button', { name, expanded: false }).click();
      await choice(page, 'Schedule').selectOption('Cosine');
      for (const name of ['Clip gradients', 'Stop early', 'Vary the images']) {
        await toggle(page, name).check();
      }
      await toggle(page, 'Elastic distortion').check();
      for (let layer = 1; layer <= 6; layer += 1) await unfold(page, `Details of layer ${layer}`);
      await unfold(page, 'Details of the output layer', 'Add layer');
      await inkling.set('Units of layer 6', '0');
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    });
  }
}
