// What is measured of the library beside whole epochs, in a page.
import { createTrainer } from '../../../dist/inkling.js';
import { fetchMnist } from './fetch-mnist.mjs';

const options = { variant: 'relaxed-simd', threads: 1 };

async function openTrainer(specification, dataset, more = {}) {
  const trainer = await createTrainer({ ...options, ...more });
  await trainer.loadDataset(dataset);
  await trainer.createModel(specification);
  return trainer;
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Trains until so many epochs in all are complete. */
async function trainUpTo(trainer, epochs) {
  for await (const event of trainer.train({ epochs })) {
    if (event.type === 'failed' || event.type === 'diverged') throw new Error(event.type);
  }
}

/** Seconds of each epoch. */
export async function epochs(specification, count) {
  const trainer = await openTrainer(specification, await fetchMnist());
  const seconds = [];
  for (let epoch = 1; epoch <= count; epoch += 1) {
    seconds.push(await timed(() => trainUpTo(trainer, epoch)));
  }
  await trainer.dispose();
  return seconds;
}

/** The mean of as many epochs as take so many seconds together, of one at least, after a first. */
async function secondsOfEpoch(trainer, shortest) {
  const first = await timed(() => trainUpTo(trainer, 1));
  const count = Math.ceil(shortest / first);
  return (await timed(() => trainUpTo(trainer, 1 + count))) / count;
}

/**
 * Seconds of an epoch of each specification in each of several passes over all of them, in one
 * trainer.
 */
export async function epochOfEach(specifications, { passes, shortest }) {
  const trainer = await openTrainer(specifications[0], await fetchMnist());
  const seconds = [];
  for (let pass = 0; pass < passes; pass += 1) {
    seconds.push([]);
    for (const specification of specifications) {
      await trainer.createModel(specification);
      seconds.at(-1).push(await secondsOfEpoch(trainer, shortest));
    }
  }
  await trainer.dispose();
  return seconds;
}

/** Seconds of each evaluation of all the validation samples. */
export async function evaluations(specification, count) {
  const trainer = await openTrainer(specification, await fetchMnist());
  const seconds = [];
  for (let i = 0; i < count; i += 1) {
    seconds.push(await timed(() => trainer.evaluate('valid')));
  }
  await trainer.dispose();
  return seconds;
}

/** Milliseconds from asking for a prediction to having it, while the network is trained. */
export async function predictionsWhileTraining(specification, count) {
  const trainer = await openTrainer(specification, await fetchMnist());
  await trainUpTo(trainer, 1);
  const run = trainUpTo(trainer, 1000);
  const pixels = new Float32Array(784).fill(0.5);
  const milliseconds = [];
  for (let i = 0; i < count; i += 1) {
    // At another moment of the training each time.
    await new Promise((resolve) => setTimeout(resolve, 20 + ((i * 7) % 30)));
    milliseconds.push(1000 * (await timed(() => trainer.predict(pixels))));
  }
  await trainer.pause();
  await run;
  await trainer.dispose();
  return milliseconds;
}

/** A trainer that has trained an epoch on all of MNIST, its test set beside it. */
export async function trainOnAllOfMnist(specification) {
  const workerUrl = new URL('watched-worker.mjs', import.meta.url);
  const trainer = await openTrainer(specification, await fetchMnist({ withTest: true }), {
    workerUrl,
  });
  await trainUpTo(trainer, 1);
  await trainer.evaluate('valid');
  return trainer;
}
