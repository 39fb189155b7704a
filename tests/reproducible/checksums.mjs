import { readFileSync } from 'node:fs';

const fixture = new URL('../fixtures/checksums.json', import.meta.url);

/**
 * What `trainAll` has to give, by the names of the cases.
 *
 * @type {Record<string, string>}
 */
export const checksums = JSON.parse(readFileSync(fixture, 'utf8'));
