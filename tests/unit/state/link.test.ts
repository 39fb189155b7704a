import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { SpecificationInput } from '../../../web/src/shared/validate-specification';
import { createStore, type Store } from '../../../web/src/state/store';
import { fakeAddress, fakeServices, settle } from './fake-services';

// The view asks the browser about its colours; nothing else of a browser is used here.
beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
});

function hashOf(experiment: SpecificationInput): string {
  return `#experiment=${encodeURIComponent(JSON.stringify(experiment))}`;
}

/** The pretended data sets have 100 samples. */
const split = { train: 60, valid: 10 };

async function openPage(hash: string) {
  const address = fakeAddress(hash);
  const services = fakeServices({ address });
  const store = createStore(services);
  await settle();
  return { store, address, trainers: services.trainers };
}

const specificationOf = (store: Store) => store.settings.specification.value;

describe('the experiment of a link', () => {
  it('is on the page and in the first network', async () => {
    const { store, trainers } = await openPage(hashOf({ seed: 9, dataset: split }));
    expect(specificationOf(store)).toMatchObject({ seed: 9, dataset: split });
    expect(trainers[0]?.created.at(-1)).toMatchObject({ seed: 9, dataset: split });
    expect(store.link.problems.value).toBeNull();
  });

  it('is refused with all that speaks against it, and the page stays as it is', async () => {
    const { store } = await openPage(hashOf({ seed: -1, training: { batchSize: 0 } }));
    expect(store.link.problems.value).toEqual([
      expect.objectContaining({ path: 'seed' }),
      expect.objectContaining({ path: 'training.batchSize' }),
    ]);
    expect(specificationOf(store).seed).toBe(1);
    store.link.dismiss();
    expect(store.link.problems.value).toBeNull();
  });

  it('is refused with the reason if its fields do not go together', async () => {
    const { store } = await openPage(
      hashOf({ training: { optimizer: { type: 'sgd', nesterov: true } } }),
    );
    expect(store.link.problems.value).toEqual([
      expect.objectContaining({ path: 'training.optimizer.nesterov' }),
    ]);
  });

  it('is refused if the data is not enough for it, once that is known', async () => {
    const { store } = await openPage(hashOf({ seed: 9, dataset: { train: 90, valid: 20 } }));
    expect(store.link.problems.value).toEqual([
      expect.objectContaining({ message: expect.stringContaining('at most 100') as string }),
    ]);
  });

  it('says so if it cannot be read', async () => {
    const { store } = await openPage('#experiment=%7B%22se');
    expect(store.link.problems.value).toEqual([
      expect.objectContaining({ message: expect.stringContaining('cut off') as string }),
    ]);
    expect(store.run.phase.value).toBe('ready');
  });

  it('begins with the digits that it asks for', async () => {
    const { store } = await openPage(hashOf({ dataset: { name: 'built-in', ...split } }));
    expect(store.data.inUse.value?.source).toBe('built-in');
    expect(specificationOf(store).dataset).toMatchObject({ name: 'built-in', ...split });
  });

  it('for data of its author’s own asks for the files, and begins without', async () => {
    const { store } = await openPage(hashOf({ seed: 9, dataset: { name: 'custom', ...split } }));
    expect(specificationOf(store)).toMatchObject({ seed: 9, dataset: { name: 'mnist', ...split } });
    expect(store.link.problems.value).toEqual([
      expect.objectContaining({ message: expect.stringContaining('Drop those files') as string }),
    ]);
  });

  it('that is followed later changes the settings, and the data if need be', async () => {
    const { store, address } = await openPage('');
    address.enter(hashOf({ seed: 3, dataset: split }));
    await settle();
    expect(specificationOf(store)).toMatchObject({ seed: 3, dataset: { name: 'mnist', ...split } });
    address.enter(hashOf({ seed: 4, dataset: { name: 'built-in', ...split } }));
    await settle();
    expect(store.data.inUse.value?.source).toBe('built-in');
    expect(specificationOf(store)).toMatchObject({ seed: 4, dataset: { name: 'built-in' } });
    address.enter('#train');
    expect(specificationOf(store).seed).toBe(4);
  });

  it('that the page gives away brings the same experiment', async () => {
    const { store, address } = await openPage('');
    store.settings.enter('training.optimizer.learningRate', '0.25');
    const shared = store.link.share();
    expect(shared).toBe(`page/${address.hash()}`);
    const { store: other } = await openPage(address.hash());
    expect(specificationOf(other)).toEqual(specificationOf(store));
  });
});
