/** A part of the data: learnt from, kept back to judge during training, or set apart for the end. */
export type Split = 'train' | 'valid' | 'test';
