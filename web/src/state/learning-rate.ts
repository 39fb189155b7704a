import type { ScheduleSpecification } from '../shared/specification';

/**
 * The learning rate after so many epochs, fractions included; `epochs` are those
 * of the whole training, with the warm-up. The core computes it step by step;
 * this is for the eye.
 */
export function learningRateAt(
  epoch: number,
  base: number,
  schedule: ScheduleSpecification,
  epochs: number,
): number {
  const { warmup } = schedule;
  if (epoch < warmup) return (base * epoch) / warmup;
  const since = epoch - warmup;
  switch (schedule.type) {
    case 'constant':
      return base;
    case 'step':
      return base * schedule.factor ** Math.floor(since / schedule.every);
    case 'exponential':
      return base * schedule.factor ** since;
    case 'cosine': {
      const progress = Math.min(1, since / (epochs - warmup));
      return (
        schedule.minimum + ((base - schedule.minimum) * (1 + Math.cos(Math.PI * progress))) / 2
      );
    }
  }
}
