import { openPage } from '../browser.mjs';
import { Unavailable } from './contestant.mjs';

/**
 * A contestant in a page of its own. The module's `open` runs in the page and gives
 * { trainRound }, or { unavailable } with the reason.
 *
 * @param {object} contestant
 * @param {string} contestant.name
 * @param {string} contestant.version
 * @param {string} contestant.module of the project, to be imported by the page
 * @param {object} contestant.options of `open`
 * @param {string} contestant.site
 * @param {import('./contestant.mjs').Place} place
 * @returns {Promise<import('./contestant.mjs').Contestant>}
 */
export async function openInPage({ name, version, module, options, site }, { browser }) {
  const page = await openPage(browser, site);
  try {
    const unavailable = await page.evaluate(
      async ({ module, options }) => {
        const { open } = await import(module);
        window.contestant = await open(options);
        return window.contestant.unavailable;
      },
      { module: `${site}${module}`, options },
    );
    if (unavailable) throw new Unavailable(unavailable);
  } catch (error) {
    await page.close();
    throw error;
  }
  return {
    name,
    version,
    trainRound: async () => {
      await page.bringToFront();
      return page.evaluate(() => window.contestant.trainRound());
    },
    close: () => page.close(),
  };
}
