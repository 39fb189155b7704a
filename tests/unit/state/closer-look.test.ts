import { beforeAll, describe, expect, it, vi } from 'vitest';
import { gradientCheckCsv } from '../../../web/src/state/gradient-check';
import { createStore, type Store } from '../../../web/src/state/store';
import { passedGradientCheck } from './fake-findings';
import { fakeServices, settle, type FakeTrainer } from './fake-services';

// The view asks the browser about its colours; nothing else of a browser is used here.
beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
});

async function start(): Promise<{ store: Store; trainer: FakeTrainer }> {
  const services = fakeServices();
  const store = createStore(services);
  await settle();
  const trainer = services.trainers.at(-1);
  if (!trainer) throw new Error('No trainer was started');
  return { store, trainer };
}

describe('the gradient check', () => {
  it('shows how far it is, then what it found and when', async () => {
    const { store, trainer } = await start();
    const { gradientChecks } = store;
    store.run.step();
    await settle();
    expect(gradientChecks.progress.value).toBeNull();
    gradientChecks.start();
    await settle();
    expect(gradientChecks.progress.value).toBe(0.5);
    trainer.finishCheck();
    await settle();
    expect(gradientChecks.progress.value).toBeNull();
    expect(gradientChecks.finding.value).toEqual({
      result: passedGradientCheck,
      position: store.run.position.value,
    });
  });

  it('can be stopped, and what comes late does not count', async () => {
    const { store, trainer } = await start();
    store.gradientChecks.start();
    await settle();
    store.gradientChecks.stop();
    expect(store.gradientChecks.progress.value).toBeNull();
    trainer.finishCheck();
    await settle();
    expect(store.gradientChecks.finding.value).toBeNull();
  });

  it('forgets what it found about another network', async () => {
    const { store, trainer } = await start();
    store.run.step();
    await settle();
    store.gradientChecks.start();
    await settle();
    trainer.finishCheck();
    await settle();
    expect(store.gradientChecks.finding.value).not.toBeNull();
    store.run.rewind();
    await settle();
    expect(store.gradientChecks.finding.value).toBeNull();
  });

  it('says why it could not be done', async () => {
    const { store, trainer } = await start();
    trainer.gradientCheck = () => {
      throw new Error('There is not enough memory.');
    };
    store.gradientChecks.start();
    await settle();
    expect(store.gradientChecks.error.value).toBe('There is not enough memory.');
    expect(store.gradientChecks.progress.value).toBeNull();
  });

  it('has a line for each parameter and N in its file', () => {
    expect(gradientCheckCsv(passedGradientCheck).split('\n')).toEqual([
      'tensor,index,n,analytic,numeric,crosses_kink',
      'layers.0.weight,0,10,0.25,0.2501,false',
      'layers.0.weight,0,100,0.25,0.25000000025,false',
      '',
    ]);
  });
});

describe('the look into the layers', () => {
  it('is taken only while somebody looks', async () => {
    const { store, trainer } = await start();
    const diagnose = vi.spyOn(trainer, 'diagnose');
    store.run.step();
    await settle();
    expect(diagnose).not.toHaveBeenCalled();
    expect(trainer.watchesLayers).toBe(false);
    const stop = store.layerWatch.watch();
    await settle();
    expect(trainer.watchesLayers).toBe(true);
    expect(store.layerWatch.diagnostics.value?.step).toBe(1);
    stop();
    await settle();
    expect(trainer.watchesLayers).toBe(false);
  });

  it('follows the network as it learns', async () => {
    const { store } = await start();
    store.layerWatch.watch();
    await settle();
    store.run.step();
    await vi.waitFor(() => expect(store.layerWatch.diagnostics.value?.step).toBe(1), 3000);
  });

  it('says why it could not be taken', async () => {
    const { store, trainer } = await start();
    trainer.diagnose = () => Promise.reject(new Error('There is not enough memory.'));
    store.layerWatch.watch();
    await settle();
    expect(store.layerWatch.error.value).toBe('There is not enough memory.');
  });
});
