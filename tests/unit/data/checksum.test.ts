import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { requireChecksum, sha256Hex } from '../../../web/src/data/checksum';
import { errorOf } from './support/error-of';

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i);
const expected = createHash('sha256').update(bytes).digest('hex');

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a checksum', () => {
  it('is the SHA-256 of the bytes', async () => {
    expect(await sha256Hex(bytes)).toBe(expected);
  });

  it.each([
    ['offers no subtle cryptography', {}],
    ['offers no cryptography', undefined],
  ])('is the same where the browser %s', async (_, crypto) => {
    vi.stubGlobal('crypto', crypto);
    expect(await sha256Hex(bytes)).toBe(expected);
  });

  it('that is wrong is refused in words', async () => {
    await requireChecksum('digits', bytes, expected);
    const error = await errorOf(requireChecksum('digits', bytes, 'f'.repeat(64)));
    expect(error.code).toBe('wrong-checksum');
    expect(error.message).toBe(
      `digits is not the file it should be: its SHA-256 begins with ${expected.slice(0, 12)}, where ffffffffffff is expected.`,
    );
  });
});
