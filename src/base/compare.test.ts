import { expect, test } from 'vitest';
import { compareNumbers, compareText } from './compare.ts';

test('text is ordered by code units, not by any language', () => {
  expect(['b', 'a', 'Z', 'ä', '', 'aa'].sort(compareText)).toEqual(['', 'Z', 'a', 'aa', 'b', 'ä']);
  expect(compareText('broker-a', 'broker-a')).toBe(0);
  // A surrogate pair starts below U+FFFD although its code point is above.
  expect(compareText('🚀', '\ufffd')).toBe(-1);
});

test('numbers are ordered as numbers', () => {
  expect([10, 9, -1, 0].sort(compareNumbers)).toEqual([-1, 0, 9, 10]);
});
