import { expect, it } from 'vitest';
import { learningRateAt } from '../../../web/src/state/learning-rate';

it('rises linearly through the warm-up, and the schedule starts after it', () => {
  const schedule = { type: 'exponential', factor: 0.5, warmup: 2 } as const;
  const rates = [0, 1, 2, 3, 4].map((epoch) => learningRateAt(epoch, 0.8, schedule, 10));
  expect(rates).toEqual([0, 0.4, 0.8, 0.4, 0.2]);
});

it('falls in steps', () => {
  const schedule = { type: 'step', every: 2, factor: 0.1, warmup: 0 } as const;
  const rates = [0, 1.99, 2, 4].map((epoch) => learningRateAt(epoch, 1, schedule, 10));
  [1, 1, 0.1, 0.01].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
});

it('falls along half a cosine to the minimum at the last epoch, and stays there', () => {
  const schedule = { type: 'cosine', minimum: 0.2, warmup: 2 } as const;
  const rates = [2, 6, 10, 12].map((epoch) => learningRateAt(epoch, 1, schedule, 10));
  [1, 0.6, 0.2, 0.2].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
});
