import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trainer } from '../../web/src/client/index';
import type { Variant } from '../../web/src/shared/protocol';
import type { SpecificationInput } from '../../web/src/shared/validate-specification';
import { library } from '../unit/support/library';

/** Made by scripts/make-parity-fixture with NumPy, in double precision. */
interface Fixture {
  steps: number;
  data: Record<string, { width: number; height: number; images: number[]; labels: number[] }>;
  cases: Case[];
}

interface Case {
  name: string;
  data: string;
  specification: SpecificationInput;
  initial: number[];
  final: number[];
  masks?: string[];
}

const fixture = JSON.parse(readFileSync('tests/fixtures/parity.json', 'utf8')) as Fixture;
/** Masks can only be given within the core. */
const cases = fixture.cases.filter(({ masks }) => !masks);

describe.each<Variant>(['simd128', 'relaxed-simd'])('training with %s', (variant) => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = await library.createTrainer({ variant });
  });
  afterAll(() => trainer.dispose());

  async function setParameters(values: readonly number[]): Promise<void> {
    let offset = 0;
    const tensors = (await trainer.getParameters()).map((tensor) => {
      const data = Float32Array.from(values.slice(offset, offset + tensor.data.length));
      offset += data.length;
      return { ...tensor, data };
    });
    expect(offset).toBe(values.length);
    await trainer.setParameters(tensors);
  }

  it.each(cases)('agrees with NumPy to 1e-5: $name', async (each) => {
    const data = fixture.data[each.data];
    if (!data) throw new Error(`no data ${each.data}`);
    await trainer.loadDataset({
      ...data,
      images: Uint8Array.from(data.images),
      labels: Uint8Array.from(data.labels),
    });
    await trainer.createModel(each.specification);
    await setParameters(each.initial);
    for (let step = 0; step < fixture.steps; step++) await trainer.trainStep();
    const trained = (await trainer.getParameters()).flatMap((tensor) => [...tensor.data]);
    const differences = trained.map((value, i) => Math.abs(value - (each.final[i] ?? NaN)));
    expect(differences).toHaveLength(each.final.length);
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });
});
