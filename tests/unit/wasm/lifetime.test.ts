import { expect, it } from 'vitest';
import { library } from '../support/library';
import { syntheticDataset } from '../support/synthetic-dataset';

const samples = 300;
const data = syntheticDataset({ samples });

async function cycle(): Promise<void> {
  const trainer = await library.createTrainer({ variant: 'simd128' });
  await trainer.loadDataset(structuredClone(data));
  await trainer.createModel({ dataset: { train: 250, valid: 50 } });
  await trainer.trainStep();
  await trainer.dispose();
}

it('leaves the memory of the program where it was over two hundred trainers', async () => {
  const residentBytes = () => process.memoryUsage.rss();
  for (let count = 0; count < 20; count++) await cycle();
  const before = residentBytes();
  for (let count = 0; count < 180; count++) await cycle();
  // One trainer touches more than 5 MB; 180 that are kept would show as 900 MB.
  expect(residentBytes() - before).toBeLessThan(90e6);
}, 300_000);
