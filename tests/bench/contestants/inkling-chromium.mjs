import { openPage } from '../browser.mjs';

/** The built library in a page of its own. */
export async function openInklingInChromium({ workload, variant, browser, site }) {
  const page = await openPage(browser, site);
  await page.evaluate(
    async ({ workload, variant }) => {
      const at = (file) => new URL(file, location.href).href;
      const [{ createTrainer }, { readMnist }, { openInkling }] = await Promise.all(
        ['../../dist/inkling.js', 'mnist.mjs', 'contestants/inkling.mjs'].map(
          (file) => import(at(file)),
        ),
      );
      const dataset = await readMnist(async (file) => {
        const response = await fetch(at(`../../data/mnist/${file}`));
        if (!response.ok) throw new Error(`${file}: ${response.status}`);
        return response.blob();
      });
      window.contestant = await openInkling(createTrainer, variant, workload, dataset);
    },
    { workload, variant },
  );
  return {
    name: `Inkling, Chromium, ${variant}`,
    version: `Chromium ${browser.version()}`,
    trainEpoch: async () => {
      await page.bringToFront();
      return page.evaluate(() => window.contestant.trainEpoch());
    },
    close: () => page.close(),
  };
}
