import { describe, expect, test } from 'vitest';
import { type SavedRunCheck, summariseReplays } from '../explorer/saved-run.ts';
import { exitCodeOf } from './exit-codes.ts';

const HELD = {
  runs: 10,
  violated: 0,
  crashed: 0,
  stalled: 0,
  undecided: 0,
  nondeterministic: 0,
  neverReached: [] as string[],
  isInterrupted: false,
  replayed: summariseReplays([]),
};

function replayed(verdict: SavedRunCheck['verdict']) {
  const run = { capsule: 'corpus/a.json', from: 'corpus', scenario: 's', design: 'd', seed: 'S:1' } as const;
  const check = { ...run, outcome: 'same', verdict, oracle: null, message: null, fingerprint: null } as const;
  return summariseReplays([check]);
}

describe('exit code of a batch', () => {
  test('each finding has its own', () => {
    expect(exitCodeOf(HELD, true)).toBe(0);
    for (const kind of ['violated', 'crashed', 'stalled'] as const) {
      expect(exitCodeOf({ ...HELD, [kind]: 1 }, false)).toBe(1);
    }
    expect(exitCodeOf({ ...HELD, undecided: 1 }, false)).toBe(2);
    expect(exitCodeOf({ ...HELD, nondeterministic: 1 }, false)).toBe(3);
    expect(exitCodeOf({ ...HELD, runs: 0 }, false)).toBe(4);
    expect(exitCodeOf({ ...HELD, isInterrupted: true }, false)).toBe(130);
  });

  test('a mark that was not reached counts under --strict only', () => {
    expect(exitCodeOf({ ...HELD, neverReached: ['a mark'] }, false)).toBe(0);
    expect(exitCodeOf({ ...HELD, neverReached: ['a mark'] }, true)).toBe(2);
  });

  test('a saved run that was replayed counts like one of the batch', () => {
    expect(exitCodeOf({ ...HELD, replayed: replayed('held') }, false)).toBe(0);
    expect(exitCodeOf({ ...HELD, replayed: replayed('violated') }, false)).toBe(1);
    expect(exitCodeOf({ ...HELD, replayed: replayed('undecided') }, false)).toBe(2);
    expect(exitCodeOf({ ...HELD, replayed: replayed('nondeterministic') }, false)).toBe(3);
  });

  test('the first that applies decides', () => {
    const everything = { ...HELD, violated: 1, undecided: 1, nondeterministic: 1, isInterrupted: true };
    expect(exitCodeOf(everything, true)).toBe(130);
    expect(exitCodeOf({ ...everything, isInterrupted: false }, true)).toBe(3);
    expect(exitCodeOf({ ...everything, isInterrupted: false, nondeterministic: 0 }, true)).toBe(1);
  });
});
