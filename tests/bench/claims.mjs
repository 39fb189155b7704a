import { formatTable } from './table.mjs';

const inkling = 'inkling-chromium-relaxed';
const simd128 = 'inkling-chromium-simd128';
const twoThreads = 'inkling-chromium-threads';

/** Timing noise that a growth which is none may show. */
const growthNoise = 1.1;

/**
 * What the figures are to show.
 *
 * @typedef {object} Findings
 * @property {Record<string, import('./race.mjs').Result[]>} races by workload
 * @property {import('./measures.mjs').Measure[]} measures
 * @property {number | undefined} growth
 */

/** Time of one contestant in units of another's; nothing if one of them is missing. */
const timeRatio = (workload, id, otherId) => (findings) => {
  const find = (wanted) => findings.races[workload]?.find((result) => result.id === wanted);
  const [one, other] = [find(id), find(otherId)];
  return one && other ? one.seconds / other.seconds : undefined;
};

const measured = (key, name) => (findings) =>
  findings.measures.find((measure) => measure.key === key)?.values[name];

const isFaster = (workload, title, otherId, limit) => ({
  title: `${workload}: times as fast as ${title}`,
  atLeast: limit,
  unit: 'x',
  valueOf: timeRatio(workload, otherId, inkling),
});

const takesAtMost = (title, limit, unit, valueOf) => ({ title, atMost: limit, unit, valueOf });

const claims = [
  takesAtMost("W: time to PyTorch's", 0.9, 'x', timeRatio('W', inkling, 'pytorch-1')),
  takesAtMost("W: time to native Eigen's", 1, 'x', timeRatio('W', inkling, 'eigen')),
  takesAtMost("W, SIMD128: time to PyTorch's", 1.1, 'x', timeRatio('W', simd128, 'pytorch-1')),
  {
    title: 'W: times as fast with two threads as with one',
    atLeast: 1.7,
    unit: 'x',
    valueOf: timeRatio('W', inkling, twoThreads),
  },
  takesAtMost("W2: time to NumPy's", 0.6, 'x', timeRatio('W2', inkling, 'numpy-1')),
  takesAtMost(
    "W2, two threads: time to NumPy's with two",
    0.6,
    'x',
    timeRatio('W2', twoThreads, 'numpy-2'),
  ),
  takesAtMost("W3: time to PyTorch's", 0.8, 'x', timeRatio('W3', inkling, 'pytorch-1')),
  isFaster('W', "TensorFlow.js's model.fit", 'tensorflow-fit', 30),
  isFaster('W', 'TensorFlow.js by hand', 'tensorflow-loop', 6),
  isFaster('W', 'jax-js', 'jax-js', 4.5),
  isFaster('W3', 'TensorFlow.js by hand', 'tensorflow-loop', 4),
  takesAtMost('First epoch to a later one', 1.2, 'x', measured('firstEpoch', 'median')),
  takesAtMost('Evaluation of 10,000 images', 0.12, 's', measured('evaluation', 'median')),
  takesAtMost(
    'Prediction while training, 95th percentile',
    16,
    'ms',
    measured('prediction', '95th percentile'),
  ),
  takesAtMost(
    'Growth of the time to that of parameters or samples',
    growthNoise,
    'x',
    ({ growth }) => growth,
  ),
  takesAtMost("Memory of MNIST and W's training", 160, 'MB', measured('memory', 'total')),
];

function rowOf({ title, atMost, atLeast, unit }, value) {
  const holds = atMost === undefined ? value >= atLeast : value <= atMost;
  const bound = atMost === undefined ? `at least ${atLeast} ${unit}` : `at most ${atMost} ${unit}`;
  return [title, bound, `${value.toPrecision(3)} ${unit}`, holds ? 'yes' : 'no'];
}

/** One line for each bound that the findings say something of. @param {Findings} findings */
export function claimsTable(findings) {
  const rows = claims.flatMap((claim) => {
    const value = claim.valueOf(findings);
    return value === undefined ? [] : [rowOf(claim, value)];
  });
  const text = [
    '## Bounds',
    'Of Inkling in Chromium on one thread with relaxed SIMD, where nothing else is said.',
    rows.length > 0
      ? formatTable(['', 'bound', 'measured', 'holds'], rows)
      : 'Nothing was measured.',
  ];
  return text.join('\n\n');
}
