import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { race } from '../../bench/race.mjs';

interface Round {
  seconds: number;
  loss: number;
}

const rounds = { warmUp: 2, timed: 3 };
// The contestants of these tests need no place to run.
const place = {} as Parameters<typeof race>[1];

/** An entry whose rounds are these; after the last it fails. */
function entry(id: string, given: Round[], part = 1) {
  const remaining = [...given];
  const close = vi.fn(() => Promise.resolve());
  const trainRound = () => {
    const round = remaining.shift();
    return round ? Promise.resolve(round) : Promise.reject(new Error(`${id} broke`));
  };
  const open = () => Promise.resolve({ name: id, version: '1', part, trainRound, close });
  return { id, close, open };
}

const steady = (id: string, seconds: number, loss = 0.4) =>
  entry(
    id,
    Array.from({ length: 5 }, () => ({ seconds, loss })),
  );

describe('a race', () => {
  let told: string[];

  beforeEach(() => {
    told = [];
    vi.spyOn(console, 'error').mockImplementation((line: string) => {
      told.push(line);
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it('gives the median of the timed rounds, without the warm-up', async () => {
    const given = [9, 9, 1, 5, 2].map((seconds) => ({ seconds, loss: 0.4 }));
    const [result] = await race([entry('a', given)], place, rounds);
    expect(result).toMatchObject({ id: 'a', seconds: 2, times: [1, 5, 2] });
  });

  it('has a contestant whose rounds are slow take part in some of them', async () => {
    const given = [1, 2, 3, 4, 5].map((seconds) => ({ seconds: 10 * seconds, loss: 0.4 }));
    const entries = [entry('slow', given), steady('quick', 1), entry('part', given, 1 / 20)];
    const results = await race(entries, place, { warmUp: 1, timed: 4, slowEvery: 3 });
    expect(results.map(({ id, times }) => [id, times])).toEqual([
      ['slow', [20, 30]],
      ['quick', [1, 1, 1, 1]],
      ['part', [20, 30, 40, 50]],
    ]);
  });

  it('goes on without a contestant that fails on the way, and closes it', async () => {
    const broken = entry('broken', [{ seconds: 1, loss: 0.4 }]);
    const results = await race([broken, steady('a', 1)], place, rounds);
    expect(results.map(({ id }) => id)).toEqual(['a']);
    expect(broken.close).toHaveBeenCalledOnce();
    expect(told.join('\n')).toContain('broken broke');
  });

  it('goes on without a contestant that cannot be opened', async () => {
    const missing = { id: 'missing', open: () => Promise.reject(new Error('not installed')) };
    const results = await race([missing, steady('a', 1)], place, rounds);
    expect(results.map(({ id }) => id)).toEqual(['a']);
    expect(told.join('\n')).toContain('not installed');
  });

  it('gives up a contestant that does not answer', async () => {
    const silent = entry('silent', []);
    const open = async () => ({
      ...(await silent.open()),
      trainRound: () => new Promise<Round>(() => {}),
    });
    const limits = { open: 1, round: 0.01, close: 1 };
    const entries = [{ id: 'silent', open }, steady('a', 1)];
    const results = await race(entries, place, rounds, limits);
    expect(results.map(({ id }) => id)).toEqual(['a']);
    expect(told.join('\n')).toContain('a round took more than 0.01 s');
  });

  it('leaves out a contestant whose first epoch has another loss than most', async () => {
    const entries = [steady('a', 1), steady('b', 1, 0.42), steady('other', 0.1, 0.8)];
    const results = await race(entries, place, rounds);
    expect(results.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(told.join('\n')).toContain("its first epoch's loss is 0.8000");
  });

  it('takes the first epoch of a contestant that trains a part of one from several rounds', async () => {
    const given = [0.6, 0.4, 0.2, 0.2, 0.2].map((loss) => ({ seconds: 1, loss }));
    const [half] = await race([entry('half', given, 1 / 2)], place, rounds);
    expect(half?.loss).toBeCloseTo(0.5, 12);
    const [tenth] = await race([entry('tenth', given, 1 / 10)], place, rounds);
    expect(tenth?.loss).toBeUndefined();
  });
});
