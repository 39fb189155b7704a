import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** What the summary says of these files of results, and its exit code. */
function summarize(files: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const { stdout, status } = spawnSync('node', ['scripts/lib/summary.mjs', folder], {
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), status };
}

const vitest = (...statuses: string[]) =>
  JSON.stringify({
    testResults: [
      {
        status: 'passed',
        name: 'a.test.ts',
        assertionResults: statuses.map((status, i) => ({ status, fullName: `test ${i}` })),
      },
    ],
  });

it('adds up all suites', () => {
  const { lines, status } = summarize({
    'checks.txt': 'passed prettier\npassed types\n',
    'unit.json': vitest('passed', 'skipped'),
    'reproduction.json': vitest('passed'),
  });
  expect(lines).toEqual(['4 passed, 0 failed, 1 skipped']);
  expect(status).toBe(0);
});

it('calls a test that did not end failed, by its name', () => {
  const { lines, status } = summarize({ 'unit.json': vitest('passed', 'pending') });
  expect(lines.map((line) => line.trim())).toEqual([
    'Failed:',
    'test 1 did not end',
    '1 passed, 1 failed',
  ]);
  expect(status).toBe(1);
});

it('fails with a suite that broke off though no test failed', () => {
  const { lines, status } = summarize({
    'crashes.txt': 'failed unit tests ended with status 1\n',
    'unit.json': vitest('passed'),
  });
  expect(lines.at(-1)).toBe('1 passed, 1 failed');
  expect(status).toBe(1);
});
