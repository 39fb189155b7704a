import type { Split } from '../shared/split';

/** As the module numbers them. */
export const splitNumber: Record<Split, number> = { train: 0, valid: 1, test: 2 };
