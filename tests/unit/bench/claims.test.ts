import { describe, expect, it } from 'vitest';
import { claimsTable } from '../../bench/claims.mjs';
import { percentile } from '../../bench/table.mjs';

const result = (id: string, seconds: number) => ({
  id,
  name: id,
  version: '1',
  part: 1,
  times: [seconds],
  seconds,
  loss: 0.4,
});

function rowOf(table: string, title: string): string[] {
  const line = table.split('\n').find((each) => each.includes(title)) ?? '';
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('the bounds of the benchmark', () => {
  const races = {
    W: [
      result('pytorch-1', 2),
      result('inkling-chromium-relaxed', 1.7),
      result('inkling-chromium-threads', 1.1),
    ],
  };

  it('says of each figure whether it holds', () => {
    const table = claimsTable({ races, measures: [], growth: 1.2 });
    expect(rowOf(table, "W: time to PyTorch's").slice(1)).toEqual([
      'at most 0.9 x',
      '0.850 x',
      'yes',
    ]);
    expect(rowOf(table, 'two threads').slice(1)).toEqual(['at least 1.7 x', '1.55 x', 'no']);
    expect(rowOf(table, 'Growth').at(-1)).toBe('no');
  });

  it('says nothing of what was not measured', () => {
    const table = claimsTable({ races, measures: [], growth: undefined });
    expect(table).not.toContain('Eigen');
    expect(table).not.toContain('Growth');
  });

  it('takes a measured value by its name', () => {
    const measures = [
      { key: 'prediction', title: '', unit: 'ms', values: { median: 3, '95th percentile': 12 } },
    ];
    const table = claimsTable({ races: {}, measures, growth: undefined });
    expect(rowOf(table, 'Prediction').slice(1)).toEqual(['at most 16 ms', '12.0 ms', 'yes']);
  });
});

describe('percentile', () => {
  it('is the smallest value that so many do not exceed', () => {
    const values = Array.from({ length: 20 }, (_, i) => 20 - i);
    expect(percentile(values, 0.95)).toBe(19);
    expect(percentile(values, 1)).toBe(20);
    expect(percentile([7], 0.5)).toBe(7);
  });
});
