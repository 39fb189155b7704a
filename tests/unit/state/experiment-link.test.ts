import { describe, expect, it } from 'vitest';
import { experiments } from '../../../web/src/lessons';
import {
  defaultSpecification,
  validateSpecification,
} from '../../../web/src/shared/validate-specification';
import { linkTo, readLink, shortened } from '../../../web/src/state/experiment-link';

const published = experiments.flatMap(({ id, runs }) =>
  runs.map(({ name, specification }) => ({ name: `${id}: ${name}`, specification })),
);

describe('a link to an experiment', () => {
  it.each(published)('brings all of it back: $name', ({ specification }) => {
    const result = validateSpecification(specification);
    if (!result.ok) throw new Error(result.problems[0].message);
    const reading = readLink(linkTo(result.specification));
    if (!reading || !('experiment' in reading)) throw new Error('cannot be read');
    expect(validateSpecification(reading.experiment)).toEqual(result);
  });

  it('leaves out what has its default', () => {
    expect(shortened(defaultSpecification)).toEqual({});
    const result = validateSpecification({ seed: 7, training: { optimizer: { type: 'adam' } } });
    if (!result.ok) throw new Error(result.problems[0].message);
    expect(shortened(result.specification)).toEqual({
      seed: 7,
      training: { optimizer: { type: 'adam' } },
    });
  });

  it('leaves out defaults within layers, and no layer', () => {
    const layers = [
      { type: 'conv2d', filters: 8, kernel: 5 },
      { type: 'flatten' },
      { units: 10 },
    ] as const;
    const result = validateSpecification({ model: { layers } });
    if (!result.ok) throw new Error(result.problems[0].message);
    expect(shortened(result.specification)).toEqual({ model: { layers } });
  });

  it('is none in an address that asks for something else', () => {
    for (const hash of ['', '#', '#train', '#experiments=%7B%7D']) {
      expect(readLink(hash)).toBeNull();
    }
  });

  it.each(['#experiment=', '#experiment=%7B%22seed', '#experiment=%', '#experiment=%E0%A4%A'])(
    'says so if it is cut off: %s',
    (hash) => {
      expect(readLink(hash)).toEqual({
        unreadable: 'It is cut off or altered; ask for it again.',
      });
    },
  );
});
