import { chromium } from '@playwright/test';
import { chromiumLaunch } from '../chromium.mjs';

export function launchChromium() {
  return chromium.launch(chromiumLaunch);
}

/** An empty page of the site, in the folder of the benchmarks. */
export async function openPage(browser, site) {
  const page = await browser.newPage();
  await page.goto(`${site}tests/bench/pages/page.html`);
  return page;
}
