import { describe, expect, test } from 'vitest';
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
};

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

  test('the first that applies decides', () => {
    const everything = { ...HELD, violated: 1, undecided: 1, nondeterministic: 1, isInterrupted: true };
    expect(exitCodeOf(everything, true)).toBe(130);
    expect(exitCodeOf({ ...everything, isInterrupted: false }, true)).toBe(3);
    expect(exitCodeOf({ ...everything, isInterrupted: false, nondeterministic: 0 }, true)).toBe(1);
  });
});
