import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

function medianOf(values: readonly number[]): number {
  const tally = new Tally();
  for (const value of values) tally.add(value);
  return tally.median();
}

test('the median is the middle one, the lower of two', () => {
  expect(medianOf([])).toBe(0);
  expect(medianOf([5])).toBe(5);
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([10, 2, 2, 10])).toBe(2);
  expect(medianOf([1, 1, 1, 100, 100])).toBe(1);
});
