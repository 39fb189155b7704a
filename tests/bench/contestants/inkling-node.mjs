import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { readMnist } from '../mnist.mjs';
import { openInkling } from './inkling.mjs';

/** The built library in this Node, in a worker thread of its own. */
export async function openInklingInNode({ workload, variant, mnistFolder }) {
  const { createTrainer } = await import('../../../dist/inkling.js');
  const dataset = await readMnist((file) => openAsBlob(path.join(mnistFolder, file)));
  return {
    name: `Inkling, Node, ${variant}`,
    version: `Node ${process.versions.node}, V8 ${process.versions.v8}`,
    ...(await openInkling(createTrainer, variant, workload, dataset)),
  };
}
