import { sha256 } from '@noble/hashes/sha2.js';
import { DataError } from './data-error';

/** SHA-256 in hexadecimal. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Browsers keep `subtle` from pages that came over plain HTTP from another machine.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @throws DataError `wrong-checksum` */
export async function requireChecksum(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  expected: string,
): Promise<void> {
  const found = await sha256Hex(bytes);
  if (found === expected) return;
  throw new DataError(
    'wrong-checksum',
    `${name} is not the file it should be: its SHA-256 begins with ${found.slice(0, 12)}, ` +
      `where ${expected.slice(0, 12)} is expected.`,
  );
}
