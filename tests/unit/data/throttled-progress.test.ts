import { describe, expect, it } from 'vitest';
import type { DataProgress } from '../../../web/src/data/protocol';
import { throttledProgress } from '../../../web/src/data/throttled-progress';

describe('throttled progress', () => {
  it('passes on the first, what is due, every new phase and every end', () => {
    const seen: string[] = [];
    let now = 0;
    const report = throttledProgress(
      ({ phase, loaded }) => seen.push(`${phase} ${loaded}`),
      100,
      () => now,
    );
    const at = (time: number, phase: DataProgress['phase'], loaded: number) => {
      now = time;
      report({ phase, loaded, total: 50, unit: 'bytes' });
    };
    at(0, 'downloading', 0);
    at(50, 'downloading', 10);
    at(99, 'downloading', 20);
    at(100, 'downloading', 30);
    at(110, 'waiting', 30);
    at(120, 'downloading', 40);
    at(130, 'downloading', 45);
    at(140, 'downloading', 50);
    expect(seen).toEqual([
      'downloading 0',
      'downloading 30',
      'waiting 30',
      'downloading 40',
      'downloading 50',
    ]);
  });
});
