import { describe, expect, test } from 'vitest';
import { lagReturnsToZero } from './lag-returns-to-zero.ts';
import { type At, differ, extent, verdictOf } from './testing/written-replicas.ts';

const say = (...history: At[]) => verdictOf(lagReturnsToZero, history)?.fingerprint;

describe('lag returns to zero holds', () => {
  test('when every copy ends where the others do', () => {
    expect(
      say(extent('broker-0', 300), extent('slave-1', 100), extent('slave-2', 300), extent('slave-1', 300)),
    ).toBeUndefined();
  });
  test('when a copy began later', () => {
    expect(say(extent('broker-0', 300), extent('slave-1', 300, 200))).toBeUndefined();
  });
  test('when copies differ: which of them is behind nobody can say', () => {
    expect(say(extent('broker-0', 300), extent('slave-1', 400), differ('append'))).toBeUndefined();
  });
});

describe('lag returns to zero is violated', () => {
  test('by a slave that is behind', () => {
    expect(say(extent('broker-0', 300), extent('slave-1', 200))).toBe('lag-returns-to-zero: behind');
  });
  test('by one that has nothing', () => {
    expect(say(extent('broker-0', 300), extent('slave-1', 0))).toBe('lag-returns-to-zero: an empty copy');
  });
  test('by a master that has less than its slave', () => {
    expect(say(extent('slave-1', 300), extent('broker-0', 200))).toBe('lag-returns-to-zero: behind');
  });
  test('by one of two slaves, after a recovery that took something', () => {
    const history = [extent('broker-0', 300), extent('slave-1', 300), extent('slave-2', 300)];
    expect(say(...history, extent('slave-2', 100))).toBe('lag-returns-to-zero: behind');
  });
});
