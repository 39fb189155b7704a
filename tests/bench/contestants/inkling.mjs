// The library in the place where this runs: Node or a page.

/**
 * @param {Function} createTrainer of the library
 * @param {'simd128' | 'relaxed-simd'} variant
 * @returns a function that trains one more epoch and gives its time and mean loss
 */
export async function openInkling(createTrainer, variant, { specification }, dataset) {
  const trainer = await createTrainer({ variant });
  await trainer.loadDataset(dataset);
  await trainer.createModel(specification);
  let epochs = 0;

  const trainEpoch = async () => {
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
  return { trainEpoch, close: () => trainer.dispose() };
}
