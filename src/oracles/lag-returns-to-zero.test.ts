import { describe, expect, test } from 'vitest';
import { lagReturnsToZero } from './lag-returns-to-zero.ts';
import { type At, at, differ, extent, verdictOf, wrote } from './testing/written-replicas.ts';

const say = (...history: At[]) => verdictOf(lagReturnsToZero, history)?.fingerprint;

describe('lag returns to zero holds', () => {
  test('when every copy ends where the others do', () => {
    expect(
      say(extent('broker-0', 300), extent('slave-1', 100), extent('slave-2', 300), extent('slave-1', 300)),
    ).toBeUndefined();
  });
  test('when a master has less than its slave: it has lost what was not flushed', () => {
    expect(say(extent('slave-1', 300), extent('broker-0', 200))).toBeUndefined();
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
  test('by a machine that was the master and is behind the one that took its place', () => {
    const promoted = at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' });
    const both = [extent('slave-1', 300), extent('broker-0', 200)];
    expect(say(promoted, ...both)).toBe('lag-returns-to-zero: behind');
    expect(say(...both)).toBeUndefined();
  });
  test('by a machine that was the master and keeps what it stored alone, until it has cut it or takes what comes', () => {
    const promoted = at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' });
    const ahead = [wrote('broker-0', 400), extent('slave-1', 300), promoted];
    expect(say(...ahead)).toBe('lag-returns-to-zero: another log');
    const place = { brokerName: 'broker-0', position: 300, partsAt: 300, recordEnd: 300 };
    const cut = at('broker-0', { kind: 'replica-cut', ...place });
    expect(say(...ahead, cut, wrote('broker-0', 300))).toBeUndefined();
    expect(say(...ahead, extent('broker-0', 400))).toBeUndefined();
  });
  test('by one of two slaves, after a recovery that took something', () => {
    const history = [extent('broker-0', 300), extent('slave-1', 300), extent('slave-2', 300)];
    expect(say(...history, extent('slave-2', 100))).toBe('lag-returns-to-zero: behind');
  });
});
