import type { Specification } from '../shared/specification';
import {
  validateSpecification,
  type Problem,
  type SpecificationLimits,
} from '../shared/validate-specification';
import type { Change } from './changes';
import { valueAt, withValueAt } from './paths';

export type Attempt =
  /** `mends`: fields that had to follow the one that was changed. */
  | { ok: true; specification: Specification; mends: Change[] }
  | { ok: false; problems: [Problem, ...Problem[]] };

/**
 * Values, in order of preference, for fields that may follow when a change of
 * another one makes them nonsense. All other problems refuse the change.
 */
const followers: Record<string, readonly unknown[] | undefined> = {
  'training.loss': ['cross-entropy', 'mean-squared-error'],
  'training.optimizer.nesterov': [false],
  'training.weightDecay': [0],
  'training.schedule.minimum': [0],
  'training.earlyStopping.checksPerEpoch': [1],
};

/** Checks an experiment in which one field was changed, and lets others follow if they must. */
export function attempt(changed: unknown, path: string, limits: SpecificationLimits = {}): Attempt {
  const mends: Change[] = [];
  let candidate = changed;
  for (;;) {
    const result = validateSpecification(candidate, limits);
    if (result.ok) return { ...result, mends };
    const { problems } = result;
    const problem = problems[0];
    // What the visitor has just asked for is refused rather than undone.
    if (problem.path === path) return { ok: false, problems };
    const current = candidate;
    const to = followers[problem.path]?.find((value) => {
      const next = validateSpecification(withValueAt(current, problem.path, value), limits);
      return next.ok || !next.problems.some((each) => each.path === problem.path);
    });
    if (to === undefined) return { ok: false, problems };
    mends.push({ path: problem.path, from: valueAt(candidate, problem.path), to });
    candidate = withValueAt(candidate, problem.path, to);
  }
}
