import { chromium } from '@playwright/test';

/** What Debian's Chromium needs to run headless as root and to keep to itself. */
const chromiumArguments = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: chromiumArguments,
  });
}

/** An empty page of the site, in the folder of the benchmarks. */
export async function openPage(browser, site) {
  const page = await browser.newPage();
  await page.goto(`${site}tests/bench/page.html`);
  return page;
}
