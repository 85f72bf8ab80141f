import { expect, test } from 'vitest';
import { suggest } from './suggestion.ts';

test('finds what was meant, and nothing when nothing is near', () => {
  const known = ['order-lifecycle', 'spread-keys', 'baseline'];
  expect(suggest('order-lifecycel', known)).toBe('order-lifecycle');
  expect(suggest('order', known)).toBe('order-lifecycle');
  expect(suggest('basline', known)).toBe('baseline');
  expect(suggest('something else', known)).toBeUndefined();
});
