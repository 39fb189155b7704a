/** Reproducible numbers in [0, 1) for made-up data (Marsaglia 2003, xorshift). */
export function seededRandom(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
