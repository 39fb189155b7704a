import { expect, it } from 'vitest';
import { RunQueue } from '../../../web/src/client/run-queue';
import type { EpochEvent, ProgressEvent, RunEvent } from '../../../web/src/shared/protocol';

const progress = (step: number, change: Partial<ProgressEvent> = {}): ProgressEvent => ({
  type: 'progress',
  runId: 1,
  position: { step, epoch: step / 10 },
  samples: 100,
  train: { loss: 1, accuracy: 0.5 },
  learningRate: 0.1,
  samplesPerSecond: 1000,
  elapsedMs: step,
  ...change,
});

const epoch = (number: number): EpochEvent => ({
  type: 'epoch',
  runId: 1,
  epoch: number,
  step: 10 * number,
  train: { loss: 1, accuracy: 0.5 },
  valid: { loss: 1, accuracy: 0.5 },
  elapsedMs: 0,
});

const finished: RunEvent = { type: 'finished', runId: 1, position: { step: 20, epoch: 2 } };

async function drain(queue: RunQueue): Promise<RunEvent[]> {
  const events = [await queue.take()];
  while (events.at(-1)?.type !== 'finished') events.push(await queue.take());
  return events;
}

it('gives each event to a consumer that keeps up', async () => {
  const queue = new RunQueue();
  for (const event of [progress(1), epoch(1), progress(2), finished]) {
    const taken = queue.take();
    queue.put(event);
    expect(await taken).toEqual(event);
  }
});

it('merges progress that is waiting, weighted by samples', async () => {
  const queue = new RunQueue();
  queue.put(progress(1));
  const later = { samples: 300, samplesPerSecond: 1500, train: { loss: 3, accuracy: 0.9 } };
  queue.put(progress(4, later));
  expect(await queue.take()).toEqual(
    progress(4, {
      samples: 400,
      // 0.1 s and 0.2 s
      samplesPerSecond: 400 / (0.1 + 0.2),
      train: { loss: (1 + 3 * 3) / 4, accuracy: (0.5 + 3 * 0.9) / 4 },
    }),
  );
});

it('never holds more than one progress event, and drops no other', async () => {
  const queue = new RunQueue();
  for (let number = 1; number <= 20; number++) {
    for (let step = 1; step <= 50; step++) queue.put(progress(10 * number + step));
    queue.put(epoch(number));
  }
  queue.put(finished);
  const events = await drain(queue);
  expect(events.map(({ type }) => type)).toEqual([
    ...new Array<string>(19).fill('epoch'),
    'progress',
    'epoch',
    'finished',
  ]);
  expect(events.find((event) => event.type === 'progress')?.samples).toBe(20 * 50 * 100);
});

it('takes nothing after the end', async () => {
  const queue = new RunQueue();
  queue.put(finished);
  expect(queue.hasEnded).toBe(true);
  queue.put(epoch(1));
  expect(await drain(queue)).toEqual([finished]);
});
