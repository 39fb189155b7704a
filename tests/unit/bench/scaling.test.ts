import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measureScaling } from '../../bench/scaling.mjs';

interface Specification {
  dataset: { train: number };
  model: { layers: { units: number }[] };
}

interface Call {
  values: [Specification[], { passes: number }];
}

/** 10 ns for each parameter and sample. */
function secondsOf({ dataset, model }: Specification): number {
  let inputs = 784;
  let parameters = 0;
  for (const { units } of model.layers) {
    parameters += (inputs + 1) * units;
    inputs = units;
  }
  return 1e-8 * parameters * dataset.train;
}

/** A place where an epoch takes `secondsOf` times what is given for its pass and cell. */
function placeWhere(slowness: (pass: number, cell: number) => number) {
  const page = {
    goto: () => Promise.resolve(),
    close: () => Promise.resolve(),
    evaluate: (_: unknown, { values: [specifications, { passes }] }: Call) =>
      Promise.resolve(
        Array.from({ length: passes }, (_, pass) =>
          specifications.map((each, cell) => secondsOf(each) * slowness(pass, cell)),
        ),
      ),
  };
  return { browser: { newPage: () => Promise.resolve(page) }, site: 'http://localhost/' };
}

const growthWhere = async (slowness: (pass: number, cell: number) => number) =>
  (await measureScaling(placeWhere(slowness), { isQuick: false })).growth;

describe('the growth of the time', () => {
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
  afterEach(() => vi.restoreAllMocks());

  it('is 1 if the time grows as parameters and samples do', async () => {
    expect(await growthWhere(() => 1)).toBeCloseTo(1, 12);
  });

  it('is that of the cell that is slowest for its size', async () => {
    expect(await growthWhere((_, cell) => (cell === 9 ? 1.4 : 1))).toBeCloseTo(1.4, 12);
  });

  it('does not mind the first pass, nor slow moments in two others', async () => {
    const growth = await growthWhere((pass, cell) => {
      if (pass === 0) return 1 + cell;
      if (pass === 2) return cell % 3 === 0 ? 5 : 1;
      return pass === 4 && cell > 8 ? 1.4 : 1;
    });
    expect(growth).toBeCloseTo(1, 12);
  });
});
