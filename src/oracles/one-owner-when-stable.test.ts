import { describe, expect, test } from 'vitest';
import { oneOwnerWhenStable } from './one-owner-when-stable.ts';
import { died, kept, type Line, member, members, verdictOn } from './testing/written-ownership.ts';

const say = (...lines: Line[]) => verdictOn(oneOwnerWhenStable, ...lines)?.fingerprint;
const takes = (atMs: number, machine: string) => member(atMs, machine, 'queue-gained');
const drops = (atMs: number, machine: string, reason = 'reassigned') =>
  member(atMs, machine, { kind: 'queue-dropped', reason });
const fault = (atMs: number, kind: 'fault-began' | 'fault-ended'): Line => [
  atMs,
  '',
  { kind, slot: 1, description: '' },
];
const both = members(0, 'consumer-0', 'consumer-1');
/** Something that is heard when the group is stable. */
const later = kept(121_000, 1, undefined);

describe('queues have one owner', () => {
  test('when one has it in a stable group', () => {
    expect(say(both, takes(1000, 'consumer-0'), later)).toBeUndefined();
  });
  test('when they change hands before', () => {
    const lines = [takes(0, 'consumer-0'), takes(9, 'consumer-1'), drops(119_000, 'consumer-0')];
    expect(say(both, ...lines, later)).toBeUndefined();
  });
  test.each<[string, Line]>([
    ['a fault begins', fault(60_000, 'fault-began')],
    ['a fault ends', fault(60_000, 'fault-ended')],
    ['a process ends', died(60_000, 'consumer-2')],
    ['a member joins', members(60_000, 'consumer-0', 'consumer-1')],
  ])('as far as anybody owes it when %s', (_what, line) => {
    expect(say(both, takes(0, 'consumer-0'), takes(1, 'consumer-1'), line, later)).toBeUndefined();
  });
  test('as far as anybody owes it while a dead member is listed', () => {
    const ghost = members(0, 'consumer-0', 'consumer-1', 'consumer-1');
    expect(say(ghost, takes(0, 'consumer-0'), takes(1, 'consumer-1'), later)).toBeUndefined();
  });
  test('when it ended with its process', () => {
    const lines = [takes(0, 'consumer-0'), died(10, 'consumer-0'), takes(20, 'consumer-1')];
    expect(say(both, ...lines, kept(131_000, 1, undefined))).toBeUndefined();
  });
});

describe('a stable group is not at one', () => {
  test('about a queue that two have', () => {
    expect(say(both, takes(0, 'consumer-0'), takes(1, 'consumer-1'), later)).toBe(
      'one-owner-when-stable: two owners',
    );
  });
  test('about a queue that nobody has any more', () => {
    expect(say(both, takes(0, 'consumer-0'), drops(1, 'consumer-0'), later)).toBe(
      'one-owner-when-stable: no owner',
    );
  });
  test('when the owner died and nobody took over', () => {
    const lines = [takes(0, 'consumer-0'), died(10, 'consumer-0')];
    expect(say(both, ...lines, kept(131_000, 1, undefined))).toBe('one-owner-when-stable: no owner');
  });
  test('when a queue is still dropped', () => {
    expect(say(both, takes(0, 'consumer-0'), drops(121_000, 'consumer-0', 'pull-stuck'))).toBe(
      'one-owner-when-stable: pull-stuck in a stable group',
    );
  });
  test('when a queue is still taken', () => {
    expect(say(both, takes(0, 'consumer-0'), later, takes(122_000, 'consumer-1'))).toBe(
      'one-owner-when-stable: taken in a stable group',
    );
  });
});
