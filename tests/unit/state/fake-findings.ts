import type { Distribution, NetworkDiagnostics } from '../../../web/src/shared/diagnostics';
import type { GradientCheckResult } from '../../../web/src/shared/gradient-check';

/** Of a network with one layer and one checked parameter, which agrees from N = 100 on. */
export const passedGradientCheck: GradientCheckResult = {
  split: 'train',
  indices: [0],
  denominators: [10, 100],
  leastGradient: 2e-4,
  layers: [
    {
      layer: 'layers.0',
      verdict: 'passed',
      parameters: 1,
      kinks: 0,
      difference: 1e-9,
      steps: [
        { denominator: 10, compared: 1, kinks: 0, absolute: 1e-4, relative: 4e-4 },
        { denominator: 100, compared: 1, kinks: 0, absolute: 2.5e-10, relative: 1e-9 },
      ],
    },
  ],
  parameters: [
    {
      tensor: 'layers.0.weight',
      index: 0,
      analytic: 0.25,
      numeric: [0.2501, 0.25 + 2.5e-10],
      crossesKink: [false, false],
    },
  ],
};

const distribution = (mean: number): Distribution => {
  const histogram = Array.from({ length: 40 }, (_, bin) => bin);
  return { count: 780, mean, deviation: 1, minimum: -1, maximum: 3, histogram };
};

/** Of a network with one layer, of which a quarter is dead. */
export function diagnosticsAt(step: number): NetworkDiagnostics {
  const weights = {
    weight: distribution(0),
    weightNorm: 10,
    gradient: distribution(0.5),
    gradientNorm: 2,
    update: distribution(0.01),
    updateNorm: 0.01,
    updateRatio: 0.001,
  };
  const layer = { layer: 'layers.0', dead: 0.25, saturated: null, weights };
  return { step, samples: 20, layers: [{ ...layer, activation: distribution(1) }] };
}
