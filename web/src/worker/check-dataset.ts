import type { Dataset, DatasetShape, Samples } from '../shared/protocol';
import { maxImageSide, ranges } from '../shared/ranges';
import { TrainerFailure } from './trainer-failure';

/**
 * Refuses a data set whose parts do not agree, before memory is taken for it and
 * it is copied there. What the labels say is for the core to check.
 */
export function checkDataset({ width, height, images, labels, test }: Dataset): void {
  checkSides({ width, height });
  checkSamples({ images, labels }, width * height, '');
  checkCount(labels.length, 'labels');
  if (test) checkSamples(test, width * height, 'test.');
}

/** The same of what is known of a data set that is to arrive in parts. */
export function checkShape({ width, height, samples, testSamples }: DatasetShape): void {
  checkSides({ width, height });
  checkCount(samples, 'samples');
  const most = ranges['dataset.train'].max;
  if (!Number.isInteger(testSamples) || testSamples < 0 || testSamples > most) {
    fail('testSamples', `Must be a whole number from 0 to ${most}; ${testSamples} was given.`);
  }
}

function checkSides(sides: { width: number; height: number }): void {
  for (const [name, side] of Object.entries(sides)) {
    if (!Number.isInteger(side) || side < 1 || side > maxImageSide) {
      fail(name, `Must be a whole number from 1 to ${maxImageSide}; ${side} was given.`);
    }
  }
}

function checkCount(samples: number, name: string): void {
  const most = ranges['dataset.train'].max;
  if (Number.isInteger(samples) && samples >= 2 && samples <= most) return;
  fail(name, `A data set must have from 2 to ${most} samples; this one has ${samples}.`);
}

/** Refuses images and labels that do not agree in number. */
export function checkSamples(
  { images, labels }: { [Part in keyof Samples]: unknown },
  pixelCount: number,
  prefix: string,
): void {
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
