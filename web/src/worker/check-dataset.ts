import type { Dataset } from '../shared/protocol';
import { maxImageSide, ranges } from '../shared/ranges';
import { TrainerFailure } from './trainer-failure';

/**
 * Refuses a data set whose parts do not agree, before memory is taken for it and
 * it is copied there. What the labels say is for the core to check.
 */
export function checkDataset({ width, height, images, labels, test }: Dataset): void {
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 1 || side > maxImageSide) {
      fail(name, `Must be a whole number from 1 to ${maxImageSide}; ${side} was given.`);
    }
  }
  checkSamples(images, labels, width * height, '');
  const most = ranges['dataset.train'].max;
  if (labels.length < 2 || labels.length > most) {
    fail(
      'labels',
      `A data set must have from 2 to ${most} samples; this one has ${labels.length}.`,
    );
  }
  if (test) checkSamples(test.images, test.labels, width * height, 'test.');
}

function checkSamples(images: unknown, labels: unknown, pixelCount: number, prefix: string): void {
  if (!(images instanceof Uint8Array)) fail(`${prefix}images`, 'Must be a Uint8Array.');
  if (!(labels instanceof Uint8Array)) fail(`${prefix}labels`, 'Must be a Uint8Array.');
  const expected = labels.length * pixelCount;
  if (images.length === expected) return;
  fail(
    `${prefix}images`,
    `${labels.length} labels need ${expected} bytes of images, ${pixelCount} each; there are ${images.length}.`,
  );
}

function fail(path: string, message: string): never {
  throw new TrainerFailure('invalid-data', message, path);
}
