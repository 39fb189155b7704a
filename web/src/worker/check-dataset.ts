import type { Dataset } from '../shared/protocol';
import { ranges } from '../shared/ranges';
import { classCount } from '../shared/specification';
import { TrainerFailure } from './trainer-failure';

/** Images at most this wide and high; the network's input would be absurd beyond. */
const maxSide = 256;

/** Refuses a data set before any memory is taken for it. Callers outside TypeScript come here too. */
export function checkDataset({ width, height, images, labels, test }: Dataset): void {
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 1 || side > maxSide) {
      fail(name, `Must be a whole number from 1 to ${maxSide}; ${side} was given.`);
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
  if (images.length !== expected) {
    fail(
      `${prefix}images`,
      `${labels.length} labels need ${expected} bytes of images (${pixelCount} each); there are ${images.length}.`,
    );
  }
  const wrong = labels.findIndex((label) => label >= classCount);
  if (wrong !== -1) {
    fail(
      `${prefix}labels`,
      `Labels are the digits 0 to ${classCount - 1}; label ${wrong} is ${labels[wrong]}.`,
    );
  }
}

function fail(path: string, message: string): never {
  throw new TrainerFailure('invalid-data', message, path);
}
