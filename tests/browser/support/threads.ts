import { expect, type Page } from '@playwright/test';
import type { InklingPage } from './inkling-page';

export const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated);

/** What the page says of its network, on a machine with several processor cores. */
export const severalThreads = /SIMD, [234] threads$/;
export const oneThread = /SIMD, 1 thread$/;

export async function trainOneStep(inkling: InklingPage): Promise<void> {
  await inkling.button('Step').click();
  await expect(inkling.page.getByTitle('Step 1', { exact: true })).toBeVisible();
}
