import { afterEach, describe, expect, it } from 'vitest';
import type { TrainerClient } from '../../../web/src/client/trainer-client';
import type { RunEvent } from '../../../web/src/shared/protocol';
import type { EarlyStopping } from '../../../web/src/shared/specification';
import { EarlyStoppingWatch } from '../../../web/src/worker/early-stopping';
import { collect } from '../support/run-events';
import type { FakeOptions } from './fake-module';
import { startReadyTrainer, tinySpecification } from './fake-trainer';

const byLoss: EarlyStopping = {
  metric: 'loss',
  patience: 2,
  checksPerEpoch: 1,
  restoreBest: true,
};

/** What the watch says to a row of losses, with accuracies that fall as they rise. */
function judge(settings: EarlyStopping, losses: number[]): string {
  const watch = new EarlyStoppingWatch(settings, 1);
  const verdicts = losses.map((loss, index) => {
    const isBest = watch.check({ loss, accuracy: 1 - loss / 10 }, index + 1);
    return isBest ? 'best' : watch.shouldStop ? 'stop' : 'wait';
  });
  return verdicts.join(' ');
}

describe('the watch', () => {
  it('stops after so many checks in a row without a better loss', () => {
    expect(judge(byLoss, [3, 2, 2, 1, 1.5, 1.2])).toBe('best best wait best wait stop');
  });

  it('takes a higher accuracy for better', () => {
    const byAccuracy: EarlyStopping = { ...byLoss, metric: 'accuracy' };
    expect(judge(byAccuracy, [3, 2, 4, 2])).toBe('best best wait stop');
  });

  it('prefers any number to none', () => {
    expect(judge(byLoss, [NaN, 5, NaN, NaN])).toBe('best best wait stop');
  });

  it.each([
    [1, 5, [5, 10]],
    [5, 5, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [2, 5, [3, 5, 8, 10]],
    [3, 7, [3, 5, 7, 10, 12, 14]],
  ])('checks %i times an epoch of %i steps, after steps %j', (checksPerEpoch, steps, due) => {
    const watch = new EarlyStoppingWatch({ ...byLoss, checksPerEpoch }, steps);
    const all = Array.from({ length: 2 * steps + 1 }, (_, step) => step);
    expect(all.filter((step) => watch.isDueAfter(step))).toEqual(due);
  });
});

describe('a run with early stopping', () => {
  let trainer: TrainerClient;
  afterEach(() => trainer.dispose());

  /** Three steps an epoch; the fake's validation loss never changes. */
  const start = async (earlyStopping: Partial<EarlyStopping>, options: FakeOptions = {}) => {
    const training = { ...tinySpecification.training, epochs: 5, earlyStopping };
    ({ trainer } = await startReadyTrainer(options, { ...tinySpecification, training }));
  };
  const weight = async () => (await trainer.getParameters())[0]?.data[0];
  const namesOf = (events: RunEvent[]) =>
    events.map(({ type }) => type).filter((type) => type !== 'progress');

  it('ends with stopped-early, and has the best weights back', async () => {
    await start({ patience: 4, checksPerEpoch: 3 });
    const events = await collect(trainer.train());
    expect(namesOf(events)).toEqual([
      'check',
      'check',
      'epoch',
      'check',
      'check',
      'check',
      'stopped-early',
    ]);
    expect(events.at(-1)).toEqual({
      type: 'stopped-early',
      runId: 1,
      position: { step: 5, epoch: 5 / 3 },
      best: { step: 1, epoch: 1 / 3, loss: 0.5, accuracy: 1 },
      isRestored: true,
    });
    // After step 1, of 0.5 x 1.
    expect(await weight()).toBe(0.5);
  });

  it('counts the patience down in the checks', async () => {
    await start({ patience: 2 });
    const checks = (await collect(trainer.train())).filter(({ type }) => type === 'check');
    expect(checks).toMatchObject([
      { position: { step: 3 }, isBest: true, patienceLeft: 2, valid: { loss: 0.5, accuracy: 1 } },
      { position: { step: 6 }, isBest: false, patienceLeft: 1 },
      { position: { step: 9 }, isBest: false, patienceLeft: 0 },
    ]);
  });

  it('leaves the last weights where the best ones are not wanted', async () => {
    await start({ patience: 1, restoreBest: false });
    const last = (await collect(trainer.train())).at(-1);
    expect(last).toMatchObject({ type: 'stopped-early', isRestored: false, best: { step: 3 } });
    expect(await weight()).toBe(0.5 * (1 + 2 + 3 + 4 + 5 + 6));
  });

  it('is finished when its epochs are over before its patience', async () => {
    await start({ patience: 5 });
    expect((await collect(trainer.train())).at(-1)).toMatchObject({ type: 'finished' });
    expect(await weight()).toBe(0.5 * ((15 * 16) / 2));
  });

  it('stays stopped', async () => {
    await start({ patience: 1 });
    await collect(trainer.train());
    expect(namesOf(await collect(trainer.train({ epochs: 50 })))).toEqual(['stopped-early']);
  });

  it('begins anew with a new model', async () => {
    await start({ patience: 1 });
    await collect(trainer.train());
    await trainer.createModel(tinySpecification);
    expect((await collect(trainer.train())).at(-1)).toMatchObject({ type: 'finished' });
  });

  it('stops at the same step when it is paused on the way', async () => {
    await start({ patience: 4, checksPerEpoch: 2 }, { callMs: 8 });
    let events: RunEvent[] = [];
    for (let pauses = 0; events.at(-1)?.type !== 'stopped-early' && pauses < 50; pauses++) {
      const run = collect(trainer.train());
      await new Promise((resolve) => setTimeout(resolve, 45));
      await trainer.pause();
      events = await run;
    }
    expect(events.at(-1)).toMatchObject({ position: { step: 8 }, best: { step: 2 } });
  });
});
