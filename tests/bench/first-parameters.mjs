/**
 * The parameters with which the library begins a specification on MNIST. Contestants that begin
 * with them too differ only in the order of the samples.
 *
 * @typedef {import('../../web/src/shared/protocol').Tensor} Tensor
 *
 * @param {typeof import('../../web/src/client/index').createTrainer} createTrainer
 * @param {object} specification
 * @returns {Promise<{ weight?: Tensor, bias?: Tensor }[]>} of each layer, as `getParameters` has
 *   them: (inputs, units) of a dense layer, (filters, channels, height, width) of a convolution;
 *   the inputs of what follows `flatten` are (channels, height, width)
 */
export async function firstParameters(createTrainer, specification) {
  const { dataset, model } = specification;
  const trainer = await createTrainer({ threads: 1 });
  try {
    const samples = dataset.train + dataset.valid;
    await trainer.beginDataset({ width: 28, height: 28, samples, testSamples: 0 });
    await trainer.createModel(specification);
    const tensors = await trainer.getParameters();
    const find = (name) => tensors.find((tensor) => tensor.name === name);
    return model.layers.map((_, i) => ({
      weight: find(`layers.${i}.weight`),
      bias: find(`layers.${i}.bias`),
    }));
  } finally {
    await trainer.dispose();
  }
}
