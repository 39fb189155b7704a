// Works in Node and in a page.

/**
 * MNIST's training pool, for the library's loadDataset.
 *
 * @param {(file: string) => Promise<Blob>} open gives the file, inflated
 * @param {{ withTest?: boolean }} [options] whether the test set comes too
 */
export async function readMnist(open, { withTest = false } = {}) {
  const read = async (file, headerBytes) =>
    new Uint8Array(await (await open(file)).slice(headerBytes).arrayBuffer());
  const readSet = async (name) => ({
    images: await read(`${name}-images-idx3-ubyte`, 16),
    labels: await read(`${name}-labels-idx1-ubyte`, 8),
  });
  return {
    width: 28,
    height: 28,
    ...(await readSet('train')),
    ...(withTest && { test: await readSet('t10k') }),
  };
}
