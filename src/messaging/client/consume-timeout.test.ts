import { expect, test } from 'vitest';
import { hasTimedOut } from './consume-timeout.ts';

test('a handler that runs longer than the time-out is given up', () => {
  expect(hasTimedOut(1000, 1500, 500)).toBe(false);
  expect(hasTimedOut(1000, 1501, 500)).toBe(true);
});

test('a message whose handler was not called is not', () => {
  expect(hasTimedOut(undefined, 1_000_000, 500)).toBe(false);
});
