import type { Split } from './split';

/**
 * Which gradients to check: those of the mean loss over some samples with
 * respect to some parameters, by backpropagation and by the central difference
 * (L(w + 1/N) - L(w - 1/N)) / (2/N), both in double precision.
 */
export interface GradientCheckOptions {
  /** Default: 'train'. */
  split?: Split;
  /** Of 1 to 100 samples of the split. Default: the first ten. */
  indices?: number[];
  /** The values of N, from above 0 to 1e9, at most 32. Default: `defaultDenominators`. */
  denominators?: number[];
  /** So many of each tensor, evenly spread. Default: 10. Not used if `parameters` is given. */
  perTensor?: number;
  /** Chosen ones, at most 10,000 in all. */
  parameters?: ParameterChoice[];
}

export interface ParameterChoice {
  /** 'layers.0.weight' */
  tensor: string;
  /** Of its elements, in row-major order. */
  indices: number[];
}

/** k 10^i, for k in {1, 5} and i from 0 to 5. */
export const defaultDenominators: readonly number[] = [
  1, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000, 100_000, 500_000,
];

/** Below it, a relative difference is agreement. */
export const gradientTolerance = 1e-7;

/** A moment of a check: some progress, or its end. */
export type GradientCheckEvent =
  | { type: 'progress'; /** In [0, 1]. */ done: number }
  | { type: 'finished'; result: GradientCheckResult };

export interface GradientCheckResult {
  split: Split;
  indices: number[];
  denominators: number[];
  /**
   * Relative differences are |a - n| / max(|a|, |n|, this): it is the least gradient that rounding
   * leaves seven digits of, the cube root of 2^-106 times the largest of 1, the loss and the
   * logits, divided by 1e-7. So two gradients of 0 differ by 0.
   */
  leastGradient: number;
  /** Of the layers with checked parameters. */
  layers: LayerGradientCheck[];
  parameters: ParameterGradients[];
}

/**
 * 'passed': each parameter agrees for one N at least. 'failed': one agrees for
 * none. 'undecided': all cross a kink for every N.
 */
export type GradientVerdict = 'passed' | 'failed' | 'undecided';

export interface LayerGradientCheck {
  /** 'layers.0' */
  layer: string;
  verdict: GradientVerdict;
  parameters: number;
  /** Parameters that cross a kink for every N. They are no errors and do not count. */
  kinks: number;
  /** Of each parameter the smallest relative difference over N; of these the largest. */
  difference: number;
  steps: StepDifferences[];
}

/** For one N: the largest differences over the parameters that cross no kink. */
export interface StepDifferences {
  denominator: number;
  compared: number;
  /** A perturbation by 1/N moves an activation to another linear piece, or a pool to another value. */
  kinks: number;
  absolute: number;
  relative: number;
}

export interface ParameterGradients {
  tensor: string;
  index: number;
  /** By backpropagation. */
  analytic: number;
  /** By central differences, for each N. */
  numeric: number[];
  /** For each N; the difference quotient is no derivative there. */
  crossesKink: boolean[];
}
