// Called by scripts/make-checksums.
import { writeFile } from 'node:fs/promises';
import { cases } from './cases.mjs';
import { trainAll } from './train-all.mjs';

const library = new URL('../../dist/inkling.js', import.meta.url).href;
const sums = await trainAll({ library, threads: 1, cases });
const fixture = new URL('../fixtures/checksums.json', import.meta.url);
await writeFile(fixture, `${JSON.stringify(sums, null, 2)}\n`);
