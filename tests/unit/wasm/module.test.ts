import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSpecification } from '../../../web/src/shared/validate-specification';
import type { Variant } from '../../../web/src/shared/protocol';
import { Session } from '../../../web/src/worker/session';
import { text, type InklingModule } from '../../../web/src/worker/wasm-module';
import { distUrl, variants } from '../support/library';
import { syntheticDataset } from '../support/synthetic-dataset';

async function load(variant: Variant): Promise<InklingModule> {
  const glue = (await import(/* @vite-ignore */ distUrl(`wasm/${variant}.mjs`).href)) as {
    default(options: object): Promise<InklingModule>;
  };
  const locateFile = () => distUrl(`wasm/${variant}.wasm`).href;
  return glue.default({ locateFile });
}

const memoryBytes = (module: InklingModule) => (module.HEAPU8 as Uint8Array).byteLength;

/**
 * Small things that outlive a model leave fragments where it was, and memory grows by its step of
 * a fifth until every hole is in use. From then on it must not grow by a byte.
 */
function expectSettledMemory(module: InklingModule, cycle: () => void): void {
  for (let count = 0; count < 100; count++) cycle();
  const settled = memoryBytes(module);
  for (let count = 0; count < 100; count++) cycle();
  expect(memoryBytes(module)).toBe(settled);
}

describe.each(variants)('the %s module', (variant) => {
  let module: InklingModule;
  // Of its own for each test: memory that has grown is never given back, and has fragments.
  beforeEach(async () => {
    module = await load(variant);
  });

  it('says what it is, and that Eigen is vectorised in it', () => {
    const info = module.buildInfo();
    expect(text(info.variant)).toBe(variant);
    expect(text(info.eigenSimd)).toContain('SSE');
  });

  it('holds all of MNIST in at most 120 MB', () => {
    const session = new Session(module);
    const part = (samples: number) => ({
      images: new Uint8Array(784 * samples).fill(1),
      labels: new Uint8Array(samples),
    });
    session.loadDataset({ width: 28, height: 28, ...part(60_000), test: part(10_000) });
    expect(memoryBytes(module)).toBeLessThanOrEqual(120e6);
    session.delete();
  });

  it('gives back all memory over two hundred cycles of create, train and delete', () => {
    const dataset = syntheticDataset({ samples: 300 });
    const specification = structuredClone(defaultSpecification);
    specification.dataset = { ...specification.dataset, train: 250, valid: 50 };
    const cycle = () => {
      const session = new Session(module);
      session.loadDataset(dataset);
      session.createModel(specification, { width: 28, height: 28 });
      session.trainStep(1);
      session.evaluateRange('valid', 0, 50);
      session.setParameters(session.parameters());
      session.delete();
    };
    expectSettledMemory(module, cycle);
  });

  it('keeps no memory of two hundred checkpoints saved and opened', () => {
    const session = new Session(module);
    session.loadDataset(syntheticDataset({ samples: 300 }));
    const specification = structuredClone(defaultSpecification);
    specification.dataset = { ...specification.dataset, train: 250, valid: 50 };
    const image = { width: 28, height: 28 };
    session.createModel(specification, image);
    const cycle = () => {
      session.snapshotBest();
      session.stageCheckpoint(session.saveCheckpoint('specification', 'state'));
      session.restoreModel(specification, image);
      session.releaseCheckpoint();
    };
    expectSettledMemory(module, cycle);
    session.delete();
  });

  it('gives back all memory over two hundred models of one session', () => {
    const session = new Session(module);
    session.loadDataset(syntheticDataset({ samples: 300 }));
    const specification = structuredClone(defaultSpecification);
    specification.dataset = { ...specification.dataset, train: 250, valid: 50 };
    const cycle = () => {
      session.createModel(specification, { width: 28, height: 28 });
      session.trainStep(1);
    };
    expectSettledMemory(module, cycle);
    session.delete();
  });
});
