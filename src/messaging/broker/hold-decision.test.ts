import { describe, expect, test } from 'vitest';
import { decideHold } from './hold-decision.ts';

const terms = { offset: 5, deadlineMs: 15_000, matches: (tagsCode: number) => tagsCode === 2598919 };

describe('hold decision', () => {
  test('the first message past the pull offset wakes, an older one does not', () => {
    expect(decideHold(terms, { maxOffset: 6, tagsCode: 2598919 }, 0)).toBe('arrived');
    expect(decideHold(terms, { maxOffset: 5, tagsCode: 2598919 }, 0)).toBe('keep');
  });

  test('a message that the filter rejects does not wake', () => {
    expect(decideHold(terms, { maxOffset: 6, tagsCode: 2598920 }, 0)).toBe('keep');
  });

  test('unknown tags wake, so that the periodic check moves a pull past rejected messages', () => {
    expect(decideHold(terms, { maxOffset: 6, tagsCode: undefined }, 0)).toBe('arrived');
    expect(decideHold(terms, { maxOffset: 5, tagsCode: undefined }, 0)).toBe('keep');
  });

  test('the deadline ends the hold with or without news', () => {
    expect(decideHold(terms, { maxOffset: 5, tagsCode: undefined }, 14_999)).toBe('keep');
    expect(decideHold(terms, { maxOffset: 5, tagsCode: undefined }, 15_000)).toBe('expired');
    expect(decideHold(terms, { maxOffset: 9, tagsCode: 2598920 }, 15_000)).toBe('expired');
    expect(decideHold(terms, { maxOffset: 9, tagsCode: 2598919 }, 99_000)).toBe('arrived');
  });
});
