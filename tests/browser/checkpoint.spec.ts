import { readFile } from 'node:fs/promises';
import type { InklingPage } from './support/inkling-page';
import { test, expect } from './support/site';

const step = async ({ page }: InklingPage) =>
  Number((await page.getByTitle(/^Step [\d,]+$/).getAttribute('title'))?.replace(/\D/g, ''));
const figures = async (inkling: InklingPage) => [
  await inkling.stat('validation accuracy'),
  await inkling.stat('validation loss'),
];

/** What the network is, byte for byte: the file that it would be saved as, without times. */
async function weights(inkling: InklingPage): Promise<Buffer> {
  const download = inkling.page.waitForEvent('download');
  await inkling.button('Save training').click();
  const file = await readFile(await (await download).path());
  const specificationBytes = file.readUInt32LE(68);
  const stateBytes = file.readUInt32LE(72);
  const begin = 80 + 4 * Math.ceil((specificationBytes + stateBytes) / 4);
  return file.subarray(begin, -4);
}

test.describe('a training in a file', () => {
  test.beforeEach(async ({ inkling }) => {
    await inkling.set('Training samples', '12000');
    await inkling.set('Epochs', '6');
    await inkling.ready();
  });

  test('is opened after a reload and trains on to the same weights as without it', async ({
    page,
    inkling,
  }) => {
    await inkling.trainToTheEnd(60_000);
    const expected = await weights(inkling);
    const expectedFigures = await figures(inkling);

    await inkling.button('Rewind').click();
    await inkling.button('Train').click();
    await expect.poll(() => step(inkling)).toBeGreaterThan(40);
    await inkling.button('Pause').click();
    await expect(inkling.button('Resume')).toBeVisible();
    const savedStep = await step(inkling);
    const table = page.getByRole('region', { name: 'Figures of every epoch' });
    await page.getByText('Exact figures').click();
    await expect(table).toBeVisible();
    // A pause may come between the end of an epoch and its figures.
    const rows = await table.getByRole('row').count();
    const download = page.waitForEvent('download');
    await inkling.button('Save training').click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(`inkling-step-${savedStep}.checkpoint`);

    const file = {
      name: saved.suggestedFilename(),
      mimeType: '',
      buffer: await readFile(await saved.path()),
    };
    await page.reload();
    await inkling.ready();
    await expect(inkling.field('Epochs')).not.toHaveValue('6');
    await page.getByLabel('Saved training').setInputFiles(file);
    await expect(page.getByText('it goes on after step')).toBeVisible();
    await expect(inkling.field('Epochs')).toHaveValue('6');
    await expect(inkling.field('Training samples')).toHaveValue('12000');
    expect(await step(inkling)).toBe(savedStep);
    await page.getByText('Exact figures').click();
    await expect(table.getByRole('row')).toHaveCount(rows);

    await inkling.trainToTheEnd(60_000);
    await expect(table.getByRole('row')).toHaveCount(7);
    expect(await figures(inkling)).toEqual(expectedFigures);
    expect((await weights(inkling)).equals(expected)).toBe(true);
  });

  test('that is damaged is refused beside the button, and the network stays', async ({
    page,
    inkling,
  }) => {
    await inkling.trainToTheEnd(60_000);
    const before = await figures(inkling);
    const download = page.waitForEvent('download');
    await inkling.button('Save training').click();
    const buffer = await readFile(await (await download).path());
    const open = (contents: Buffer) =>
      page
        .getByLabel('Saved training')
        .setInputFiles({ name: 'mine.checkpoint', mimeType: '', buffer: contents });
    const run = page.getByRole('region', { name: 'Run' });
    await open(buffer.subarray(0, 1000));
    await expect(run.getByRole('alert')).toContainText(
      `The checkpoint is damaged: it should have ${buffer.length} bytes and has 1000.`,
    );
    await open(Buffer.from('not at all'));
    await expect(run.getByRole('alert')).toHaveText('This file is not a checkpoint of Inkling.');
    expect(await figures(inkling)).toEqual(before);
    await open(buffer);
    await expect(run.getByRole('alert')).toHaveCount(0);
    await expect(run.getByText('mine.checkpoint is open')).toBeVisible();
  });
});
