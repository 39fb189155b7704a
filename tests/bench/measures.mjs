import { inPage, launchChromium, openPage } from './browser.mjs';
import { formatTable, median, percentile } from './table.mjs';
import { workloads } from './workloads.mjs';

/**
 * What is measured of the library beside whole epochs: relaxed SIMD, one thread, Chromium.
 *
 * @typedef {object} Measure
 * @property {string} key
 * @property {string} title
 * @property {string} unit
 * @property {{ [name: string]: number }} values
 */

const megabyte = 1e6;

const specificationOfW = workloads.W.specification;
const withValidation = (valid) => ({
  ...specificationOfW,
  dataset: { ...specificationOfW.dataset, valid },
});

/** In a browser that has compiled nothing yet. */
async function firstEpoch({ site }, isQuick) {
  const ratios = [];
  for (let i = 0; i < (isQuick ? 1 : 5); i += 1) {
    const browser = await launchChromium();
    try {
      const [first, ...later] = await inPage({ browser, site }, 'epochs', specificationOfW, 4);
      ratios.push(first / median(later));
    } finally {
      await browser.close();
    }
  }
  return { median: median(ratios), largest: Math.max(...ratios) };
}

async function evaluation(place, isQuick) {
  const seconds = await inPage(place, 'evaluations', withValidation(10_000), isQuick ? 5 : 15);
  const [, , ...timed] = seconds;
  return { median: median(timed), largest: Math.max(...timed) };
}

async function prediction(place, isQuick) {
  const count = isQuick ? 50 : 300;
  const times = await inPage(place, 'predictionsWhileTraining', specificationOfW, count);
  return { median: median(times), '95th percentile': percentile(times, 0.95) };
}

/** Of the worker's modules, with every image of MNIST loaded, after an epoch and an evaluation. */
async function memory({ browser, site }) {
  const page = await openPage(browser, site);
  try {
    await page.evaluate(
      async ({ address, specification }) => {
        const { trainOnAllOfMnist } = await import(address);
        window.trainer = await trainOnAllOfMnist(specification);
      },
      {
        address: `${site}tests/bench/pages/measures.mjs`,
        specification: withValidation(10_000),
      },
    );
    const [worker] = page.workers();
    const bytes = await worker.evaluate(() =>
      [...globalThis.wasmMemories].map(({ buffer }) => buffer.byteLength),
    );
    if (bytes.length === 0) throw new Error('no WebAssembly memory was seen');
    return { total: bytes.reduce((sum, each) => sum + each, 0) / megabyte };
  } finally {
    await page.close();
  }
}

const kinds = [
  {
    key: 'firstEpoch',
    title: 'First epoch of W in a new browser, to the median of the next three',
    unit: 'x',
    measure: firstEpoch,
  },
  {
    key: 'evaluation',
    title: "Evaluation of 10,000 images with W's network",
    unit: 's',
    measure: evaluation,
  },
  {
    key: 'prediction',
    title: 'One prediction while W is trained, seen from the page',
    unit: 'ms',
    measure: prediction,
  },
  {
    key: 'memory',
    title: "WebAssembly memory with MNIST's 70,000 images and W",
    unit: 'MB',
    measure: memory,
  },
];

/** @returns {Promise<{ measures: Measure[], text: string }>} those that could be made */
export async function takeMeasures(place, { isQuick }) {
  const measures = [];
  for (const { key, title, unit, measure } of kinds) {
    try {
      measures.push({ key, title, unit, values: await measure(place, isQuick) });
      console.error(`  ${title}: ${describe(measures.at(-1))}`);
    } catch (error) {
      console.error(`skipped: ${title}: ${error.stack}`);
    }
  }
  const table = formatTable(
    ['', 'measured'],
    measures.map((each) => [each.title, describe(each)]),
  );
  const text = [
    '## Beside epochs',
    'Inkling in Chromium, relaxed SIMD, one thread.',
    measures.length > 0 ? table : 'Nothing could be measured.',
  ];
  return { measures, text: text.join('\n\n') };
}

function describe({ unit, values }) {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value.toPrecision(3)} ${unit}`)
    .join(', ');
}
