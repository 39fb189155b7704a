// Works in Node and in a page.

/**
 * MNIST's training pool, for the library's loadDataset.
 *
 * @param {(file: string) => Promise<Blob>} open gives the gzipped file
 */
export async function readMnist(open) {
  const read = async (file, headerBytes) => {
    const inflated = (await open(file)).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(inflated).arrayBuffer()).slice(headerBytes);
  };
  return {
    width: 28,
    height: 28,
    images: await read('train-images-idx3-ubyte.gz', 16),
    labels: await read('train-labels-idx1-ubyte.gz', 8),
  };
}
