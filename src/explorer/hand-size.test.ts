import { expect, test } from 'vitest';
import { HandSize } from './hand-size.ts';

test('a worker gets one run first, then about a tenth of a second of them, never too many', () => {
  const size = new HandSize();
  expect(size.next()).toBe(1);
  size.measure(1, 20);
  expect(size.next()).toBe(5);
  for (let round = 0; round < 50; round += 1) size.measure(10, 0);
  expect(size.next()).toBe(256);
  for (let round = 0; round < 50; round += 1) size.measure(1, 5000);
  expect(size.next()).toBe(1);
});

test('a share of what is left bounds it', () => {
  const size = new HandSize();
  size.measure(10, 10);
  expect(size.next(3)).toBe(3);
  expect(size.next(0)).toBe(1);
});
