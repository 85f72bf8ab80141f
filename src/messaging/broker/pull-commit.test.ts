import { expect, test } from 'vitest';
import { committedOffset } from './pull-commit.ts';

test('what a pull carries is remembered when the store answered it', () => {
  expect(committedOffset(7, true)).toBe(7);
  expect(committedOffset(0, true)).toBe(0);
  expect(committedOffset(-1, true)).toBeUndefined();
});

test('nothing is remembered of a pull that met a closing store', () => {
  expect(committedOffset(7, false)).toBeUndefined();
});
