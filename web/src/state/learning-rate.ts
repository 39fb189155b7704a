import type { ScheduleSpecification } from '../shared/specification';

/**
 * The learning rate after so many epochs, fractions included; `epochs` are those
 * of the whole training, with the warm-up. What the core trains with is its own
 * (wasm/core/schedule.h); this is for the eye, also before there is a network, and
 * is tested against it.
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
