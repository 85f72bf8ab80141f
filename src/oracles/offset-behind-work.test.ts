import { describe, expect, test } from 'vitest';
import { offsetBehindWork } from './offset-behind-work.ts';
import { bounds } from './testing/written-history.ts';
import { handled, kept, type Line, verdictOn } from './testing/written-ownership.ts';

const say = (...lines: Line[]) => verdictOn(offsetBehindWork, ...lines)?.message;

describe('offsets stay behind the work', () => {
  test('when each was handled before, in any order', () => {
    expect(
      say(handled(0, 1), handled(1, 0), kept(2, 2, undefined), handled(3, 2), kept(4, 3, 2)),
    ).toBeUndefined();
  });
  test('when they lag or go back', () => {
    expect(
      say(handled(0, 0), handled(1, 1), kept(2, 1, undefined), kept(3, 2, 1), kept(4, 0, 2)),
    ).toBeUndefined();
  });
  test('when retention removed what nobody handled', () => {
    expect(say([0, 'broker-0', bounds(4, 9)], kept(1, 4, undefined))).toBeUndefined();
  });
  test('when an operator moved the group', () => {
    expect(say(kept(0, 7, undefined, 'reset'), handled(1, 7), kept(2, 8, 7))).toBeUndefined();
  });
});

describe('an offset is ahead of the work', () => {
  test('when a message below it was not handled', () => {
    expect(say(handled(0, 1), kept(1, 2, undefined))).toBe(
      'group readers committed offset 2 of queue 0 of orders on broker-0, though offset 0 was not handled',
    );
  });
  test('by one', () => {
    expect(say(handled(0, 0), kept(1, 2, undefined))).toContain('though offset 1 was not handled');
  });
  test('also when a pull brings it', () => {
    expect(say(kept(0, 1, undefined, 'pull'))).toContain('though offset 0 was not handled');
  });
  test('beyond what retention removed', () => {
    expect(say([0, 'broker-0', bounds(4, 9)], kept(1, 5, undefined))).toContain(
      'though offset 4 was not handled',
    );
  });
  test('beyond where an operator moved the group', () => {
    expect(say(kept(0, 7, undefined, 'reset'), kept(1, 8, 7))).toContain('though offset 7 was not handled');
  });
});
