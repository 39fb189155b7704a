import type { Page } from '@playwright/test';
import type { Trainer, TrainerOptions } from '../../../web/src/client/trainer';
import type { Dataset, EpochEvent } from '../../../web/src/shared/protocol';
import type { SpecificationInput } from '../../../web/src/shared/validate-specification';

/** What `openLibraryPage` leaves on the window for functions that run in the page. */
export interface LibraryWindow {
  createTrainer: (options?: TrainerOptions) => Promise<Trainer>;
  loadMnist: () => Promise<Dataset>;
}

/** Opens an empty page in the folder of the site, with the built library and MNIST at hand. */
export async function openLibraryPage(page: Page, site: string): Promise<void> {
  await page.goto(`${site}library.html`);
  await page.evaluate(async (base) => {
    const library = (await import(`${base}inkling.js`)) as LibraryWindow;
    const read = async (file: string, headerBytes: number) => {
      const response = await fetch(`${base}data/mnist/${file}.gz`);
      if (!response.ok || !response.body) throw new Error(`${file}: ${response.status}`);
      const inflated = response.body.pipeThrough(new DecompressionStream('gzip'));
      return new Uint8Array(await new Response(inflated).arrayBuffer()).slice(headerBytes);
    };
    Object.assign(window, {
      createTrainer: library.createTrainer,
      loadMnist: async (): Promise<Dataset> => ({
        width: 28,
        height: 28,
        images: await read('train-images-idx3-ubyte', 16),
        labels: await read('train-labels-idx1-ubyte', 8),
        test: {
          images: await read('t10k-images-idx3-ubyte', 16),
          labels: await read('t10k-labels-idx1-ubyte', 8),
        },
      }),
    });
  }, site);
}

/** Trains in the page and gives the epoch events. */
export async function trainInPage(
  page: Page,
  specification: SpecificationInput,
): Promise<EpochEvent[]> {
  return page.evaluate(async (spec) => {
    const { createTrainer, loadMnist } = window as unknown as LibraryWindow;
    const trainer = await createTrainer();
    await trainer.loadDataset(await loadMnist());
    await trainer.createModel(spec);
    const epochs: EpochEvent[] = [];
    for await (const event of trainer.train()) {
      if (event.type === 'epoch') epochs.push(event);
    }
    await trainer.dispose();
    return epochs;
  }, specification);
}
