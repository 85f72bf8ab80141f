import { expect, test } from 'vitest';
import { isTakenBack, retryExpression, retryLimit } from './return-decision.ts';

test('sixteen retries, unless the user says otherwise', () => {
  expect(retryLimit(undefined)).toBe(16);
  expect(retryLimit(0)).toBe(0);
});

test('only what the broker says it has taken back needs no more care', () => {
  expect([isTakenBack(true), isTakenBack(false)]).toEqual([true, false]);
});

test('of the retry topic everything is wanted, whatever tags the group wants elsewhere', () => {
  const expressions = new Map([
    ['orders', 'paid'],
    ['returns', 'damaged'],
  ]);
  expect(retryExpression(expressions)).toBe('*');
});
