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

/** Runs a function of pages/measures.mjs in a page of its own. */
export async function inPage({ browser, site }, name, ...values) {
  const page = await openPage(browser, site);
  try {
    return await page.evaluate(
      async ({ address, name, values }) => (await import(address))[name](...values),
      { address: `${site}tests/bench/pages/measures.mjs`, name, values },
    );
  } finally {
    await page.close();
  }
}
