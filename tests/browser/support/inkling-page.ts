import { expect, type Locator, type Page } from '@playwright/test';

/** The page as a visitor finds it: by role and name. */
export class InklingPage {
  readonly page: Page;
  readonly dataPill: Locator;
  readonly pad: Locator;
  readonly progress: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dataPill = page.getByRole('button', { name: /^Data:/ });
    this.pad = page.getByRole('img', { name: 'Drawing pad' });
    this.progress = page.getByRole('progressbar', { name: 'Training progress' });
  }

  async open(site: string): Promise<void> {
    await this.page.goto(site);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  field(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }

  async set(name: string, value: string): Promise<void> {
    await this.field(name).fill(value);
    await this.field(name).press('Enter');
  }

  /** Waits until the data is there and the network is built. */
  async ready(data: RegExp = /digits/, state = 'Ready'): Promise<void> {
    await expect(this.dataPill).toContainText(data, { timeout: 30_000 });
    await expect(this.page.getByRole('region', { name: 'Run' })).toContainText(state, {
      timeout: 30_000,
    });
  }

  /** Trains from where the run is to its last epoch. */
  async trainToTheEnd(timeoutMs: number): Promise<void> {
    await this.button(/^(Train|Resume)$/).click();
    await expect(this.button('Train on')).toBeVisible({ timeout: timeoutMs });
  }

  /** A figure under the controls, such as 'validation accuracy': its text. */
  async stat(name: string): Promise<string> {
    const term = this.page.getByRole('region', { name: 'Run' }).getByText(name, { exact: true });
    return (await term.locator('xpath=following-sibling::dd').textContent()) ?? '';
  }

  async validationAccuracy(): Promise<number> {
    return Number.parseFloat(await this.stat('validation accuracy')) / 100;
  }

  /** Draws poly-lines in units of the pad with the mouse, as pointer events. */
  async draw(strokes: readonly (readonly (readonly [number, number])[])[]): Promise<void> {
    await this.pad.scrollIntoViewIfNeeded();
    const box = await this.pad.boundingBox();
    if (!box) throw new Error('The pad is not visible');
    const { mouse } = this.page;
    for (const stroke of strokes) {
      for (const [index, [x, y]] of stroke.entries()) {
        await mouse.move(box.x + x * box.width, box.y + y * box.height);
        if (index === 0) await mouse.down();
      }
      await mouse.up();
    }
  }

  async clearPad(): Promise<void> {
    const clear = this.button('Clear');
    if (await clear.isEnabled()) await clear.click();
  }

  /** The digit that the network reads on the pad, once the reading has settled. */
  async reading(): Promise<number> {
    const top = this.page
      .getByRole('list', { name: 'Probability of each digit' })
      .getByRole('listitem')
      .filter({ hasText: 'the highest' });
    await expect(top).toHaveCount(1);
    // The reading follows the last stroke within a frame and a prediction.
    await this.page.waitForTimeout(150);
    return Number((await top.textContent())?.trim().charAt(0));
  }
}
