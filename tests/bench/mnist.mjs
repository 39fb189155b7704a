// Works in Node and in a page.

/**
 * MNIST's training pool, for the library's loadDataset.
 *
 * @param {(file: string) => Promise<Blob>} open gives the file, inflated
 */
export async function readMnist(open) {
  const read = async (file, headerBytes) =>
    new Uint8Array(await (await open(file)).slice(headerBytes).arrayBuffer());
  return {
    width: 28,
    height: 28,
    images: await read('train-images-idx3-ubyte', 16),
    labels: await read('train-labels-idx1-ubyte', 8),
  };
}
