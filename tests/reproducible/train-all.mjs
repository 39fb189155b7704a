/**
 * Trains small networks with `reproducible: true`, and gives for each the SHA-256 of its
 * parameters as little-endian floats, in hexadecimal. Runs in Node and in a page, where it is
 * sent as text: it uses nothing from outside.
 *
 * @param {{ library: string, threads: number, cases: Record<string, object> }} options
 * @returns {Promise<Record<string, string>>}
 */
export async function trainAll({ library, threads, cases }) {
  const { createTrainer } = await import(/* @vite-ignore */ library);
  const samples = 400;
  const pixels = 12 * 12;
  // Numerical Recipes' generator modulo 2^32, its upper bits: whole numbers, alike everywhere.
  let state = 1;
  const draw = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const images = new Uint8Array(samples * pixels);
  const labels = new Uint8Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    labels[sample] = draw(10);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const lit = pixel % 10 === labels[sample] ? draw(10) < 7 : draw(10) < 1;
      if (lit) images[sample * pixels + pixel] = 64 + draw(192);
    }
  }

  const trainer = await createTrainer({ threads });
  if (trainer.info.threads !== threads) {
    throw new Error(`${threads} threads were asked for, there are ${trainer.info.threads}`);
  }
  await trainer.loadDataset({ width: 12, height: 12, images, labels });
  const sums = {};
  for (const [name, specification] of Object.entries(cases)) {
    const { variant } = await trainer.createModel({ ...specification, reproducible: true });
    if (variant !== 'simd128') throw new Error(`${name} is trained with ${variant}`);
    for await (const event of trainer.train()) {
      if (event.type === 'diverged') throw new Error(`${name}: ${event.message}`);
    }
    const tensors = await trainer.getParameters();
    const bytes = tensors.flatMap(({ data }) => [...new Uint8Array(data.buffer)]);
    const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
    sums[name] = [...new Uint8Array(digest)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
  }
  await trainer.dispose();
  return sums;
}
