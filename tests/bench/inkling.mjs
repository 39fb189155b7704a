// The library in the place where this runs: Node or a page.

/**
 * @param {Function} createTrainer of the library
 * @param {{ variant: 'simd128' | 'relaxed-simd', threads: number }} settings
 * @returns {Promise<import('./contestants/contestant.mjs').Contestant | { unavailable: string }>}
 */
export async function openInkling(createTrainer, settings, specification, dataset) {
  let trainer;
  try {
    trainer = await createTrainer(settings);
  } catch (error) {
    if (error.path !== 'threads') throw error;
    return { unavailable: `Inkling does not have ${settings.threads} threads: ${error.message}` };
  }
  if (trainer.info.threads !== settings.threads) {
    await trainer.dispose();
    return { unavailable: `Inkling has ${trainer.info.threads} threads, not ${settings.threads}` };
  }
  await trainer.loadDataset(dataset);
  await trainer.createModel(specification);
  let epochs = 0;

  const trainRound = async () => {
    epochs += 1;
    let end;
    const startedAt = performance.now();
    for await (const event of trainer.train({ epochs })) {
      if (event.type === 'epoch') end = event;
    }
    const seconds = (performance.now() - startedAt) / 1000;
    if (end?.epoch !== epochs) throw new Error(`epoch ${epochs} did not come to its end`);
    return { seconds, loss: end.train.loss };
  };
  return { trainRound, close: () => trainer.dispose() };
}
