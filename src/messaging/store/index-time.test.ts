import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secondsSince } from './index-format.ts';
import { exactTimes, type IndexTimeRule, roundedTimes, type TimeRange } from './index-time.ts';

const BEGIN = 1_700_000_000_123;

/** Whether a record that was stored so many milliseconds after the first one is found in its file. */
function finds(rule: IndexTimeRule, afterMs: number, range: TimeRange): boolean {
  const timeMs = BEGIN + afterMs;
  const entry = { beginMs: BEGIN, seconds: secondsSince(BEGIN, timeMs) };
  const file = { beginMs: BEGIN, endMs: timeMs };
  return rule.mayHold(file, range) && rule.mayMatch(entry, range) && rule.isOf(timeMs, range);
}

const exactly = (afterMs: number) => ({ beginMs: BEGIN + afterMs, endMs: BEGIN + afterMs });

describe('exact times', () => {
  test('find a record by its own time, which its entry does not know', () => {
    for (const afterMs of [0, 1, 999, 1000, 1999, 61_500])
      expect(finds(exactTimes, afterMs, exactly(afterMs))).toBe(true);
  });

  test('find a record of a clock that was set back', () => {
    expect(finds(exactTimes, -2500, exactly(-2500))).toBe(true);
    expect(exactTimes.isPast(BEGIN - 2500, exactly(0))).toBe(false);
  });

  test('find what is in the range, and nothing else', () => {
    const time = fc.integer({ min: -50_000, max: 200_000 });
    fc.assert(
      fc.property(time, time, time, (afterMs, from, to) => {
        const range = { beginMs: BEGIN + from, endMs: BEGIN + to };
        expect(finds(exactTimes, afterMs, range)).toBe(afterMs >= from && afterMs <= to);
      }),
    );
  });

  test('look at nothing that is far away', () => {
    const file = { beginMs: BEGIN, endMs: BEGIN + 1000 };
    const hour = 3_600_000;
    expect(exactTimes.mayHold(file, exactly(hour))).toBe(false);
    expect(exactTimes.mayHold(file, exactly(-hour))).toBe(false);
    expect(exactTimes.isPast(BEGIN, exactly(hour))).toBe(true);
  });
});

describe("the original's rounded times", () => {
  test('miss a record when the range begins within its second', () => {
    expect(finds(roundedTimes, 1000, exactly(1000))).toBe(true);
    expect(finds(roundedTimes, 1001, exactly(1001))).toBe(false);
    expect(finds(roundedTimes, 1001, { beginMs: BEGIN + 1000, endMs: BEGIN + 1001 })).toBe(true);
  });

  test('take what was stored up to a second later', () => {
    expect(finds(roundedTimes, 1999, { beginMs: BEGIN, endMs: BEGIN + 1000 })).toBe(true);
  });

  test('look at a file that contains, or overlaps, the range', () => {
    const file = { beginMs: 10, endMs: 20 };
    expect(roundedTimes.mayHold(file, { beginMs: 5, endMs: 25 })).toBe(true);
    expect(roundedTimes.mayHold(file, { beginMs: 12, endMs: 25 })).toBe(true);
    expect(roundedTimes.mayHold(file, { beginMs: 5, endMs: 10 })).toBe(true);
    expect(roundedTimes.mayHold(file, { beginMs: 21, endMs: 25 })).toBe(false);
    expect(roundedTimes.mayHold(file, { beginMs: 5, endMs: 9 })).toBe(false);
    expect(roundedTimes.isPast(9, { beginMs: 10, endMs: 20 })).toBe(true);
    expect(roundedTimes.isPast(10, { beginMs: 10, endMs: 20 })).toBe(false);
  });
});
