import { DataError } from './data-error';

/** Whether the bytes begin as gzip does, rather than as something that was inflated on the way. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The bytes, inflated if they are gzip.
 *
 * @param name of the file, for messages
 * @throws DataError `damaged`
 */
export async function inflated(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!isGzip(bytes)) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (reason) {
    if (reason instanceof RangeError) throw reason;
    throw brokenGzip(name);
  }
}

export function brokenGzip(name: string): DataError {
  return new DataError('damaged', `${name} is broken gzip, or was cut short.`);
}
