import { expect, test } from 'vitest';
import { countOf, formatCount, formatMicroseconds, formatPerCent, formatSeconds } from './figures.ts';

test('numbers as people read them', () => {
  expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([countOf(1, 'run'), countOf(2000, 'run')]).toEqual(['1 run', '2,000 runs']);
  expect(formatPerCent(0.745)).toBe('75 %');
  expect([0.05, 3.25, 300, 10_000, 400_000].map(formatSeconds)).toEqual([
    '50 ms',
    '3.3 s',
    '5 min',
    '2.8 h',
    '4.6 days',
  ]);
  expect(formatMicroseconds(1_234_567)).toBe('1.234567 s');
});
