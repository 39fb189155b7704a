import { test, expect } from './support/site';
import { InklingPage } from './support/inkling-page';

test.describe('a run on the page', () => {
  test.beforeEach(async ({ inkling }) => {
    await inkling.set('Training samples', '4000');
    await inkling.set('Epochs', '2');
    await inkling.ready();
  });

  test('trains to its last epoch, shows figures, and goes on when asked', async ({
    page,
    inkling,
  }) => {
    await inkling.trainToTheEnd(30_000);
    expect(await inkling.stat('epoch')).toMatch(/^2 of 2/);
    expect(await inkling.validationAccuracy()).toBeGreaterThan(0.6);
    await expect(inkling.progress).toHaveAttribute('aria-valuenow', '100');
    await page.getByText('Exact figures').click();
    const table = page.getByRole('region', { name: 'Figures of every epoch' });
    await expect(table.getByRole('row')).toHaveCount(3);
    await inkling.button('Train on').click();
    await expect.poll(() => inkling.stat('epoch'), { timeout: 15_000 }).not.toMatch(/of 2$/);
  });

  test('pauses, makes single steps and resumes', async ({ inkling }) => {
    await inkling.set('Epochs', '50');
    await inkling.button('Train').click();
    await expect.poll(() => inkling.progress.getAttribute('aria-valuenow')).not.toBe('0');
    await inkling.button('Pause').click();
    await expect(inkling.button('Resume')).toBeVisible();
    const step = async () =>
      Number(
        (await inkling.page.getByTitle(/^Step [\d,]+$/).getAttribute('title'))?.replace(/\D/g, ''),
      );
    const before = await step();
    await inkling.button('Step').click();
    await expect.poll(step).toBe(before + 1);
    await inkling.button('Resume').click();
    await expect.poll(step).toBeGreaterThan(before + 1);
  });

  test('rewinds to the same weights, so that the same figures come again', async ({ inkling }) => {
    await inkling.trainToTheEnd(30_000);
    const first = [
      await inkling.stat('validation accuracy'),
      await inkling.stat('validation loss'),
    ];
    await inkling.button('Rewind').click();
    await expect.poll(() => inkling.stat('validation accuracy')).toBe('–');
    await inkling.trainToTheEnd(30_000);
    expect([
      await inkling.stat('validation accuracy'),
      await inkling.stat('validation loss'),
    ]).toEqual(first);
    await inkling.button('New seed').click();
    await expect(inkling.field('Seed')).not.toHaveValue('1');
    await inkling.trainToTheEnd(30_000);
    expect(await inkling.stat('validation loss')).not.toBe(first[1]);
  });

  test('takes a new learning rate while it trains', async ({ page, inkling }) => {
    await inkling.set('Epochs', '50');
    await inkling.button('Train').click();
    await inkling.set('Learning rate', '0.01');
    await expect(inkling.button('Pause')).toBeVisible();
    await expect(page.getByText('Changed settings wait for a fresh network')).toBeHidden();
    await expect(inkling.field('Learning rate')).toHaveValue('0.01');
  });

  test('keeps the test set sealed until it is asked for', async ({ page, inkling }) => {
    const panel = page.getByRole('region', { name: 'Test set' });
    await expect(panel).toContainText('Sealed');
    await expect(panel).not.toContainText('%');
    await inkling.trainToTheEnd(30_000);
    await expect(panel).not.toContainText('%');
    await inkling.button('Evaluate on test').click();
    await expect(panel).toContainText(/\d\d\.\d+\s?% of [\d,]+ digits right/);
  });

  test('shows digits of the validation set with the network’s reading of them', async ({
    page,
    inkling,
  }) => {
    const panel = page.getByRole('region', { name: /^Validation digits/ });
    await inkling.trainToTheEnd(30_000);
    const readings = panel.getByRole('img', { name: /^A \d, (read|misread) as \d$/ });
    await expect(readings.first()).toBeVisible();
    await inkling.button('Mistakes').click();
    await expect(panel.getByRole('img', { name: /misread as/ }).first()).toBeVisible();
    await expect(panel.getByRole('img', { name: /\d, read as/ })).toHaveCount(0);
  });

  test('explains a value that cannot be used beside its field, and keeps the one before', async ({
    page,
    inkling,
  }) => {
    for (const [name, value] of [
      ['Learning rate', '-1'],
      ['Units of layer 1', '0'],
      ['Batch size', '1.5'],
      ['Training samples', '70000'],
    ] as const) {
      await inkling.set(name, value);
      await expect(inkling.field(name)).toHaveAttribute('aria-invalid', 'true');
      const described = await inkling.field(name).getAttribute('aria-describedby');
      await expect(page.locator(`[id="${described ?? ''}"]`)).toContainText(
        value.replace(/000$/, ''),
      );
      await inkling.field(name).press('Escape');
      await expect(inkling.field(name)).toHaveAttribute('aria-invalid', 'false');
    }
  });

  test('counts parameters as layers come and go', async ({ page, inkling }) => {
    const network = page.getByRole('region', { name: 'Network', exact: true });
    await expect(network).toContainText('535,818 parameters');
    await inkling.button('Remove layer 2').click();
    await expect(network).toContainText('407,050 parameters');
  });

  test('lets changed settings wait for a fresh network once the old one has learnt', async ({
    page,
    inkling,
  }) => {
    await inkling.trainToTheEnd(30_000);
    await inkling.button('Remove layer 2').click();
    await expect(page.getByText('Changed settings wait for a fresh network')).toBeVisible();
    await inkling.button('Undo changes').click();
    await expect(page.getByRole('region', { name: 'Network', exact: true })).toContainText(
      '535,818 parameters',
    );
    await inkling.button('Remove layer 2').click();
    await inkling.button('Start afresh').click();
    await expect.poll(() => inkling.stat('validation accuracy')).toBe('–');
    await inkling.trainToTheEnd(30_000);
  });
});

test('a rate that makes the loss overflow ends in a card, and rewinding works', async ({
  page,
  inkling,
}) => {
  // Rectified units would die and leave the loss finite; linear ones overshoot ever further.
  await page.getByRole('combobox', { name: 'Activation', exact: true }).selectOption('Identity');
  await inkling.set('Learning rate', '100');
  await inkling.button('Train').click();
  await expect(page.getByText(/Training diverged at step \d+/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/largest weight/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Rewind with learning rate 10', exact: true }).click();
  await expect(inkling.field('Learning rate')).toHaveValue('10');
  await inkling.set('Learning rate', '0.05');
  await inkling.button('Train').click();
  await expect.poll(() => inkling.stat('digits a second')).not.toBe('–');
  await expect(inkling.button('Pause')).toBeVisible();
});

test('pressing Train before the data is there starts as soon as it is', async ({ page, site }) => {
  const inkling = new InklingPage(page);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/data/mnist/**', async (route) => {
    await held;
    await route.continue();
  });
  await inkling.open(site);
  await inkling.button('Train').click();
  await expect(page.getByText('Starts when the data is there')).toBeVisible();
  release();
  await expect(inkling.button('Pause')).toBeVisible({ timeout: 30_000 });
});
